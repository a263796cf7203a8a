"""How often what is shown errs in drawn studies, and what is said of it."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

# Counted by benchmarks/type_one_errors.py: of each spread of the growth rates and
# method the tests and how many had p below 0.05, the intervals and how many held.
TABLE = Path(__file__).with_suffix(".csv")
SPREADS = ("usual", "small")
EXPECTED = 0.05
# Shares of intervals of 95 % that hold the truth which are as they should be.
HELD_FROM, HELD_TO = 0.93, 0.97
# Days of values after the baseline that were tried; more are called as the last.
FEWEST_DAYS, MANY_DAYS = 2, 7
# Per arm of a comparison; with fewer events its tests are those of few events.
FEW_EVENTS = 4
OFTEN = (
    "p was below 0.05 in {p} of drawn studies without an effect, 5% expected: a p just "
    "below 0.05 says little"
)
SELDOM = (
    "p was below 0.05 in only {p} of drawn studies without an effect, 5% expected: "
    "cautious, a real effect may be missed"
)
NARROW = "95% intervals held the truth in only {held} of drawn studies: too narrow"
WIDE = "95% intervals held the truth in {held} of drawn studies: too wide, cautious"


@lru_cache
def counts():
    """spread, method, tests, below (0.05), intervals, holding (the truth)."""
    return pd.read_csv(TABLE)


def few(events, arms):
    """How the methods of so many `events` in a comparison of `arms` are called."""
    return ", few events" if events < FEW_EVENTS * arms else ""


@lru_cache
def warning(method):
    """What is to be said of the numbers of a method, or nothing if they are right.

    They are right when the share of p below 0.05 is within its `noise` of 5 %, and the
    share of intervals that hold within 93 to 97 %, with either spread.
    """
    rows = counts().set_index(["method", "spread"]).loc[method]
    for spread in SPREADS:
        if spread in rows.index:
            said = [*_of_tests(rows.loc[spread]), *_of_intervals(rows.loc[spread])]
            if said:
                return f"{'; '.join(said)}."
    return ""


def noise(tests):
    """Monte-Carlo error of a share of 5 % of so many tests: 2.58 standard errors.

    One in a hundred good methods lies outside, of some sixty that are looked at.
    """
    return 2.58 * np.sqrt(EXPECTED * (1 - EXPECTED) / tests)


def _of_tests(row):
    if not row["tests"]:
        return
    share = row["below"] / row["tests"]
    if abs(share - EXPECTED) > noise(row["tests"]):
        text = OFTEN if share > EXPECTED else SELDOM
        yield text.format(p=f"{100 * share:.1f}%")


def _of_intervals(row):
    if not row["intervals"]:
        return
    share = row["holding"] / row["intervals"]
    if not HELD_FROM <= share <= HELD_TO:
        text = NARROW if share < HELD_FROM else WIDE
        yield text.format(held=f"{100 * share:.1f}%")


def row_of_methods(method):
    """The line of a method in the table of docs/methods.md."""
    rows = counts().set_index(["method", "spread"]).loc[method]
    cells = [f"`{method}`"]
    for spread in SPREADS:
        row = rows.loc[spread] if spread in rows.index else None
        for part, whole in (("below", "tests"), ("holding", "intervals")):
            known = row is not None and row[whole] > 0
            share = f"{100 * row[part] / row[whole]:.1f} %" if known else ""
            cells.append(f"{share} of {row[whole]:,}" if known else "")
    cells.append("with a warning" if warning(method) else "fine")
    return f"| {' | '.join(cells)} |"

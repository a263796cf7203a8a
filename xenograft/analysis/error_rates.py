"""How often what is shown errs in drawn studies, and what is said of it."""

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

# Counted by benchmarks/type_one_errors.py: of each spread of the growth rates and
# method the tests and how many had p below 0.05, the intervals and how many held.
TABLE = Path(__file__).with_suffix(".csv")
SPREADS = ("usual", "small")
EXPECTED = 0.05
ROUNDING = 1e-9
# Methods of other pages than that of the analysis.
OF_CURVE = "share of an event-free curve"
OF_LIMIT = "expected day of a limit"
OF_REDRAWS = "randomization test"
OF_READOUTS = "difference of readouts on several blots"
OF_TWICE = "difference of readouts, a mouse on two blots"
OF_ONE_BATCH = "difference of readouts of one batch"
# What an interval is meant to hold, where it is not 95 %. As it should be is one that
# misses the truth 0.6 to 1.4 times as often as meant: one of 95 % holds in 93 to 97 %.
MEANT = {OF_LIMIT: 0.80}
USUAL, FEWEST_MISSES, MOST_MISSES = 0.95, 0.6, 1.4
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
NARROW = "{meant} intervals held the truth in only {held} of drawn studies: too narrow"
WIDE = "{meant} intervals held the truth in {held} of drawn studies: too wide, cautious"
SHORT = {
    OFTEN: "a p just below 0.05 says little",
    SELDOM: "the p is cautious",
    NARROW: "the interval is a little narrow",
    WIDE: "the interval is wider than it need be",
}
# What the page calls a method that has its own name in the table.
NAMES = {
    "Welch's t on ln V/V0 of a day": "ratio of V/V0",
    "share of responders, truth near 0": "shares at 0 or 100%",
    "share of responders": "shares of responders",
    OF_CURVE: "share without the event",
    "TGI_DELTA": "TGI of mean changes",
    "TGI_DELTA_MEDIAN": "TGI of median changes",
    "TGI_DELTA_ALL_V0": "TGI with all mice at D0",
    "TGI_TC": "TGI and T/C of means",
    "TGI_MEDIAN": "TGI and T/C of medians",
    "TGI_GEO": "TGI and T/C of geometric means",
    "TGI_RTV": "TGI and T/C of mean V/V0",
    "TGI_AUC": "TGI and T/C of areas",
    "TGI_AUC_BASELINE": "TGI and T/C of areas above V0",
    "TGI_RATE": "TGI of growth rates",
    "TC_RTV_MEDIAN": "T/C of median V/V0",
    "TC_GEO": "T/C of geometric mean V/V0",
    "TC_RATE": "T/C of growth rates",
    "sensitivity, STOP_AT_FRACTION": "stop below half of an arm",
    "sensitivity, STOP_AT_FIRST_LOSS": "stop at the first loss",
    "sensitivity, LOCF": "carried forward",
    "sensitivity, AVAILABLE_CASE": "survivors",
    "sensitivity, MODEL_BASED": "model",
}
DAYS = re.compile(r", (\d) days$")


@lru_cache
def counts():
    """spread, method, tests, below (0.05), intervals, holding (the truth)."""
    return pd.read_csv(TABLE)


@lru_cache
def methods():
    """The names of all that was counted."""
    return frozenset(counts()["method"])


def few(events, arms):
    """How the methods of so many `events` in a comparison of `arms` are called."""
    return ", few events" if events < FEW_EVENTS * arms else ""


@lru_cache
def warning(method):
    """What is to be said of the numbers of a method, or nothing if they are right.

    They are right when the share of p below 0.05 is within its `noise` of 5 %, and the
    share of intervals that hold within 93 to 97 % (or as `MEANT` has it), with either
    spread.
    """
    said = [text.format(**share) for text, share in _faults(method)]
    return f"{'; '.join(said)}." if said else ""


@lru_cache
def short(method):
    """The same in a few words: "the p is cautious, the interval is ..."."""
    return ", ".join(SHORT[text] for text, _ in _faults(method))


def named(method):
    """What the page calls a method: (name, days of values it rests on or empty)."""
    days = DAYS.search(method)
    plain = DAYS.sub("", method)
    name = NAMES.get(plain, plain).replace(", few events", " with few events")
    name = name.replace(" on rates in cages", " in cages").replace(" on rates", "")
    return name, days[1] if days else ""


def _faults(method):
    """(one of OFTEN, SELDOM, NARROW, WIDE, its share) of the first spread with any."""
    rows = counts().set_index(["method", "spread"])
    for spread in SPREADS:
        if (method, spread) in rows.index:
            row = rows.loc[method, spread]
            if found := [*_of_tests(row), *_of_intervals(row)]:
                return found
    return []


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
        yield OFTEN if share > EXPECTED else SELDOM, {"p": f"{100 * share:.1f}%"}


def _of_intervals(row):
    if not row["intervals"]:
        return
    share = row["holding"] / row["intervals"]
    meant = MEANT.get(row.name[0], USUAL)
    misses = (1 - share) / (1 - meant)
    if not FEWEST_MISSES - ROUNDING <= misses <= MOST_MISSES + ROUNDING:
        about = {"meant": f"{100 * meant:.0f}%", "held": f"{100 * share:.1f}%"}
        yield NARROW if misses > 1 else WIDE, about


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

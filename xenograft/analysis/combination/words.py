"""The combination in plain words: seen, expected, how sure, and what it cannot say.

Pure functions on results. The interval decides the word: "synergy" or its opposite
is used only when the interval of the difference leaves out no difference.
"""

from dataclasses import dataclass

from xenograft.analysis.mixed.checks import bend, influential

LEANING = {-1: "synergy", 1: "antagonism"}
SMALL_P = 0.001


@dataclass(frozen=True)
class Check:
    """One thing the result rests on: `is_fine` or to be checked, and the sentence."""

    is_fine: bool
    said: str

    @property
    def word(self):
        return "fine" if self.is_fine else "check"


@dataclass(frozen=True)
class PlainWords:
    """`seen`, `expected`, `sure` and `alone` are sentences, `cannot` a list."""

    seen: str
    expected: str
    sure: str
    alone: str
    cannot: tuple


def verdict(low, high):
    """synergy, "antagonism" or "" of an interval of observed minus expected."""
    if high < 0:
        return LEANING[-1]
    return LEANING[1] if low > 0 else ""


def plain_words(row, alone, design, weight_change_pct=None, level=0.95):
    """What the combination did, from results.

    `row` is the row of `rates.over_time` for Bliss at the last day; `alone` has one
    row for each single drug: arm, low and high of the combination's rate minus its
    rate; `weight_change_pct` (percent) is the change of weight of the combination
    where known.
    """
    return PlainWords(
        seen=_seen(row, level),
        expected=_expected(row),
        sure=_sure(row, level),
        alone=_alone(alone, design),
        cannot=tuple(_cannot(row, weight_change_pct)),
    )


def _seen(row, level):
    low, high = row["observed_low"], row["observed_high"]
    did = "neither clearly grew nor shrank" if low <= 0 <= high else "grew"
    did = "shrank" if high < 0 else did
    return (
        f"With both drugs tumors {did}: {_rate(row['observed'])} per day on the log "
        f"scale ({round(100 * level)}% interval {_rate(low)} to {_rate(high)})."
    )


def _expected(row):
    return (
        f"About {_rate(row['expected'])} per day would be expected if each drug simply "
        "did its own part (Bliss)."
    )


def _sure(row, level):
    low, high = row["low"], row["high"]
    between = (
        f"The difference is {_rate(row['difference'])} per day "
        f"({round(100 * level)}% interval {_rate(low)} to {_rate(high)}, "
        f"{_p(row['p'])})"
    )
    found = verdict(low, high)
    if not found:
        return (
            f"{between}. The interval includes no difference, so there is no evidence "
            "against the drugs acting independently: they may still do more, or less, "
            "than that."
        )
    return (
        f"{between}. A gap this large is unlikely by chance, so the data favor "
        f"{found} on this scale."
    )


def _alone(alone, design):
    better = [one["arm"] for one in alone if one["high"] < 0]
    if len(better) == len(alone):
        return f"{design.both} is slower than each drug alone."
    rest = [one["arm"] for one in alone if one["arm"] not in better]
    said = " and ".join(rest)
    return f"{design.both} is not shown to be slower than {said} alone."


def _cannot(row, weight_change_pct):
    yield (
        "One dose of each drug was tested, so this says nothing about other doses or "
        "schedules."
    )
    yield (
        "More than independent is not the same as better than each drug alone, and "
        "neither tells why."
    )
    if row["is_extrapolated"]:
        yield (
            "The control was last measured before that day: what would be expected "
            "is drawn on from its earlier growth."
        )
    if weight_change_pct is not None and weight_change_pct < -5:
        yield (
            f"The combination arm lost {abs(weight_change_pct):.1f}% of its weight; "
            "part of the effect may be toxicity that slows tumors."
        )


def _rate(value):
    return f"{value:.3f}".replace("-", "−")


def _p(value):
    return "p < 0.001" if value < SMALL_P else f"p = {value:.3f}"


def rests_on(fit, row, left, limit_reached, early=None, without=None):
    """What the result rests on, a list of `Check`.

    `fit` is the whole-curve fit, `row` the Bliss row, `left` and `limit_reached`
    counts of mice that left and that left at a limit; `early` the Bliss row of the
    model without the first days, where there is one; `without` that of
    `rates.without_each_mouse`.
    """
    return [
        _early_check(row, early),
        _left_check(fit, left, limit_reached),
        _residual_check(fit),
        _influence_check(fit),
        *([_mouse_check(row, without)] if without is not None else []),
        *([_extrapolation_check()] if row["is_extrapolated"] else []),
        # What is left out because it does not differ is told by `about_groups`.
        *(Check(False, note) for note in fit.notes if "did not differ" not in note),
    ]


def about_groups(terms):
    """What cage and block do in the rates of a combination, a `Check` for each.

    `terms` has groups, groups_left_out and, per day, cage_sd and block_sd.
    """
    for name in terms["groups"]:
        spread = f"SD {terms[f'{name}_sd']:.3f} per day"
        yield Check(True, f"{name.capitalize()}s: a random rate for each, {spread}.")
    for name in terms["groups_left_out"]:
        yield Check(True, f"{name.capitalize()}s: their growth rates did not differ.")


def about_additivity(area, of_day=()):
    """Why response additivity has no index, a `Check` for each that has none.

    `area` is the last row of `rates.additivity`, `of_day` has those of
    `volumes.at_day`.
    """
    if _is_gap(area["index"]):
        share = f"{100 * area['impossible']:.0f}%"
        yield Check(
            False,
            "Response additivity has no index: the area that it expects is below 0 in "
            f"{share} of the draws, which no tumor can have.",
        )
    for row in of_day:
        if _is_gap(row["index"]):
            yield Check(
                False,
                "Response additivity has no index on volumes: what it expects then "
                "may be zero or less, which no tumor can have.",
            )


def _is_gap(value):
    return value is None or value != value


def _early_check(row, early):
    if early is None:
        return Check(False, "Exponential growth: too few days to leave early ones out.")
    same = verdict(row["low"], row["high"]) == verdict(early["low"], early["high"])
    said = "stays the same" if same else "changes"
    return Check(
        same, f"Exponential growth: the conclusion {said} without the first days."
    )


def _left_check(fit, left, limit_reached):
    if not left:
        return Check(True, "Mice that left: none.")
    return Check(
        left <= fit.n_mice / 4,
        f"Mice that left: {left} of {fit.n_mice}, {limit_reached} at a limit. The "
        "model uses their values until then.",
    )


def _residual_check(fit):

    found = bend(fit)
    if found["p"] < 0.01:
        return Check(
            False, "Residuals bend against the day: growth is not exponential."
        )
    return Check(True, "Residuals: no bend against the day.")


def _influence_check(fit):

    names = influential(fit)
    if len(names):
        said = ", ".join(map(str, names))
        return Check(
            False, f"One mouse weighs much: {said} (Cook's distance above 0.5)."
        )
    return Check(True, "No single mouse decides the rates (Cook's distance below 0.5).")


def _mouse_check(row, without):
    """Does the conclusion stay when any one mouse is left out?"""
    known = without.dropna(subset=["low", "high"])
    usual = verdict(row["low"], row["high"])
    others = [verdict(one.low, one.high) for one in known.itertuples()]
    names = known.loc[[one != usual for one in others], "mouse"]
    if len(names):
        said = ", ".join(map(str, names))
        return Check(False, f"The conclusion changes without one mouse: {said}.")
    return Check(True, "Without any one mouse: the conclusion stays the same.")


def _extrapolation_check():
    return Check(False, "The last day is later than the control was followed.")

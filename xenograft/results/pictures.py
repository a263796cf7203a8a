"""The figures of an analysis, drawn from its document."""

import math

from django.utils.html import mark_safe

from xenograft.analysis.combination.rates import BLISS, HSA
from xenograft.analysis.figures import model_figures, response_bars
from xenograft.analysis.figures import render as rendering

SLOWER, FASTER = "slower than expected", "faster than expected"
INDEX = "ln(observed ÷ expected V/V0), 95% interval"
RATE = "Growth rate (per day, log volume), 95% interval"
# The page shows them up to a third larger, so that letters are those of the screen.
HALF_MM = 110
MOST_KEPT = 32
_kept = {}


def pictures(result):
    """name -> SVG of the page; drawn once for each result, as rows never change."""
    key = result.pk, result.computed_at
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = drawn(result.document)
    return _kept[key]


def drawn(document):
    """The same for a document."""
    places = {arm["arm"]: arm["place"] for arm in document["data"]["arms"]}
    found = {}
    rates = document["growth_rates"]
    if not rates["problem"]:
        rows = [_named(row, places) for row in rates["arms"]]
        found["rates"] = _svg(model_figures.forest(rows, RATE, HALF_MM), "rates")
        labels = ("Fitted log volume", "Residual")
        left = model_figures.residuals(document["residuals"], *labels, HALF_MM)
        found["residuals"] = _svg(left, "residuals")
    if not document["responses"]["problem"]:
        counts = response_bars.response_bars(document["responses"]["arms"])
        found["responses"] = _svg(counts, "responses")
    found["combinations"] = [
        _combination(each, rates, places, at)
        for at, each in enumerate(document["combinations"], 1)
    ]
    return found


def _named(row, places):
    own = {name: row[name] for name in ("estimate", "low", "high")}
    return {"name": row["arm"], "position": places[row["arm"]], **own}


def _combination(each, rates, places, at):
    if each["problem"]:
        return {}
    last = {row["reference"]: row for row in each["by_day"]}
    rows = [_named(row, places) for row in rates["arms"] if row["arm"] != each["both"]]
    rows.append(_own("Expected: better single (HSA)", last[HSA], "expected"))
    rows.append(_own("Expected: independent (Bliss)", last[BLISS], "expected"))
    rows.append(_own("Observed", last[BLISS], "observed", places[each["both"]]))
    compared = model_figures.forest(rows, RATE, HALF_MM, _gap(last[BLISS]))
    bliss = [row for row in each["by_day"] if row["reference"] == BLISS]
    over = model_figures.index_over_time(
        bliss, "Days", "Combination index (Bliss)", HALF_MM
    )
    return {
        "compared": _svg(compared, f"compared-{at}"),
        "over_time": _svg(over, f"over-time-{at}"),
        "volumes": _volumes(each.get("volumes", []), at),
    }


def _volumes(rows, at):
    """Observed ÷ expected volume of each reference, as logarithms; or nothing."""
    rows = [row for row in rows if None not in (row["index"], row["low"], row["high"])]
    rows = [_logs(row) for row in rows if row["low"] > 0]
    if not rows:
        return ""
    return _svg(model_figures.forest(rows, INDEX, HALF_MM), f"volumes-{at}")


def _logs(row):
    ends = {"estimate": row["index"], "low": row["low"], "high": row["high"]}
    logs = {name: math.log(value) for name, value in ends.items()}
    name = row["reference"]
    return {"name": name[0].upper() + name[1:], "position": None, **logs}


def _own(name, row, what, position=None):
    low, high = row[f"{what}_low"], row[f"{what}_high"]
    own = {"estimate": row[what], "low": low, "high": high}
    return {"name": name, "position": position, **own}


def _gap(row):
    """(from, to, words) of a difference that its interval tells from none, or None."""
    if row["low"] <= 0 <= row["high"]:
        return None
    words = SLOWER if row["high"] < 0 else FASTER
    return row["expected"], row["observed"], words


def _svg(figure, name):
    svg = rendering.inline_svg(rendering.to_svg(figure), f"{name}-caption", name)
    # Written by matplotlib, which escapes the names in it.
    return mark_safe(svg)  # noqa: S308

"""Findings as rows: for the page, and one long table for the CSV and scripts."""

import csv
import io
import math

from xenograft.analysis.combination import rates

HEADINGS = [
    *("block", "combination", "reference", "item", "day", "estimate", "low", "high"),
    *("se", "df", "p", "p_holm", "expected", "observed", "n_mice", "is_extrapolated"),
]
ASKS = {
    rates.BLISS: "Bliss, the drugs act independently",
    rates.HSA: "HSA, the better single drug",
}


def number(value, digits=3):
    """A number with a true minus, or an em dash for a gap."""
    if value is None or math.isnan(value):
        return "—"
    return f"{value:.{digits}f}".replace("-", "−")


def between(low, high, digits=3):
    return f"({number(low, digits)} to {number(high, digits)})"


def p_value(value):
    if value is None or math.isnan(value):
        return "—"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def rate_rows(growth, positions):
    """One row of the table of growth rates per arm, in order of the arms."""
    differences = {row["first"]: row for row in growth.differences.to_dict("records")}
    mice = growth.fit.rows.groupby("arm")["mouse"].nunique()
    return [
        {
            "arm": row["arm"],
            "position": positions[row["arm"]],
            "n": int(mice[row["arm"]]),
            "rate": number(row["estimate"]),
            "interval": between(row["low"], row["high"]),
            "doubling": _doubling(row["estimate"]),
            "difference": _difference(differences.get(row["arm"])),
        }
        for row in growth.rates.to_dict("records")
    ]


def _doubling(rate):
    return f"{math.log(2) / rate:.1f} days" if rate > 0 else "no growth"


def _difference(row):
    if row is None:
        return None
    return {
        "estimate": number(row["estimate"]),
        "interval": between(row["low"], row["high"]),
        "p": p_value(row["p_holm"]),
    }


def combination_rows(combination):
    """The table of one combination: what it is compared with, at the last day."""
    rows = [_rate_row(combination.of(name), asks) for name, asks in ASKS.items()]
    last = combination.additivity.iloc[-1]
    rows.append(
        {
            "asks": "Response additivity, the effects on size add up (areas, days)",
            "difference": number(last["difference"], 1),
            "interval": between(last["low"], last["high"], 1),
            "p": p_value(last["p"]),
            "index": number(last["index"], 2),
            "score": number(last["score"], 2),
        }
    )
    if combination.early:
        rows.append(_rate_row(combination.early, "Bliss, without the first days"))
    return rows


def _rate_row(row, asks):
    better = f": {row['better']}" if row["better"] else ""
    return {
        "asks": asks + better,
        "expected": number(row["expected"]),
        "observed": number(row["observed"]),
        "difference": number(row["difference"]),
        "interval": between(row["low"], row["high"]),
        "p": p_value(row["p"]),
        "index": number(row["index"], 2),
        "score": number(row["score"], 2),
    }


def volume_rows(combination):
    """The same on relative volumes of the day that all four arms have."""
    if combination.volumes is None:
        return []
    return [
        {
            "asks": ASKS[row["reference"]],
            "expected": number(row["expected"], 2),
            "observed": number(row["observed"], 2),
            "index": number(row["index"], 2),
            "interval": between(row["low"], row["high"], 2),
            "p": p_value(row["p"]),
        }
        for row in combination.volumes.to_dict("records")
    ]


def records(found):
    """Every number of the page as dicts with the keys of `HEADINGS`, unrounded.

    block is growth_rate, difference, combination_rate, combination_area or
    combination_volume; item the arm, or the two arms of a difference; estimate is
    per day, for areas in days and for volumes the index; a gap is None.
    """
    rows = [*_growth_records(found.growth)]
    for combination in found.combinations:
        if not combination.refusal:
            rows += _combination_records(combination)
    return [{key: _plain(row.get(key)) for key in HEADINGS} for row in rows]


def _plain(value):
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _growth_records(growth):
    if growth.refusal:
        return
    for row in growth.rates.to_dict("records"):
        yield row | {"block": "growth_rate", "item": row["arm"]}
    for row in growth.differences.to_dict("records"):
        item = f"{row['first']} − {row['second']}"
        yield row | {"block": "difference", "item": item}


def _combination_records(combination):
    both = combination.design.both
    for row in combination.by_day.to_dict("records"):
        own = {"block": "combination_rate", "estimate": row["difference"]}
        yield row | own | {"combination": both, "n_mice": row["n_both"]}
    for row in combination.additivity.to_dict("records"):
        own = {"block": "combination_area", "estimate": row["difference"]}
        yield row | own | {"combination": both}
    if combination.volumes is not None:
        for row in combination.volumes.to_dict("records"):
            own = {"block": "combination_volume", "estimate": row["index"]}
            own |= {"combination": both, "day": combination.volumes_day}
            yield row | own | {"n_mice": row["n_both"]}


def as_csv(found):
    """The records as CSV with CRLF line ends, numbers in full."""
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADINGS)
    writer.writeheader()
    writer.writerows(records(found))
    return file.getvalue()

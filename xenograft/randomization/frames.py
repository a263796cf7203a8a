"""Arms at the draw as a frame."""

import pandas as pd

from xenograft.analysis import allocation


def at_the_draw(record):
    """One row per drawn mouse: mouse, arm (name), cage, volume_mm3, weight_g.

    From the recorded inputs, so that later corrections do not change it. Empty for
    an imported allocation.
    """
    names = {arm["code"]: arm["name"] for arm in record.inputs.get("arms", [])}
    dealt = {row["mouse"]: row["arm"] for row in record.result.get("allocation", [])}
    rows = [
        {
            "mouse": row["mouse"],
            "arm": names[dealt[row["mouse"]]],
            "cage": row["cage"],
            "volume_mm3": float(row["volume_mm3"]),
            "weight_g": float(row["weight_g"] or "nan"),
        }
        for row in record.inputs.get("mice", [])
        if row["mouse"] in dealt
    ]
    columns = ["mouse", "arm", "cage", "volume_mm3", "weight_g"]
    return pd.DataFrame(rows, columns=columns)


def balance_rows(record):
    """Rows for the page: name, position, volume and weight, each a dict of numbers.

    `volume` (mm3) and `weight` (g) hold n, mean, sd, cv_percent, median, min and max;
    a number that does not exist, as the SD of one mouse, is None.
    """
    frame = at_the_draw(record)
    if frame.empty:
        return []
    table = allocation.balance(frame).set_index(["arm", "measure"])
    table["cv_percent"] = table.pop("cv") * 100
    cages = frame.groupby("arm")["cage"].nunique()
    return [
        {
            "name": arm["name"],
            "position": position,
            "cages": int(cages[arm["name"]]),
            "volume": _present(table.loc[(arm["name"], "volume_mm3")]),
            "weight": _present(table.loc[(arm["name"], "weight_g")]),
        }
        for position, arm in enumerate(record.inputs["arms"], start=1)
        if arm["name"] in cages.index
    ]


def _present(numbers):
    return {key: None if pd.isna(one) else one for key, one in numbers.items()}


def differences(record):
    """Largest standardized difference of two arms for each measure, as rows.

    measure, smd (without a unit; None where it does not exist), arm_a, arm_b.
    """
    frame = at_the_draw(record)
    if frame.empty:
        return []
    pairs = allocation.mean_differences(frame)
    pairs["size"] = pairs["smd"].abs()
    worst = pairs.sort_values("size", ascending=False).drop_duplicates("measure")
    return worst.astype(object).where(worst.notna(), None).to_dict("records")


def largest_difference_percent(rows, measure):
    """Range of the arms' means as a percentage of their mean; None without values."""
    means = pd.Series([row[measure]["mean"] for row in rows], dtype=float).dropna()
    if means.empty or means.mean() == 0:
        return None
    return float((means.max() - means.min()) / means.mean() * 100)

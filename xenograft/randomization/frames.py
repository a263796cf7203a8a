"""Arms at the draw as a frame."""

import pandas as pd

from xenograft.analysis import allocation
from xenograft.randomization.models import Assignment, Randomization


def cages_drawn(study):
    """{mouse (key): the name of the cage it was drawn with}; satellites are left out.

    From the record, so that a later move changes nothing. An imported allocation does
    not tell: there it is the cage of now, and a mouse without a cage is one itself.
    Two queries.
    """
    units = {}
    for made in Randomization.objects.of_study(study).standing():
        rows = made.inputs.get("mice", [])
        units |= {row["mouse"]: row["unit"] for row in rows if "unit" in row}
    held = Assignment.objects.of_study(study).filter(
        mouse__isnull=False, is_satellite=False
    )
    rows = held.values_list("mouse", "mouse__number", "mouse__cage__name")
    return {
        mouse: units.get(number, cage or f"mouse {number}")
        for mouse, number, cage in rows
    }


def at_the_draw(*records):
    """One row per drawn mouse: mouse, arm (name), cage, volume_mm3, weight_g.

    From the recorded inputs, so that later corrections do not change it; satellites
    are not in it. `records` are the batches of one enrollment, or one draw. Empty for
    an imported allocation.
    """
    rows = [row for record in records for row in _rows(record)]
    columns = ["mouse", "arm", "cage", "sex", "volume_mm3", "weight_g"]
    return pd.DataFrame(rows, columns=columns)


def _rows(record):
    names = {arm["code"]: arm["name"] for arm in record.inputs.get("arms", [])}
    allocation = record.result.get("allocation", []) if names else []
    dealt = {row["mouse"]: row["arm"] for row in allocation}
    return [
        {
            "mouse": row["mouse"],
            "arm": names[dealt[row["mouse"]]],
            "cage": row["cage"],
            "sex": row.get("sex", ""),
            "volume_mm3": float(row["volume_mm3"]),
            "weight_g": float(row["weight_g"] or "nan"),
        }
        for row in record.inputs.get("mice", [])
        if row["mouse"] in dealt
    ]


def balance_rows(*records):
    """Rows for the page: name, position, volume and weight, each a dict of numbers.

    `sexes` says how many of each sex an arm has, `cages` how many cages.

    `volume` (mm3) and `weight` (g) hold n, mean, sd, cv_percent, median, min and max;
    a number that does not exist, as the SD of one mouse, is None.
    """
    frame = at_the_draw(*records)
    if frame.empty:
        return []
    table = allocation.balance(frame).set_index(["arm", "measure"])
    table["cv_percent"] = table.pop("cv") * 100
    cages = frame.groupby("arm")["cage"].nunique()
    sexes = frame.groupby("arm")["sex"].value_counts()
    return [
        {
            "name": arm["name"],
            "position": position,
            "cages": int(cages[arm["name"]]),
            "sexes": ", ".join(f"{n} {sex}" for sex, n in sexes[arm["name"]].items()),
            "volume": _present(table.loc[(arm["name"], "volume_mm3")]),
            "weight": _present(table.loc[(arm["name"], "weight_g")]),
        }
        for position, arm in enumerate(records[-1].inputs["arms"], start=1)
        if arm["name"] in cages.index
    ]


def _present(numbers):
    return {key: None if pd.isna(one) else one for key, one in numbers.items()}


def differences(*records):
    """Largest standardized difference of two arms for each measure, as rows.

    measure, smd (without a unit; None where it does not exist), arm_a, arm_b.
    """
    frame = at_the_draw(*records)
    if frame.empty:
        return []
    pairs = allocation.mean_differences(frame)
    pairs["size"] = pairs["smd"].abs()
    worst = pairs.sort_values("size", ascending=False).drop_duplicates("measure")
    return worst.astype(object).where(worst.notna(), None).to_dict("records")


def pairs(*records):
    """Standardized difference of every pair of arms: arm_a, arm_b, volume, weight.

    Without a unit; None where it does not exist, as with one mouse in an arm.
    """
    frame = at_the_draw(*records)
    if frame.empty:
        return []
    table = allocation.mean_differences(frame)
    names = {"volume_mm3": "volume", "weight_g": "weight"}
    wide = table.pivot_table(
        "smd", ["arm_a", "arm_b"], "measure", sort=False, dropna=False
    )
    wide = wide.rename(columns=names).reset_index().astype(object)
    return wide.where(wide.notna(), None).to_dict("records")


def largest_difference_percent(rows, measure):
    """Range of the arms' means as a percentage of their mean; None without values."""
    means = pd.Series([row[measure]["mean"] for row in rows], dtype=float).dropna()
    if means.empty or means.mean() == 0:
        return None
    return float((means.max() - means.min()) / means.mean() * 100)

"""Arms at the draw as a frame."""

import pandas as pd

from xenograft.analysis import allocation
from xenograft.randomization.models import Assignment, Randomization

# What the tables of the balance tell of, and how they call it.
WHAT = {"volume_mm3": "volume", "weight_g": "weight", "age_d": "age"}


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
    """One row per drawn mouse: mouse, arm (name), cage, sex and what is balanced.

    Volume (mm3), weight (g) and age (days) are named as in the record. Where whole
    cages were drawn, one row per cage with the means of its mice. From the recorded
    inputs, so that later corrections do not change it; satellites are not in it.
    `records` are the batches of one enrollment, or one draw. Empty for an imported
    allocation.
    """
    rows = [row for record in records for row in _rows(record)]
    frame = pd.DataFrame(rows, columns=["mouse", "unit", "arm", "cage", "sex", *WHAT])
    document = records[-1].inputs.get("document", {}) if records else {}
    is_of_cages = document.get("unit") == "CAGE"
    return (_of_cages(frame) if is_of_cages else frame).drop(columns="unit")


def _of_cages(frame):
    """Cages with the means of their mice; a mean needs a value of each mouse."""
    kept = frame.groupby("unit", sort=False)
    means = kept[[*WHAT]].agg(lambda values: values.mean(skipna=False))
    first = kept[["mouse", "arm", "cage"]].first()
    sexes = kept["sex"].agg(lambda own: own.iloc[0] if own.nunique() == 1 else "both")
    return first.join(sexes).join(means).reset_index()


def _rows(record):
    names = {arm["code"]: arm["name"] for arm in record.inputs.get("arms", [])}
    allocation = record.result.get("allocation", []) if names else []
    dealt = {row["mouse"]: row["arm"] for row in allocation}
    return [
        {
            "mouse": row["mouse"],
            "unit": row.get("unit", str(row["mouse"])),
            "arm": names[dealt[row["mouse"]]],
            "cage": row["cage"],
            "sex": row.get("sex", ""),
            "volume_mm3": float(row["volume_mm3"]),
            "weight_g": float(row["weight_g"] or "nan"),
            # Records of older versions have no age.
            "age_d": float(row.get("age_d") or "nan"),
        }
        for row in record.inputs.get("mice", [])
        if row["mouse"] in dealt
    ]


def balance_rows(*records):
    """Rows for the page: name, position, volume, weight and age, dicts of numbers.

    `sexes` says how many of each sex an arm has, `cages` how many cages.

    `volume` (mm3), `weight` (g) and `age` (days) hold n, mean, sd, cv_percent, median,
    min and max; a number that does not exist, as the SD of one mouse, is None.
    """
    frame = at_the_draw(*records)
    if frame.empty:
        return []
    table = allocation.balance(frame, [*WHAT]).set_index(["arm", "measure"])
    table["cv_percent"] = table.pop("cv") * 100
    cages = frame.groupby("arm")["cage"].nunique()
    sexes = frame.groupby("arm")["sex"].value_counts()
    return [
        {
            "name": arm["name"],
            "position": position,
            "cages": int(cages[arm["name"]]),
            "sexes": ", ".join(f"{n} {sex}" for sex, n in sexes[arm["name"]].items()),
            **{
                name: _present(table.loc[(arm["name"], measure)])
                for measure, name in WHAT.items()
            },
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
    pairs = allocation.mean_differences(frame, [*WHAT])
    pairs["size"] = pairs["smd"].abs()
    worst = pairs.sort_values("size", ascending=False).drop_duplicates("measure")
    return worst.astype(object).where(worst.notna(), None).to_dict("records")


def pairs(*records):
    """Standardized difference of every pair of arms: arm_a, arm_b, volume, weight, age.

    Without a unit; None where it does not exist, as with one mouse in an arm.
    """
    frame = at_the_draw(*records)
    if frame.empty:
        return []
    table = allocation.mean_differences(frame, [*WHAT])
    names = ["arm_a", "arm_b"]
    wide = table.pivot(index=names, columns="measure", values="smd")
    in_order = table.drop_duplicates(names).set_index(names).index
    wide = wide.reindex(in_order).rename(columns=WHAT).reset_index().astype(object)
    return wide.where(wide.notna(), None).to_dict("records")


def largest_difference_percent(rows, measure):
    """Range of the arms' means as a percentage of their mean; None without values."""
    means = pd.Series([row[measure]["mean"] for row in rows], dtype=float).dropna()
    if means.empty or means.mean() == 0:
        return None
    return float((means.max() - means.min()) / means.mean() * 100)

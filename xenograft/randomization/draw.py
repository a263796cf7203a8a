"""From the recorded inputs and the seed to the result, and nothing else."""

import math
from decimal import Decimal

from xenograft.analysis import allocation

VOLUME, WEIGHT, AGE, MICE = "volume_mm3", "weight_g", "age_d", "mice_count"


def inputs_of(study, cohort, arms, plan):
    """Everything the draw depends on but the seed: whole numbers and text only.

    `document` is what the engine draws from; the rest names arms and tells who was
    left out. Raises `allocation.Refusal` with one sentence where there can be no draw.
    """
    units = units_of(cohort, study.experimental_unit)
    document = allocation.design(
        study=study.code,
        units=units,
        arms=allocation.sizes_for(_sizes(study, arms, units), len(units)),
        numeric=_numeric(plan, units),
        factors=_factors(plan, units),
        method=str(plan.method),
        unit=str(study.experimental_unit),
        reserve_rule=str(plan.reserve_rule),
    )
    return {
        "document": document,
        "session_on": cohort.session.held_on.isoformat(),
        "window_mm3": [study.window_min_mm3, study.window_max_mm3],
        "arms": [
            {"code": arm.bottle_code, "name": arm.name, "planned": arm.planned_count}
            for arm in arms
        ],
        "mice": [
            {"mouse": one.mouse.number, "unit": unit_of(one, study.experimental_unit)}
            | covariates(one)
            for one in cohort.eligible
        ],
        "excluded": [
            {"mouse": one.mouse.number, "reason": one.exclusion, "note": one.note}
            | covariates(one)
            for one in cohort.excluded
        ],
    }


def covariates(one):
    """The values of a mouse at the draw, as text; empty for what is not known."""
    return {
        VOLUME: "" if one.volume_mm3 is None else f"{one.volume_mm3:f}",
        WEIGHT: "" if one.weight_g is None else f"{one.weight_g:f}",
        "cage": str(one.mouse.cage or ""),
        "sex": one.mouse.sex,
    }


def unit_of(one, experimental_unit):
    """The name of what is drawn: the mouse, or its cage."""
    if experimental_unit == "CAGE":
        return str(one.mouse.cage or f"mouse {one.mouse.number}")
    return str(one.mouse.number)


def units_of(cohort, experimental_unit):
    """The units of the engine: mice with their values, or cages with their means."""
    together = {}
    for one in cohort.eligible:
        together.setdefault(unit_of(one, experimental_unit), []).append(one)
    return [
        _unit(name, mice, cohort, experimental_unit) for name, mice in together.items()
    ]


def _unit(name, mice, cohort, experimental_unit):
    ages = [_age(one.mouse, cohort.session.held_on) for one in mice]
    values = {
        VOLUME: _mean([one.volume_mm3 for one in mice]),
        WEIGHT: _mean([one.weight_g for one in mice]),
        AGE: _mean(ages),
    }
    levels = {"sex": _one_of({one.mouse.sex for one in mice} - {"U"})}
    if experimental_unit == "CAGE":
        values[MICE] = len(mice)
    else:
        levels["cage"] = str(mice[0].mouse.cage or "")
    return {"id": name, "values": values, "levels": levels}


def _age(mouse, day):
    return mouse.born_on and Decimal((day - mouse.born_on).days)


def _mean(values):
    """Exact to a thousandth; None where a value is missing."""
    if None in values:
        return None
    return (
        (sum(values) / len(values)).quantize(Decimal("0.001"))
        if len(values) > 1
        else values[0]
    )


def _one_of(levels):
    return levels.pop() if len(levels) == 1 else ""


def _sizes(study, arms, units):
    """Planned counts of the arms; cages are shared out in the ratio of the mice."""
    planned = [(arm.bottle_code, arm.planned_count) for arm in arms]
    if study.experimental_unit != "CAGE":
        return planned
    total = sum(count for _, count in planned)
    return [(code, count * max(len(units), total)) for code, count in planned]


def _numeric(plan, units):
    """Volume first; weight and age where they were chosen."""
    chosen = [VOLUME]
    if plan.is_constrained:
        chosen += [WEIGHT] * plan.balances_weight + [AGE] * plan.balances_age
        chosen += [MICE] if any(MICE in one["values"] for one in units) else []
    return chosen


def _factors(plan, units):
    """Sex evenly and cages spread, where they were chosen and differ at all."""
    wanted = {"sex": "even"} if plan.balances_sex else {}
    if plan.balances_cage and plan.is_constrained:
        wanted["cage"] = "cap"
    return {
        name: rule
        for name, rule in wanted.items()
        if len({one["levels"].get(name, "") for one in units}) > 1
    }


def sha256_of(inputs):
    """SHA-256 of the canonical JSON of the inputs."""
    return allocation.sha256_of(allocation.canonical(inputs))


def result_of(inputs, seed):
    """The engine's record, and from it the arm of each mouse and who was surplus."""
    record = allocation.draw(inputs["document"], seed)
    arms, blocks = dict(record["allocation"]), _blocks(record)
    dealt = [
        {
            "mouse": row["mouse"],
            "arm": arms[row["unit"]],
            "block": blocks.get(row["unit"]),
        }
        for row in inputs["mice"]
        if row["unit"] in arms
    ]
    surplus = [
        {"mouse": row["mouse"], "reason": "SURPLUS_NOT_SELECTED"}
        for row in inputs["mice"]
        if row["unit"] not in arms
    ]
    return {"record": record, "allocation": dealt, "surplus": surplus}


def _blocks(record):
    """unit -> the number of its block, counted through the strata."""
    numbers = {}
    for _, stratum, number in record.get("blocks", []):
        numbers.setdefault((stratum, number), len(numbers) + 1)
    return {
        unit: numbers[stratum, number]
        for unit, stratum, number in record.get("blocks", [])
    }


def is_one_block(document):
    """How many units are one block, as the arms' sizes share no part; else 0.

    Then blocks balance nothing: the draw is as good as a complete one.
    """
    sizes = [arm["size"] for arm in document["arms"]]
    is_blocked = document["method"] in ("RANK_BLOCK", "STRATIFIED_BLOCK")
    is_one = is_blocked and math.gcd(*sizes) == 1 and max(sizes) > 1
    return sum(sizes) if is_one else 0

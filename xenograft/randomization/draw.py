"""From the recorded inputs and the seed to the result, and nothing else."""

import math
from decimal import Decimal

from xenograft.analysis import allocation
from xenograft.growth.cohort import DRAWN
from xenograft.randomization.drawn_units import (
    AGE,
    MICE,
    VOLUME,
    WEIGHT,
    covariates,
    unit_of,
    units_of,
)


def inputs_of(study, cohort, arms, plan, earlier=(), frozen=None):
    """Everything the draw depends on but the seed: whole numbers and text only.

    `document` is what the engine draws from; the rest names arms and tells who was
    left out. `earlier` are the draws of the batches before, in order, `frozen` the
    list that waits for its draw. Raises `allocation.Refusal` with one sentence where
    there can be no draw.
    """
    coded = [(code_of(arm, _codes_told(earlier, frozen)), arm) for arm in arms]
    make = _batch_document if plan.is_rolling else _document
    document = make(study, cohort, coded, plan, earlier)
    batch = {"batch": document["cohort"]} if plan.is_rolling else {}
    return {
        "document": document,
        **batch,
        "session_on": cohort.session.held_on.isoformat(),
        "window_mm3": [study.window_min_mm3, study.window_max_mm3],
        "arms": [_arm(code, arm) for code, arm in coded],
        "mice": [
            {"mouse": one.mouse.number, "unit": unit_of(one, study.experimental_unit)}
            | covariates(one, cohort.session.held_on)
            for one in cohort.eligible
        ],
        "excluded": [
            {"mouse": one.mouse.number, "reason": one.exclusion, "note": one.note}
            | covariates(one, cohort.session.held_on)
            for one in cohort.excluded
            if one.exclusion != DRAWN
        ],
    }


def _codes_told(earlier, frozen):
    """What the first batch, or else the list that waits, calls the arms."""
    told = earlier[0].result["record"]["input"] if earlier else frozen and frozen.inputs
    return {one["code"] for one in told["arms"]} if told else set()


def code_of(arm, told=()):
    """What a record calls an arm: its opaque code, which is not that of its bottle.

    Lists and records of older versions told codes of bottles; what follows keeps to
    them.
    """
    return arm.bottle_code if arm.bottle_code in told else arm.code


def _arm(code, arm):
    known = {"code": code, "name": arm.name, "planned": arm.planned_count}
    satellites = {"satellites": arm.satellite_count} if arm.satellite_count else {}
    return known | satellites


def _document(study, cohort, coded, plan, earlier):
    units = units_of(cohort, study.experimental_unit)
    factors = _factors(plan, units)
    return allocation.design(
        study=study.code,
        units=_with_levels(units, factors),
        arms=_sizes(study, coded, units),
        numeric=_numeric(plan, units),
        factors=factors,
        method=str(plan.method),
        unit=str(study.experimental_unit),
        reserve_rule=str(plan.reserve_rule),
    )


def _batch_document(study, cohort, coded, plan, earlier):
    """The input of the next batch of a rolling enrollment."""
    is_by_cage = study.experimental_unit == "CAGE"
    if is_by_cage or any(arm.satellite_count for _, arm in coded):
        raise allocation.Refusal(
            "Rolling enrollment draws single mice and plans no satellites. Change the "
            "design, or choose another method."
        )
    units = units_of(cohort, study.experimental_unit)
    records = [one.result["record"] for one in earlier]
    factors = [name for name, rule in _factors(plan, units).items() if rule == "even"]
    if records:
        # Those of the first batch hold for all.
        factors = [one["name"] for one in records[0]["input"]["factors"]]
    return allocation.rolling_design(
        study=study.code,
        cohort=len(records) + 1,
        units=_with_levels(units, factors),
        arms=[(code, arm.planned_count) for code, arm in coded],
        reference=_reference(study, plan),
        factors=factors,
        earlier=[unit for record in records for unit in _placed(record)],
        previous=sha256_of(records[-1]) if records else "",
    )


def _with_levels(units, factors):
    """The units with the levels that are recorded: sex, cage and what is balanced."""
    kept = {"sex", "cage", *factors}
    return [
        {**one, "levels": {k: v for k, v in one["levels"].items() if k in kept}}
        for one in units
    ]


def _placed(record):
    """The units of a record, each with its arm."""
    arms = dict(record["allocation"])
    return [{**unit, "arm": arms[unit["id"]]} for unit in record["input"]["units"]]


def _reference(study, plan):
    """Center and scale of each covariate, fixed before the first batch."""
    center = Decimal(study.window_min_mm3 + study.window_max_mm3) / 2
    known = {VOLUME: (center, plan.volume_sd_mm3)}
    if plan.balances_weight:
        known[WEIGHT] = (plan.weight_center_g, plan.weight_sd_g)
    return known


def _sizes(study, coded, units):
    """Counts of the arms; planned ones shrink in their ratio to the units there are.

    Cages are shared out in the ratio of the mice. With satellites nothing shrinks.
    """
    planned = [(code, arm.planned_count) for code, arm in coded]
    is_by_cage = study.experimental_unit == "CAGE"
    if any(arm.satellite_count for _, arm in coded):
        if is_by_cage:
            raise allocation.Refusal(
                "Satellites are planned as mice, but whole cages are drawn. Plan no "
                "satellites, or draw single mice."
            )
        return [(code, arm.planned_count, arm.satellite_count) for code, arm in coded]
    if is_by_cage:
        total = sum(count for _, count in planned)
        planned = [(code, count * max(len(units), total)) for code, count in planned]
    return allocation.sizes_for(planned, len(units))


def _numeric(plan, units):
    """Volume first; weight and age where they were chosen."""
    chosen = [VOLUME]
    if plan.is_constrained:
        chosen += [WEIGHT] * plan.balances_weight + [AGE] * plan.balances_age
        chosen += [MICE] if any(MICE in one["values"] for one in units) else []
    return chosen


def _factors(plan, units):
    """Those that were chosen: shared out evenly, and the mice of a cage spread.

    A factor that is the same for all restricts nothing and is left out; one cage for
    all, or none, cannot be spread, which the engine says.
    """
    chosen = {
        "sex": plan.balances_sex,
        "batch": plan.balances_batch,
        "masses": plan.balances_bilateral,
    }
    wanted = {
        name: "even"
        for name, is_chosen in chosen.items()
        if is_chosen and len({one["levels"].get(name, "") for one in units}) > 1
    }
    has_cages = any("cage" in one["levels"] for one in units)
    if plan.balances_cage and plan.is_constrained and has_cages:
        wanted["cage"] = "cap"
    return wanted


def sha256_of(inputs):
    """SHA-256 of the canonical JSON of the inputs, or of a record."""
    return allocation.sha256_of(allocation.canonical(inputs))


def result_of(inputs, seed):
    """The engine's record, and from it the arm of each mouse and who was surplus.

    With `satellites` where the arms have them, and what the method means for the
    analysis.
    """
    record = allocation.draw(inputs["document"], seed)
    arms, blocks = dict(record["allocation"]), _blocks(record)
    satellites = dict(record.get("satellites", []))
    surplus = [
        {"mouse": row["mouse"], "reason": "SURPLUS_NOT_SELECTED"}
        for row in inputs["mice"]
        if row["unit"] not in arms and row["unit"] not in satellites
    ]
    result = {
        "record": record,
        "allocation": _dealt(inputs, arms, blocks),
        "surplus": surplus,
        "analysis": allocation.analysis_of(record),
    }
    if satellites:
        result["satellites"] = _dealt(inputs, satellites, {})
    return result


def _dealt(inputs, arms, blocks):
    return [
        {
            "mouse": row["mouse"],
            "arm": arms[row["unit"]],
            "block": blocks.get(row["unit"], inputs.get("batch")),
        }
        for row in inputs["mice"]
        if row["unit"] in arms
    ]


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

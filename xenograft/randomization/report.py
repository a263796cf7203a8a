"""ARRIVE 2.0 items 4 and 5 of a draw, as text to paste."""

import datetime as dt

from xenograft.analysis import allocation
from xenograft.growth.models import FrozenList
from xenograft.randomization import awareness, draws
from xenograft.study import training

METHODS = {
    "COVARIATE_CONSTRAINED": (
        "uniformly from the allocations in which no two arms differ by more than the "
        "recorded tolerances of {covariates} (covariate-constrained randomization, "
        "Raab and Butcher 2001, Moulton 2004)"
    ),
    "RANK_BLOCK": "as random permutations of the arms within blocks of similar volume",
    "STRATIFIED_BLOCK": "as permuted blocks within strata of {covariates}",
    "COMPLETE": "completely at random, without balancing",
    "ROLLING_BATCH": (
        "batch by batch as the mice reached the window, each batch as one at random of "
        "the best of 200 random fillings of the open places, balanced with all before "
        "it on {covariates}"
    ),
}
IMPORTED = {
    "IMPORTED": "The allocation was imported; how it was made is not recorded.",
    "IMPORTED_RANDOM": (
        "The allocation was made at random elsewhere and imported, as stated by who "
        "imported it: {statement}"
    ),
    "DETERMINISTIC_BALANCED": (
        "The allocation was imported. It was dealt by a fixed rule without any random "
        "step, so it is not a randomization, and no probability stands behind a test "
        "of the arms: {statement}"
    ),
}
NAMES = {
    "volume_mm3": "tumor volume",
    "weight_g": "body weight",
    "age_d": "age",
    "mice_count": "mice in the cage",
    "batch": "day of the implant",
    "masses": "one mass or two",
}
CONCEALED = (
    "Nobody could see or predict an assignment before the draw: the seed was sealed, "
    "and the draw, made once, is of a list that was closed before."
)
BY_CAGE = (
    "Not controlled: the order of measuring and dosing (sheets list mice by cage and "
    "number, alike for every arm)"
)
AT_RANDOM = (
    "Sheets of measuring and dosing listed the cages, and the mice in each, in random "
    "order, new each day, from a stream of the draw's own key that says nothing of an "
    "arm. Not controlled:"
)
RACK = "the places of cages on the rack."
UNITS = {"volume_mm3": "mm³", "weight_g": "g", "age_d": "days", "mice_count": "mice"}


def arrive(made, rows, bits=None):
    """(item, text) for 4a, 4b and 5; an imported list says that it is not known.

    `bits` is log2 of the allocations that qualified, where it was counted. A training
    study says first that it is one.
    """
    (first, text), *rest = _items(made, rows, bits)
    said = f"{training.SAID} {text}" if made.study.is_training else text
    return [(first, said), *rest]


def _items(made, rows, bits):
    if "record" not in made.result:
        statement = made.inputs.get("statement") or "no statement"
        said = IMPORTED.get(made.method, IMPORTED["IMPORTED"])
        return [
            ("4a", said.format(statement=statement)),
            ("5", awareness.sentences(made.study)),
        ]
    return [
        ("4a", _drawn(made, rows, bits)),
        ("4b", _controlled(made)),
        ("5", awareness.sentences(made.study)),
    ]


def _drawn(made, rows, bits):
    record = made.result["record"]
    document = record["input"]
    unit = "cage" if document["unit"] == "CAGE" else "mouse"
    sizes = ", ".join(f"{arm['code']} {arm['size']}" for arm in document["arms"])
    how = METHODS[made.method].format(covariates=_covariates(document))
    said = [
        f"The experimental unit was the {unit}. {len(record['allocation'])} units were "
        f"allocated to {len(rows)} arms ({sizes}) {how}, on {_utc(made.randomized_at)} "
        f"UTC, by {made.engine_version}.",
        f"The seed was committed on {_utc(made.committed_at)} UTC, before the list was "
        f"drawn from (SHA-256 {record['seed_commitment']}); seed {made.seed_hex}; "
        f"input SHA-256 {record['input_sha256']}; record SHA-256 "
        f"{made.record_sha256}.",
        *_tolerances(record),
        *([f"About 2^{bits:.1f} allocations qualified."] if bits else []),
        CONCEALED,
        *_frozen(made),
        *_set_aside(made),
        *_draws(made),
    ]
    return " ".join(said)


def _tolerances(record):
    if record.get("level") is None:
        return []
    found = allocation.tolerances(allocation.balanced(record), record["level"])
    kept = [f"{_what(one)} {one.sd:.2f} SD{_in_unit(one)}" for one in found]
    return [
        f"No two arms could differ by more than: {', '.join(kept)} (level "
        f"{record['level']} of the tolerances, 0 is the standard)."
    ]


def _what(tolerance):
    is_spread = tolerance.role == "spread"
    return "the spread of the volume" if is_spread else _name(tolerance.name)


def _in_unit(tolerance):
    if tolerance.in_unit is None:
        return ""
    return f" ({tolerance.in_unit:.1f} {UNITS[tolerance.name]})"


def _frozen(made):
    """Who froze the list, and how often it was opened again before the draw."""
    lists = FrozenList.objects.of_study(made.study).filter(batch=made.batch)
    before = [one for one in lists if one.frozen_at <= made.randomized_at]
    if not before:
        return []
    last, *older = reversed(before)
    by = f" by {_person(last.frozen_by)}" if last.frozen_by else ""
    by += f" and {_person(last.frozen_with)}" if last.frozen_with else ""
    said = [f"The list was frozen on {_utc(last.frozen_at)} UTC{by}, before the draw."]
    said += [
        f"A list frozen on {_utc(one.frozen_at)} UTC was opened again: "
        f"{one.unfrozen_reason}."
        for one in reversed(older)
        if one.unfrozen_at
    ]
    return said


def _set_aside(made):
    """Satellites, reserve and replacements."""
    satellites = len(made.result.get("satellites", []))
    reserve = len(made.result["record"].get("reserve", []))
    said = [f"Satellite mice, drawn at random: {satellites}."] if satellites else []
    if reserve:
        rule = made.result["record"]["input"]["reserve"]["rule"]
        how = "at random" if rule == "RANDOM" else "as farthest from the median volume"
        said.append(f"{reserve} more were eligible than planned; left out {how}.")
    return said + [
        f"Mouse {one.leaving.name} was replaced by mouse {one.entering.name} of the "
        f"reserve before its first dose ({one.reason})."
        for one in draws.replacements(made)
    ]


def _draws(made):
    """How many draws there were; a void one with its reason and both signatures."""
    every = draws.all_of(made.study)
    void = [one for one in every if one.voided_at]
    batches = len({one.batch for one in every if not one.voided_at})
    if not void:
        return ["There was one draw." if batches < 2 else f"Batches: {batches}."]
    own = next(one.number for one in every if one == made)
    return [f"This is draw {own} of {len(every)}.", *map(_void, void)]


def _void(one):
    """That a draw is void, with its own record, both signatures and the reason."""
    return (
        f"Draw {one.number} of {_utc(one.randomized_at)} UTC (record SHA-256 "
        f"{one.record_sha256}) was voided on {_utc(one.voided_at)} UTC by "
        f"{_person(one.voided_by)} and {_person(one.voided_with)}: "
        f"{one.voided_reason.rstrip('.')}."
    )


def replaced(study):
    """What every report says of draws that were replaced: nothing where none was.

    Each void draw with its record and reason, then the record that stands instead.
    """
    every = draws.all_of(study)
    void = [one for one in every if one.voided_at]
    if not void:
        return ""
    stands = [
        f"Draw {one.number} of {_utc(one.randomized_at)} UTC stands (record SHA-256 "
        f"{one.record_sha256})."
        for one in every
        if not one.voided_at
    ]
    return " ".join([*map(_void, void), *(stands or ["No draw stands."])])


def _person(person):
    return (person.get_full_name() or person.get_username()) if person else "not known"


def _name(name):
    return NAMES.get(name, name)


def balanced_by(document):
    """Names of what a draw balanced; a complete one knows them and balances nothing."""
    if document.get("method") == "COMPLETE":
        return []
    return [one["name"] for one in document["numeric"] + document["factors"]]


def _covariates(document):
    return ", ".join(map(_name, balanced_by(document))) or "nothing"


def _controlled(made):
    document = made.result["record"]["input"]
    known = set(balanced_by(document))
    every = {"volume_mm3": "tumor volume", "weight_g": "body weight", "sex": "sex"}
    every |= {"cage": "cage", "age_d": "age", "batch": "day of the implant"}
    left = [words for name, words in every.items() if name not in known]
    balanced = f"Balanced by the draw: {_covariates(document)}."
    others = [f"Not balanced: {', '.join(left)}."] if left else []
    order = (
        f"{AT_RANDOM} {RACK}"
        if made.study.has_random_order
        else f"{BY_CAGE} and {RACK}"
    )
    return " ".join([balanced, *others, order])


def _utc(instant):
    return f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"

"""ARRIVE 2.0 items 4 and 5 of a draw, as text to paste."""

import datetime as dt

from xenograft.randomization import awareness

METHODS = {
    "COVARIATE_CONSTRAINED": (
        "uniformly from the allocations in which no two arms differ by more than the "
        "recorded tolerances of {covariates}"
    ),
    "RANK_BLOCK": "as random permutations of the arms within blocks of similar volume",
    "STRATIFIED_BLOCK": "as permuted blocks within strata of {covariates}",
    "COMPLETE": "completely at random, without balancing",
}
NAMES = {
    "volume_mm3": "tumor volume",
    "weight_g": "body weight",
    "age_d": "age",
    "mice_count": "mice in the cage",
}


def arrive(made, rows):
    """(item, text) for 4a, 4b and 5; an imported list says that it is not known."""
    if "record" not in made.result:
        return [
            ("4a", "The allocation was imported; how it was made is not recorded."),
            ("5", awareness.sentences(made.study)),
        ]
    return [
        ("4a", _drawn(made, rows)),
        ("4b", _controlled(made)),
        ("5", awareness.sentences(made.study)),
    ]


def _drawn(made, rows):
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
        f"input SHA-256 {record['input_sha256']}. There was one draw.",
    ]
    if record.get("level") is not None:
        allowed = int(record["allowed_estimate"])
        count = f"about {allowed:,}" if allowed else "more than 2^64"
        said.append(
            f"Level of the tolerances: {record['level']} (0 is the standard); {count} "
            "allocations qualified."
        )
    return " ".join(said)


def _covariates(document):
    names = [NAMES.get(one["name"], one["name"]) for one in document["numeric"]]
    return ", ".join([*names, *(one["name"] for one in document["factors"])])


def _controlled(made):
    document = made.result["record"]["input"]
    known = {one["name"] for one in document["numeric"] + document["factors"]}
    every = {"volume_mm3": "tumor volume", "weight_g": "body weight", "sex": "sex"}
    every |= {"cage": "cage", "age_d": "age"}
    left = [words for name, words in every.items() if name not in known]
    text = f"Balanced by the draw: {_covariates(document)}."
    return f"{text} Not balanced: {', '.join(left)}." if left else text


def _utc(instant):
    return f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"

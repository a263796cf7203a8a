"""The input of a draw: what it depends on but the seed, checked before it is used."""

from xenograft.analysis.allocation.checks import Refusal, places_of
from xenograft.analysis.allocation.entries import arm_rows, plain_units
from xenograft.analysis.allocation.methods import COHORT_METHODS, DEFAULT, METHODS


def design(
    *,
    study,
    units,
    arms,
    numeric,
    factors,
    method="COVARIATE_CONSTRAINED",
    cohort=1,
    unit="MOUSE",
    reserve_rule="NEAREST_MEDIAN",
    ranked=(),
):
    """The input of a draw as a dict for `draw`, or `Refusal`.

    `units` is a list of {"id": text, "values": {covariate: Decimal, whole number or
    plain decimal text}, "levels": {factor: text}} in any order. `arms` is a list of
    (code, planned count) or (code, planned count, satellites). `numeric` names the
    covariates, volume first: its means and its spread are held closest. `ranked` are
    those to balance by rank because of outliers. `factors` is {name: rule}, "even"
    for sex, batch or bilateral burden, "cap" for the cage, whose mice are spread.
    `unit` is MOUSE or CAGE. Units above the places become the reserve by
    `reserve_rule`: RANDOM, or NEAREST_MEDIAN (of the first covariate, as a ratio).
    """
    if method not in COHORT_METHODS:
        raise Refusal(f"There is no method {method} for a whole cohort.")
    document = {
        "study": study,
        "cohort": cohort,
        "method": method,
        "unit": unit,
        "units": plain_units(units),
        "arms": arm_rows(arms),
        "numeric": [
            _covariate(name, place, ranked) for place, name in enumerate(numeric)
        ],
        "factors": [{"name": name, "rule": rule} for name, rule in factors.items()],
    }
    surplus = len(units) - places_of(document)
    if surplus > 0:
        document["reserve"] = {"rule": reserve_rule, "size": surplus}
    check(document)
    return document


def sizes_for(arms, count):
    """Planned sizes shrunk to `count` units in their ratio: a list of (code, size).

    `arms` is a list of (code, planned count). The largest remainders get the units
    left over, the first arms among equals. Enough units change nothing.
    """
    planned = sum(size for _, size in arms)
    if count >= planned:
        return list(arms)
    shares = [size * count for _, size in arms]
    order = sorted(range(len(arms)), key=lambda at: (-(shares[at] % planned), at))
    over = set(order[: count - sum(share // planned for share in shares)])
    return [
        (code, shares[at] // planned + (at in over))
        for at, (code, _) in enumerate(arms)
    ]


def _covariate(name, place, ranked):
    covariate = {
        "name": name,
        "role": "secondary" if place else "primary",
        "spread": 0 if place else 1,
    }
    return {**covariate, "scale": "rank"} if name in ranked else covariate


def check(document):
    """Raise `Refusal` with one sentence when there can be no draw of a document."""
    code = document.get("method", DEFAULT)
    if code not in METHODS:
        raise Refusal(f"There is no method {code}.")
    if METHODS[code].needs_volume and not document["numeric"]:
        raise Refusal("This method needs the tumor volume of every mouse.")
    METHODS[code].check(document)

"""The whole analysis of a study: what the page, the CSV and the JSON show."""

import platform
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version

from xenograft.analysis import efficacy
from xenograft.analysis.blocks import (
    checks,
    combinations,
    dropout,
    inhibition,
    next_study,
    of_mice,
    other_models,
    rates,
    responses,
    times,
)
from xenograft.analysis.blocks.plain import plain
from xenograft.analysis.blocks.warnings import warnings
from xenograft.analysis.response import MIN_DAY
from xenograft.analysis.ulceration import SET_ASIDE

# The keys and their meanings are told in docs/analysis-json.md.
FORMAT = 3
# The page reads these; a format that only added keys is shown without them.
READABLE = (2, FORMAT)
LIBRARIES = ("xenograft", "numpy", "pandas", "scipy", "statsmodels")


@dataclass(frozen=True)
class Choices:
    """What a person may choose; the usual values are those of the docs.

    `day` of blocks 1 and 4 (None: the last with 80 % of every arm), `times_baseline` of
    block 5, `min_day` of block 3, `draws` of the bootstrap and its `seed`.
    """

    day: float | None = None
    times_baseline: float = times.TIMES_BASELINE
    min_day: float = MIN_DAY
    draws: int = efficacy.DRAWS
    seed: int = 0


def whole(given, choices=None):
    """All blocks of the analysis of `given`, a dict that JSON can hold.

    The same rows and choices give the same numbers to the last digit. A block that
    cannot be computed has a `problem`, one sentence; the others are there.
    """
    chosen = choices or Choices()
    model = rates.model(given)
    first = inhibition.inhibition(given, chosen.day, chosen.draws, chosen.seed)
    found = {
        "format": FORMAT,
        "choices": plain(asdict(chosen)),
        "data": data(given, model),
        "versions": versions(),
        "inhibition": first,
        "growth_rates": rates.growth_rates(given, model),
        "responses": responses.responses(given, chosen.min_day),
        "combinations": combinations.combinations(given, model, first["day"]),
        "time_to_volume": times.time_to_volume(given, chosen.times_baseline),
        "survival": times.survival(given),
        "sensitivity": dropout.dropout(given, model),
        "other_models": other_models.other_models(given, model),
        "checks": checks.model_checks(model),
        "residuals": rates.residuals(model),
        "next_study": next_study.next_study(model),
        "mice": of_mice.of_mice(given, first["day"], chosen.min_day),
    }
    return found | {"warnings": warnings(found)}


def data(given, model):
    """What went in: arms, counts, days and what was left out."""
    known = given.volumes
    return plain(
        {
            "arms": [
                {
                    "arm": arm,
                    "place": given.places[arm],
                    "n": n,
                    "agents": given.doses[arm],
                }
                for arm, n in given.counts.items()
            ],
            "unit": given.unit,
            "n_mice": len(given.mice),
            "n_values": len(known),
            "n_left": int((given.mice["ending"] != "").sum()),
            "first_day": known["day"].min(),
            "last_day": known["day"].max(),
            "left_out": [*_set_aside(given), *model.left_out],
        }
    )


def _set_aside(given):
    """The volumes that an ulcer makes unreliable, counted, with the mice."""
    rows = given.set_aside
    if len(rows):
        names = ", ".join(rows.drop_duplicates("mouse")["name"])
        yield f"Volumes set aside, {SET_ASIDE}, not used: {len(rows)} (mouse {names})."


def versions():
    """Version of Python and of each library that computes."""
    return {"python": platform.python_version()} | _installed()


@lru_cache
def _installed():
    return {name: version(name) for name in LIBRARIES}

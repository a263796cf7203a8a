import pandas as pd
import pytest

from xenograft.analysis import endpoints
from xenograft.analysis.endpoints.words import usual_basis
from xenograft.measurement.limits import limit_notes
from xenograft.study.models.limit import default_limits

LIMITS = default_limits(None)
COLUMNS = ["kind", "purpose", "warning_level", "action_level"]
FRAME = pd.DataFrame(
    [[getattr(limit, name) for name in COLUMNS] for limit in LIMITS], columns=COLUMNS
).assign(study=1, duration_hours=[limit.duration_hours for limit in LIMITS])
LEVELS = {"REACHED": "error", "APPROACHING": "warn"}


def worst_of_analysis(kind, value):
    values = pd.DataFrame({"study": [1], "mouse": [1], "kind": kind, "value": value})
    values["hours"] = 0.0
    states = endpoints.limit_states(values, FRAME)
    return LEVELS.get(endpoints.worst_per_sign(states)["state"].iloc[0], "")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *[("VOLUME", v) for v in (0, 1199.9, 1200, 1499.9, 1500, 1600, 1999.9, 2000)],
        *[("DIAMETER", d) for d in (14.9, 15, 19.9, 20)],
        *[("BURDEN", b) for b in (7.9, 8, 10)],
        *[("WEIGHT_LOSS", p) for p in (-5, 9.9, 10, 20)],
        *[("BODY_CONDITION", c) for c in (2.5, 2, 1.5, 1)],
        *[("ULCERATION", g) for g in (0, 1, 2, 3)],
    ],
)
def test_the_row_says_what_the_endpoint_board_says(kind, value):
    levels = [
        note.level for note in limit_notes(LIMITS, {(kind, usual_basis(kind)): value})
    ]
    assert levels == [level for level in [worst_of_analysis(kind, value)] if level]


@pytest.mark.parametrize(
    ("volume_mm3", "figures"),
    [(1229, "1,229 of 1,500 mm³."), (1549, "1,549 of 1,500"), (2100, "2,100 of 2,000")],
)
def test_the_highest_limit_that_is_reached_speaks(volume_mm3, figures):
    (note,) = limit_notes(LIMITS, {("VOLUME", "SUM"): volume_mm3})
    assert note.text.startswith(figures)


def test_a_sign_without_a_value_says_nothing():
    assert limit_notes(LIMITS, {("VOLUME", "SUM"): None}) == []

"""Normal weights by age: typed as rows, asked for by a limit that goes by them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.endpoint.board import board
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import standing
from xenograft.measurement.welfare.one import standings_of
from xenograft.study import normal_weights

ROWS = "F, 8, 20\nF, 10, 22\nM 8 24"
TABLE = {"F": [[8.0, 20.0], [10.0, 22.0]], "M": [[8.0, 24.0]]}
URL = "/studies/OVX-014/design/normal-weights/"


def test_rows_are_read_and_written_again():
    assert normal_weights.read(ROWS) == TABLE
    assert normal_weights.read(normal_weights.written(TABLE)) == TABLE


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("F, 8", "“F, 8” is not a row. Write F, 8, 18.2."),
        ("X, 8, 20", "“X, 8, 20”: the sex is F or M."),
        ("F, 200, 20", "“F, 200, 20”: an age is 0 to 160 weeks."),
        ("F, 8, 200", "“F, 8, 200”: a mouse weighs 5 to 80 g."),
        ("F, 8, 20\nF, 8, 21", "“F, 8, 21”: this sex and age is there twice."),
        ("F, nan, 20", "“F, nan, 20”: an age is 0 to 160 weeks."),
    ],
)
def test_a_row_that_cannot_be_is_named(row, sentence):
    with pytest.raises(ValueError) as problem:
        normal_weights.read(row)
    assert str(problem.value) == sentence


def test_the_director_enters_them(director, study):
    assert director.post(URL, {"rows": ROWS}).status_code == 302
    study.refresh_from_db()
    assert study.normal_weights == TABLE


def test_a_bad_row_keeps_what_was_typed(director, study):
    page = director.post(URL, {"rows": "F, 8, 20\nX, 9, 21"}).text
    assert "“X, 9, 21”: the sex is F or M." in page
    assert "F, 8, 20" in page


@pytest.fixture
def limit(study):
    kind = {"kind": "WEIGHT_LOSS", "basis": "AGE", "warning_level": 10}
    return builders.models.Limit.objects.create(study=study, **kind, action_level=20)


def test_they_stay_while_a_limit_goes_by_them(director, study, limit):
    page = director.post(URL, {"rows": ""}).text
    assert "A limit goes by these weights. Change the limit first." in page


def test_a_limit_by_age_is_refused_without_them(director, study):
    form = {"limits-TOTAL_FORMS": 1, "limits-INITIAL_FORMS": 0}
    form |= {"limits-0-kind": "WEIGHT_LOSS", "limits-0-basis": "AGE"}
    form |= {"limits-0-purpose": "HUMANE", "limits-0-action_level": "20"}
    form |= {"limits-0-duration_hours": "0"}
    page = director.post(reverse("study:limits", args=["OVX-014"]), form).text
    assert "This study has no normal weights by age." in page


@pytest.fixture
def thin(study, limit):
    """A mouse of 16 g on an age at which 21 g are usual."""
    today = timezone.localdate()
    study.normal_weights, study.day_zero_on = TABLE, today - dt.timedelta(days=7)
    study.save()
    born_on = today - dt.timedelta(weeks=9)
    mouse = builders.mouse(study, 4, sex="F", born_on=born_on)
    held = study.sessions.create(held_on=today)
    builders.weight(held, mouse, "16", weighed_at=timezone.now())
    return mouse


def test_the_board_the_row_and_the_dose_judge_by_them_alike(study, thin):
    (row,) = standing(Mouse.objects.all()).states.itertuples()
    (one,) = standings_of(study, thin)
    assert row.value == one.value.value == pytest.approx(100 * 5 / 21)
    assert (row.last_state, one.last_state) == ("REACHED", "REACHED")


def test_the_session_judges_by_them_too(measurer, thin):
    day = timezone.localdate().isoformat()
    page = measurer.get(f"/studies/OVX-014/sessions/{day}/").text
    said = "Below the normal weight of its age: 23.8% lost; the limit is 20%."
    assert said in page


def test_a_mouse_whose_birth_is_not_known_is_named_on_the_board(study, thin):
    Mouse.objects.update(born_on=None)
    (group,) = [g for g in board([study]).unjudged if "normal weight" in g["why"]]
    assert [mouse.number for mouse in group["mice"]] == [4]

"""A correction keeps the old value with who, when and why."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.history.models import Change


@pytest.fixture
def reading(study):
    tumor = builders.tumor(builders.mouse(study, 3))
    return builders.measurement(builders.session(study, 0), tumor, "12.4", "10.1")


def correct(client, row, name="correct", **typed):
    given = {
        "length": "14.2",
        "width": "10.1",
        "state": "MEASURED",
        "reason": "",
        "why": "digits swapped",
        "based_on_version": row.version,
    }
    address = reverse(f"measurement:{name}", args=["OVX-014", row.pk])
    return client.post(address, given | typed)


def text(answer):
    return answer.content.decode()


def test_the_new_value_counts_and_the_old_one_is_shown_with_its_reason(
    measurer, reading, people
):
    correct(measurer, reading)
    reading.refresh_from_db()
    change = Change.objects.of_row(reading).corrections().get()
    page = text(
        measurer.get(reverse("measurement:correct", args=["OVX-014", reading.pk]))
    )
    assert str(reading.length_mm) == "14.20"
    assert (change.person_id, change.reason) == (
        people["measurer"].pk,
        "digits swapped",
    )
    assert '<s class="was">12.4 × 10.1 mm</s>' in page
    assert "by measurer: digits swapped" in page


def test_a_reason_is_required_and_the_typed_value_stays(measurer, reading):
    page = text(correct(measurer, reading, why=""))
    reading.refresh_from_db()
    assert "This field is required." in page
    assert 'value="14.2"' in page
    assert reading.version == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"length": "x"}, "Mouse 3 L: “x” is not a number."),
        ({"length": "0"}, "Mouse 3: L is 0 mm."),
        ({"width": ""}, "Mouse 3: W is missing."),
        ({"length": "140"}, "Mouse 3: L is 140 mm, over 30 mm."),
    ],
)
def test_a_correction_follows_the_rules_of_the_grid(measurer, reading, typed, sentence):
    assert sentence in text(correct(measurer, reading, **typed))


def test_a_reading_can_become_not_measured(measurer, reading):
    correct(
        measurer, reading, length="", width="", state="NOT_MEASURABLE", reason="ulcer"
    )
    reading.refresh_from_db()
    assert (reading.state, reading.volume_mm3, reading.reason) == (
        "NOT_MEASURABLE",
        None,
        "ulcer",
    )


def test_a_stale_form_is_refused_once_and_keeps_what_was_typed(measurer, reading):
    correct(measurer, reading, length="13.0")
    page = text(correct(measurer, reading, length="15.1"))
    assert "Somebody else changed this value while the form was open" in page
    assert "13.00 × 10.10 mm" in page
    assert 'value="15.1"' in page
    assert 'name="based_on_version" value="2"' in page


def test_a_weight_is_corrected_alike(measurer, study):
    mouse = builders.mouse(study, 3)
    weight = builders.weight(builders.session(study, 0), mouse, "21.4")
    correct(measurer, weight, "correct-weight", weight="24,1 g")
    weight.refresh_from_db()
    page = text(
        measurer.get(reverse("measurement:correct-weight", args=["OVX-014", weight.pk]))
    )
    assert str(weight.weight_g) == "24.10"
    assert '<s class="was">21.4 g</s>' in page


def test_a_locked_study_takes_no_correction(measurer, reading, study):
    study.locked_at = timezone.now()
    study.save()
    assert "OVX-014 is locked." in text(correct(measurer, reading))


def test_a_reading_of_another_study_is_not_found(measurer):
    other = builders.study()
    tumor = builders.tumor(builders.mouse(other))
    reading = builders.measurement(builders.session(other, 0), tumor)
    assert correct(measurer, reading).status_code == 404

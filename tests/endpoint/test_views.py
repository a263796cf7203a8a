"""A mouse leaves: what the page of an endpoint takes, and what it refuses."""

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import NOW
from tests.endpoint.leaving import mouse_at_its_limit, refused, typed, url
from xenograft.endpoint.models import Disposition

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return mouse_at_its_limit(study)


def test_a_mouse_leaves_with_its_tumor_weight_and_who_decided(
    director, people, study, mouse
):
    answer = director.post(url(mouse), typed(necropsy_note="Necrotic core."))
    left = Disposition.objects.get()
    assert answer.url == reverse("endpoint:board", args=[study.code])
    assert (left.mouse, left.reason, f"{left.left_on}") == (
        mouse,
        "TUMOR_SIZE",
        "2026-11-13",
    )
    assert (left.tumor_weight_mg, left.decided_by) == (1462, people["director"])
    assert study.mice.on_study().count() == 0


def test_the_reached_limit_is_beside_its_reason_and_picked(director, mouse):
    page = director.get(url(mouse)).content.decode()
    assert "tumor volume 1,524 of 1,500 mm³, 12 Nov" in page
    start = page.index('value="TUMOR_SIZE"')
    assert "checked" in page[start : page.index(">", start)]


def test_a_date_in_the_future_is_refused_and_nothing_typed_is_lost(director, mouse):
    page = refused(director, mouse, left_on="2026-11-14", necropsy_note="Soft core")
    assert "14 Nov 2026 is in the future. Enter the day the mouse left." in page
    assert "Soft core" in page and 'value="1462"' in page


def test_a_date_before_the_implant_is_refused(director, mouse):
    page = refused(director, mouse, left_on="2026-10-01")
    assert "Mouse 4 was implanted on 14 Oct; the date of leaving cannot be" in page


def test_a_date_before_the_last_measurement_is_refused(director, mouse):
    page = refused(director, mouse, left_on="2026-11-11")
    assert (
        "Mouse 4 was measured on 12 Nov; the date of leaving cannot be before it."
        in page
    )


def test_a_reading_that_was_not_done_does_not_hold_a_mouse(director, study, mouse):
    builders.measurement(
        builders.session(study, 10),
        mouse.tumors.get(),
        None,
        None,
        state="NOT_DONE",
        reason="found dead",
    )
    director.post(url(mouse), typed(left_on="2026-11-12"))
    assert Disposition.objects.exists()


def test_a_date_before_the_last_dose_is_refused(director, mouse, dose):
    page = refused(director, mouse, left_on="2026-11-12")
    assert "Mouse 4 was dosed on 13 Nov;" in page


def test_a_time_before_the_last_dose_of_the_day_is_refused(director, mouse, dose):
    page = refused(director, mouse, left_at="07:30")
    assert (
        "Mouse 4 was dosed at 08:00 on 13 Nov; it cannot have died before it." in page
    )


def test_a_time_that_has_not_come_is_refused(director, mouse):
    assert "19:00 on 13 Nov is in the future." in refused(
        director, mouse, left_at="19:00"
    )


def test_a_euthanasia_needs_its_method(director, mouse):
    page = refused(director, mouse, method="")
    assert "Enter how the mouse was euthanized." in page


def test_found_dead_needs_no_method_but_when_it_was_last_seen_alive(director, mouse):
    dead = {"reason": "FOUND_DEAD", "method": "", "left_at": "07:40"}
    assert "Enter when it was last seen alive." in refused(director, mouse, **dead)
    director.post(url(mouse), typed(**dead, last_seen_alive_at="2026-11-12T17:00"))
    left = Disposition.objects.get()
    assert (left.method, left.last_seen_alive_at) == ("", builders.at(9, 17))


def test_found_dead_drops_a_method_left_in_the_hidden_field(director, mouse):
    director.post(
        url(mouse), typed(reason="FOUND_DEAD", last_seen_alive_at="2026-11-12T17:00")
    )
    assert Disposition.objects.get().method == ""


def test_last_seen_alive_after_the_find_is_refused(director, mouse):
    page = refused(
        director,
        mouse,
        reason="FOUND_DEAD",
        left_on="2026-11-12",
        last_seen_alive_at="2026-11-13T09:00",
    )
    assert "09:00 on 13 Nov is after the mouse was found." in page


@pytest.mark.parametrize("weight", ["700", "3100"])
def test_an_unlikely_tumor_weight_is_asked_again_and_kept(director, mouse, weight):
    page = refused(director, mouse, tumor_weight_mg=weight)
    assert "usual is 0.5 to 2. Weigh again, or tick that it is right." in page
    assert f'value="{weight}"' in page and 'name="keeps_weight"' in page
    director.post(url(mouse), typed(tumor_weight_mg=weight, keeps_weight="on"))
    assert Disposition.objects.get().tumor_weight_mg == int(weight)


def test_a_usual_tumor_weight_is_not_asked_again(director, mouse):
    assert 'name="keeps_weight"' not in director.get(url(mouse)).content.decode()


def test_letters_in_the_tumor_weight_are_refused_and_kept(director, mouse):
    page = refused(director, mouse, tumor_weight_mg="heavy")
    assert "This is not a number. Enter the weight in mg, as 1462." in page
    assert 'value="heavy"' in page


def test_a_locked_study_takes_no_endpoint(director, study, mouse):
    study.locked_at = NOW
    study.save()
    answer = director.post(url(mouse), typed())
    assert answer.status_code == 403
    assert "OVX-014 is locked." in answer.content.decode()


def test_a_mouse_of_another_study_is_not_found(director, study, mouse):
    builders.mouse(builders.study(), 9)
    assert (
        director.get(reverse("endpoint:record", args=[study.code, 9])).status_code
        == 404
    )


@pytest.mark.parametrize("role", ["welfare_officer", "doser", "statistician"])
def test_only_who_handles_the_mouse_records_an_endpoint(as_role, mouse, role):
    answer = as_role(role).get(url(mouse))
    assert answer.status_code == 403
    assert "does not let you record an endpoint" in answer.content.decode()


def test_the_record_page_names_no_arm_and_no_agent(director, mouse, dose):
    page = director.get(url(mouse)).content.decode()
    assert "Secret arm" not in page and "0.5% MC" not in page

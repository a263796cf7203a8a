import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.endpoint import actions
from xenograft.endpoint.models import Disposition
from xenograft.history.models import Change
from xenograft.samples.models import Specimen
from xenograft.study.actions import Refused

NOW = builders.at(10, 18)


@pytest.fixture(autouse=True)
def on_day_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, *zone: (value or NOW).date()
    )


@pytest.fixture
def mouse(study):
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    mass = builders.tumor(mouse)
    held = builders.session(study, 9)
    builders.measurement(held, mass, "14.5", "14.5")
    return mouse


@pytest.fixture
def dose(study, mouse):
    vehicle = builders.agent(study, "0.5% MC", is_vehicle=True)
    regimen = builders.regimen(builders.arm(study, "Secret arm"), vehicle, 0)
    return builders.dose(mouse, regimen, day=10)


def typed(**fields):
    return {
        "reason": "TUMOR_SIZE",
        "left_on": "2026-11-13",
        "left_at": "10:14",
        "method": "CO₂",
        "tumor_weight_mg": "1462",
        "specimen-TOTAL_FORMS": 6,
        "specimen-INITIAL_FORMS": 0,
        **{f"specimen-{row}-tissue": "TUMOR" for row in range(6)},
        **fields,
    }


def url(mouse):
    return reverse("endpoint:record", args=[mouse.study.code, mouse.number])


def refused(client, mouse, **fields):
    """The page that answers, when nothing was recorded."""
    answer = client.post(url(mouse), typed(**fields))
    assert answer.status_code == 200
    assert not Disposition.objects.exists()
    return answer.content.decode()


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


def test_specimens_of_the_same_form_get_labels_and_the_last_dose(
    director, people, mouse, dose
):
    taken = {
        "specimen-0-handling": "FFPE_NBF",
        "specimen-0-collected_at": "2026-11-13T10:22",
        "specimen-1-handling": "SNAP_LN2",
        "specimen-1-collected_at": "2026-11-13T10:23",
        "specimen-1-position": "Box 2, A4",
    }
    director.post(url(mouse), typed(**taken))
    first, second = Specimen.objects.order_by("pk")
    assert (first.label, second.label) == ("OVX-014-4-T1", "OVX-014-4-T2")
    assert (first.last_dose, first.minutes_after_last_dose) == (dose, 142)
    assert second.position == "Box 2, A4"
    assert second.collected_by == people["director"]


def test_a_specimen_without_its_time_is_refused_and_the_mouse_stays(director, mouse):
    page = refused(director, mouse, **{"specimen-0-handling": "FFPE_NBF"})
    assert "Enter when the specimen was collected." in page
    assert not Specimen.objects.exists()


def test_a_specimen_collected_after_the_mouse_left_is_refused(director, mouse):
    page = refused(
        director,
        mouse,
        left_on="2026-11-12",
        **{
            "specimen-0-handling": "FFPE_NBF",
            "specimen-0-collected_at": "2026-11-13T10:22",
        },
    )
    assert "Mouse 4 left the study on 12 Nov; a specimen cannot be" in page


def test_a_mouse_that_has_left_cannot_leave_again(director, mouse):
    builders.disposition(mouse, 9)
    page = director.post(url(mouse), typed()).content.decode()
    assert (
        "Mouse 4 left the study on 12 Nov: tumor size limit reached. "
        "Take that back first." in page
    )
    assert Disposition.objects.get().left_on == dt.date(2026, 11, 12)


def test_a_mouse_that_has_left_shows_how_and_how_to_take_it_back(director, mouse):
    builders.disposition(mouse, 9, method="CO₂")
    page = director.get(url(mouse)).content.decode()
    assert "Mouse 4 has left the study" in page and "CO₂" in page


def test_an_endpoint_is_taken_back_with_a_reason_and_stays_readable(
    director, people, study, mouse
):
    left = builders.disposition(mouse, 9)
    builders.specimen(mouse)
    undo = reverse("endpoint:undo", args=[study.code, 4])
    assert "Say why the endpoint is taken back." in director.post(undo).content.decode()
    director.post(undo, {"reason": "Wrong mouse"})
    assert study.mice.on_study().get() == mouse
    assert mouse.specimens.count() == 1
    kept = Disposition.objects.taken_back().get()
    assert (kept.pk, kept.reason, kept.left_on) == (left.pk, left.reason, left.left_on)
    assert (kept.taken_back_by, kept.taken_back_at, kept.taken_back_reason) == (
        people["director"],
        NOW,
        "Wrong mouse",
    )
    change = Change.objects.of_row(left).first()
    assert (change.operation, change.reason) == ("update", "Wrong mouse")
    page = director.get(reverse("bench:mouse", args=[study.code, 4])).content.decode()
    assert "Taken back" in page and "Wrong mouse" in page


def test_an_endpoint_is_taken_back_once(director, study, mouse):
    builders.disposition(mouse, 9)
    undo = reverse("endpoint:undo", args=[study.code, 4])
    director.post(undo, {"reason": "Wrong mouse"})
    assert director.post(undo, {"reason": "Again"}).status_code == 404
    with pytest.raises(Refused, match="Mouse 4 is on study already"):
        actions.undo(mouse=mouse, by=None, reason="Again")
    assert Disposition.objects.get().taken_back_reason == "Wrong mouse"


def test_a_mouse_whose_endpoint_was_taken_back_can_leave_again(director, study, mouse):
    builders.disposition(mouse, 9)
    actions.undo(mouse=mouse, by=None, reason="Wrong mouse")
    director.post(url(mouse), typed())
    assert f"{Disposition.objects.standing().get().left_on}" == "2026-11-13"
    assert Disposition.objects.count() == 2
    assert study.mice.on_study().count() == 0


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


@pytest.mark.parametrize("role", ["measurer", "welfare_officer", "director"])
def test_the_board_names_the_mouse_and_never_an_arm(as_role, study, mouse, dose, role):
    page = as_role(role).get(reverse("endpoint:board", args=[study.code]))
    page = page.content.decode()
    assert "1,524 of 1,500 mm³" in page
    assert "Secret arm" not in page and "0.5% MC" not in page
    assert ("Record endpoint" in page) == (role == "director")


def test_the_board_of_all_studies_shows_only_my_studies(director, mouse):
    other = builders.study("OTHER-1")
    builders.limits(other)
    mass = builders.tumor(builders.mouse(other, 77))
    builders.measurement(builders.session(other, 9), mass, "18", "18")
    page = director.get(reverse("endpoint:all")).content.decode()
    assert "1,524 of 1,500 mm³" in page and "OTHER-1" not in page


def test_the_table_has_the_rows_of_the_board(director, study, mouse):
    url = reverse("endpoint:board", args=[study.code])
    page = director.get(url, {"view": "table", "sort": "-nearness"}).content.decode()
    assert "Tumor volume: 1,524 of 1,500 mm³" in page and "102%" in page
    assert 'class="ecard' not in page


def test_the_board_of_all_studies_can_be_of_one(director, people, mouse):
    other = builders.study("OTHER-1")
    builders.limits(other)
    member = builders.models.Membership.objects.create
    member(study=other, person=people["director"], role="director")
    mass = builders.tumor(builders.mouse(other, 77))
    builders.measurement(builders.session(other, 9), mass, "18", "18")
    url = reverse("endpoint:all")
    assert "Mouse 77" in director.get(url).content.decode()
    page = director.get(url, {"study": "OVX-014"}).content.decode()
    assert "Mouse 77" not in page and "1,524 of 1,500 mm³" in page


def test_an_impossible_choice_shows_everything(director, mouse):
    page = director.get(reverse("endpoint:all"), {"study": "NONE", "kind": "x"})
    assert "1,524 of 1,500 mm³" in page.content.decode()


def test_the_officer_agrees_on_the_board_and_does_not_decide(as_role, study, mouse):
    builders.recheck(mouse, asked_at=NOW)
    url = reverse("endpoint:board", args=[study.code])
    page = as_role("welfare_officer").get(url).content.decode()
    assert "Agree to the recheck" in page and "Record endpoint" not in page
    assert "Agree to the recheck" not in as_role("director").get(url).content.decode()


def test_the_pages_have_a_bounded_number_of_queries(
    director, people, django_assert_max_num_queries
):
    study = builders.treated_study(mice_per_arm=4, code="OVX-T")
    builders.models.Membership.objects.create(
        study=study, person=people["director"], role="director"
    )
    with django_assert_max_num_queries(24):
        director.get(reverse("endpoint:all"))
    with django_assert_max_num_queries(24):
        director.get(reverse("endpoint:board", args=[study.code]))
    with django_assert_max_num_queries(32):
        director.get(reverse("endpoint:record", args=[study.code, 1]))

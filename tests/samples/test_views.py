"""Specimens: added, corrected, listed, and what is refused."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.history.models import Change
from xenograft.samples import engagement
from xenograft.samples.models import Specimen

pytestmark = pytest.mark.usefixtures("on_day_ten")


def add(client, study, **fields):
    typed = {"tissue": "TUMOR", "handling": "FFPE_NBF"}
    typed |= {"collected_at": "2026-11-13T11:00"}
    return client.post(reverse("samples:add", args=[study.code]), typed | fields)


def test_a_specimen_is_added_with_its_label_and_collector(
    measurer, people, study, mouse
):
    assert add(measurer, study, mouse=mouse.pk).status_code == 302
    specimen = Specimen.objects.get()
    assert (specimen.label, specimen.collected_by) == (
        "OVX-014-4-T1",
        people["measurer"],
    )


def test_a_specimen_of_the_future_is_refused_and_nothing_is_lost(
    director, study, mouse
):
    answer = add(
        director,
        study,
        mouse=mouse.pk,
        collected_at="2026-11-14T11:00",
        position="Box 2, A4",
    )
    page = answer.content.decode()
    assert "11:00 on 14 Nov is in the future. Check the date and time." in page
    assert 'value="Box 2, A4"' in page
    assert not Specimen.objects.exists()


def test_a_specimen_after_the_mouse_left_is_refused(director, study, mouse):
    builders.disposition(mouse, 9)
    page = add(director, study, mouse=mouse.pk).content.decode()
    assert "Mouse 4 left the study on 12 Nov; a specimen cannot be" in page


def test_a_mouse_of_another_study_is_refused(director, study, mouse):
    other = builders.mouse(builders.study(), 9)
    page = add(director, study, mouse=other.pk).content.decode()
    assert "This mouse is not in the study. Choose one of the list." in page


def test_a_tumor_of_another_mouse_is_refused(director, study, mouse):
    tumor = builders.tumor(builders.mouse(study, 5))
    page = add(director, study, mouse=mouse.pk, tumor=tumor.pk).content.decode()
    assert "This tumor is not one of Mouse 4." in page


def test_the_list_shows_the_time_after_the_last_dose(director, study, mouse):
    arm, agent = builders.arm(study), builders.agent(study)
    builders.dose(mouse, builders.regimen(arm, agent), day=10)
    Specimen.objects.create(
        mouse=mouse, handling="FFPE_NBF", collected_at=builders.at(10, 10, 45)
    )
    builders.specimen(builders.mouse(study, 5))
    page = director.get(reverse("samples:list", args=[study.code])).content.decode()
    assert "2 h 45 min" in page and "no dose before collection" in page


def test_the_list_is_filtered_by_tissue_and_handling(director, study, mouse):
    builders.specimen(mouse, "FFPE_NBF", label="KEPT")
    builders.specimen(mouse, "FRESH", label="OTHER-HANDLING")
    builders.specimen(mouse, "FFPE_NBF", tissue="PLASMA", label="OTHER-TISSUE")
    page = director.get(
        reverse("samples:list", args=[study.code]),
        {"tissue": "TUMOR", "handling": "FFPE_NBF"},
    ).content.decode()
    assert "KEPT" in page
    assert "OTHER-HANDLING" not in page and "OTHER-TISSUE" not in page


def test_doses_entered_later_are_offered_to_be_found_again(director, study, mouse):
    specimen = builders.specimen(mouse)
    arm, agent = builders.arm(study), builders.agent(study)
    builders.dose(mouse, builders.regimen(arm, agent), day=9)
    page = director.get(reverse("samples:list", args=[study.code])).content.decode()
    assert "Doses were entered or corrected after 1 specimen" in page
    director.post(reverse("samples:last-doses", args=[study.code]))
    specimen.refresh_from_db()
    assert specimen.minutes_after_last_dose == 27 * 60


@pytest.mark.parametrize("role", ["measurer", "welfare_officer", "doser"])
def test_nobody_masked_reads_an_arm_or_an_agent(as_role, study, mouse, role):
    arm, agent = builders.arm(study, "Secret arm"), builders.agent(study, "Hidden")
    builders.assignment(builders.randomization(study), mouse, arm)
    builders.dose(mouse, builders.regimen(arm, agent), day=10)
    builders.readout(builders.specimen(mouse))
    page = as_role(role).get(reverse("samples:list", args=[study.code]))
    assert "Secret arm" not in page.content.decode()
    assert "Hidden" not in page.content.decode()


@pytest.mark.parametrize("role", ["doser", "statistician", "welfare_officer"])
def test_who_does_not_sample_cannot_add(as_role, study, role):
    answer = as_role(role).get(reverse("samples:add", args=[study.code]))
    assert answer.status_code == 403
    assert "does not let you record specimens" in answer.content.decode()


def test_a_locked_study_takes_no_specimen(director, study, mouse):
    study.locked_at = timezone.now()
    study.save()
    assert add(director, study, mouse=mouse.pk).status_code == 403
    assert not Specimen.objects.exists()


def test_the_list_has_a_bounded_number_of_queries(
    director, study, mouse, django_assert_max_num_queries
):
    for _ in range(12):
        builders.readout(builders.specimen(mouse))
    with django_assert_max_num_queries(14):
        director.get(reverse("samples:list", args=[study.code]))
    with django_assert_max_num_queries(14):
        director.get(reverse("samples:add", args=[study.code]))


def correct(client, study, specimen, **fields):
    typed = {"tissue": "TUMOR", "handling": "SNAP_LN2"}
    typed |= {"collected_at": "2026-11-13T11:00", "reason": "Wrong clock"}
    url = reverse("samples:correct", args=[study.code, specimen.pk])
    return client.post(url, typed | fields)


def test_a_specimen_is_corrected_with_a_reason_and_finds_its_last_dose(
    measurer, study, mouse, specimen
):
    regimen = builders.regimen(builders.arm(study), builders.agent(study))
    doses = [builders.dose(mouse, regimen, 10, slot_number=n) for n in (1, 2)]
    assert (
        "Say why it is corrected." in correct(measurer, study, specimen, reason="").text
    )
    correct(measurer, study, specimen, collected_at="2026-11-13T17:30")
    specimen.refresh_from_db()
    assert specimen.last_dose == doses[1]
    change = Change.objects.filter(table_name="xenograft_specimen").first()
    assert (change.reason, change.person_name) == ("Wrong clock", "measurer")
    assert change.old["collected_at"] != change.new["collected_at"]


def test_a_specimen_that_is_not_evaluable_is_left_out_of_the_figure(
    client, study, mouse, specimen
):
    builders.assignment(builders.randomization(study), mouse, builders.arm(study))
    builders.readout(specimen)
    assert len(engagement.drawing(study)[2]) == 1
    specimen.exclusion_reason = "thawed on the way"
    specimen.save()
    assert len(engagement.drawing(study)[2]) == 0
    client.force_login(builders.member(study, "doser"))
    page = client.get(reverse("samples:specimen", args=[study.code, specimen.pk])).text
    assert "thawed on the way" in page


def test_a_piece_frozen_after_half_an_hour_is_too_late_for_phosphoproteins(
    measurer, study, mouse
):
    builders.specimen(mouse, preserved_at=builders.at(10, 11, 31))
    page = measurer.get(reverse("samples:list", args=[study.code])).text
    assert "frozen or fixed after 31 min: too late for phosphoproteins" in page


def test_how_a_specimen_was_kept_is_written_and_shown(measurer, study, mouse):
    kept = {
        "preserved_at": "2026-11-13T11:10",
        "fixed_until": "2026-11-15T11:10",
        "storage_c": "-80",
        "lysis_buffer": "RIPA",
        "inhibitors": "YES",
        "viable_pct": "70",
        "necrosis_pct": "12.5",
    }
    add(measurer, study, mouse=mouse.pk, **kept)
    one = Specimen.objects.get()
    page = measurer.get(reverse("samples:specimen", args=[study.code, one.pk])).text
    assert "−80 °C" in page and "until 15 Nov 11:10, 48 h" in page
    assert "RIPA, with inhibitors of proteases and phosphatases" in page
    assert "viable 70%, necrosis 12.5%" in page
    assert "Fixed for 48 h: usual is 12 to 36" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"necrosis_pct": "101"}, "Viable tumor and necrosis are 0 to 100 percent."),
        ({"storage_c": "-300"}, "A temperature of storage is -200 to 60 °C."),
        ({"fixed_until": "2026-11-13T11:30"}, "Say when it was fixed too"),
    ],
)
def test_what_cannot_be_of_a_specimen_is_refused(
    measurer, study, mouse, wrong, sentence
):
    page = add(measurer, study, mouse=mouse.pk, **wrong).content.decode()
    assert sentence in page and not Specimen.objects.exists()

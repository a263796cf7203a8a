import re

import pytest
from django.urls import reverse

from tests import builders
from tests.dosing.conftest import dosed, fresh
from xenograft.dosing.models import Dose, Regimen
from xenograft.implantation.days import study_day_zero
from xenograft.study.models import Membership, Study


def test_today_leads_to_the_sheet_of_today(doser, ready, sheet):
    answer = doser.get(reverse("dosing:sheet-today", args=[ready.code]))
    assert answer.url == sheet


def test_one_post_saves_many_mice(doser, people, sheet):
    answer = doser.post(sheet, {"1-1-PO-given": "on", "2-1-PO-given": "on"})
    assert answer.url == sheet
    first, second = Dose.objects.order_by("mouse__number")
    assert (second.status, str(second.volume_ml)) == ("GIVEN", "0.22")
    assert second.planned_mg == pytest.approx(0.56)
    assert second.amount_mg == pytest.approx(0.55)
    assert second.given_at == builders.at(0, 9, 30)
    assert second.given_by == people["doser"]
    assert first.amount_mg == 0


def test_the_first_entry_makes_day_zero(doser, ready, sheet):
    assert "the first entry makes this day 0" in doser.get(sheet).text
    doser.post(sheet, {"1-1-PO-given": "on"})
    assert study_day_zero(ready) == builders.DAY_ZERO
    assert "the first entry makes" not in doser.get(sheet).text


def test_posting_twice_adds_nothing(doser, sheet):
    for _ in range(2):
        doser.post(sheet, {"1-1-PO-given": "on"})
    assert Dose.objects.count() == 1


def test_what_was_not_given_as_planned_is_kept_with_its_reason(doser, sheet):
    doser.post(
        sheet,
        {
            "1-1-PO-status": "PARTIAL",
            "1-1-PO-ml": "0,1",
            "1-1-PO-reason": "reflux",
            "2-1-PO-status": "MISSED",
            "2-1-PO-reason": "preparation short",
            "3-1-PO-status": "WITHHELD",
            "3-1-PO-reason": "hold",
            "4-1-PO-status": "WRONG",
            "4-1-PO-ml": "0.3",
            "4-1-PO-reason": "other bottle",
        },
    )
    kept = Dose.objects.order_by("mouse__number").values_list(
        "status", "volume_ml", "reason"
    )
    assert [(status, str(ml), why) for status, ml, why in kept] == [
        ("PARTIAL", "0.10", "reflux"),
        ("MISSED", "0.00", "preparation short"),
        ("WITHHELD", "0.00", "hold"),
        ("WRONG", "0.30", "other bottle"),
    ]


def test_a_partial_dose_counts_its_share_of_mg(doser, sheet):
    typed = {
        "2-1-PO-status": "PARTIAL",
        "2-1-PO-ml": "0.11",
        "2-1-PO-reason": "reflux",
    }
    doser.post(sheet, typed)
    assert Dose.objects.get().amount_mg == pytest.approx(0.275)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"status": "PARTIAL", "reason": "reflux"}, "Enter how many mL went in."),
        ({"status": "PARTIAL", "ml": "0.1"}, "Say why the dose was partial."),
        ({"status": "MISSED"}, "Say why the dose was missed."),
        ({"status": "PARTIAL", "ml": "abc", "reason": "reflux"}, "Not a number of mL."),
        (
            {"status": "PARTIAL", "ml": "0.30", "reason": "reflux"},
            "0.30 mL is not a part of the planned 0.22 mL.",
        ),
        (
            {"status": "WRONG", "ml": "-1", "reason": "x"},
            "Ensure this value is greater than or equal to 0.",
        ),
        ({"given": "on", "status": "MISSED", "reason": "x"}, "Keep one of them."),
        ({"ml": "0.1"}, "Choose what happened"),
        ({"given": "on", "at": "25:99"}, "Not a time. Enter it as 09:30."),
        ({"given": "on", "at": "17:00"}, "17:00 is in the future."),
        ({"status": "SOLD", "reason": "x"}, "Select a valid choice."),
    ],
)
def test_a_bad_cell_says_what_to_do_and_keeps_what_was_typed(
    doser, sheet, typed, sentence
):
    posted = {f"1-1-PO-{part}": value for part, value in typed.items()}
    page = doser.post(sheet, {**posted, "2-1-PO-given": "on"}).text
    assert sentence in page
    assert "1 saved. The rest is still here:" in page
    assert Dose.objects.get().mouse.number == 2
    if "reason" in typed:
        assert f'name="1-1-PO-reason" value="{typed["reason"]}"' in page
    if "ml" in typed:
        assert f'name="1-1-PO-ml" value="{typed["ml"]}"' in page


def test_a_whole_cage_is_given_except_what_is_marked_otherwise(
    study, today, doser, day
):
    dosed(study, mice_per_arm=2)
    sheet = reverse("dosing:sheet", args=[study.code, day(0)])
    cage = study.cages.get(name="C02")
    first = cage.mice.order_by("number").first()
    doser.post(
        sheet,
        {
            "whole": f"{cage.pk}:1:PO",
            f"{first.number}-1-PO-status": "MISSED",
            f"{first.number}-1-PO-reason": "mouse unwell",
        },
    )
    doses = Dose.objects.order_by("mouse__number")
    assert {dose.mouse.cage for dose in doses} == {cage}
    assert [dose.status for dose in doses] == ["MISSED", "GIVEN", "GIVEN", "GIVEN"]


def test_a_form_left_open_shows_both_entries(as_role, sheet):
    as_role("director").post(sheet, {"2-1-PO-given": "on"})
    page = (
        as_role("doser")
        .post(sheet, {"2-1-PO-status": "MISSED", "2-1-PO-reason": "refused"})
        .text
    )
    sentence = "director saved given 0.22 mL at 09:30; you chose missed (refused)."
    assert sentence in page
    assert Dose.objects.get().status == "GIVEN"


@pytest.mark.parametrize("number", [99, 0])
def test_a_mouse_that_is_not_on_the_sheet_is_refused(doser, sheet, number):
    page = doser.post(sheet, {f"{number}-1-PO-given": "on"}).text
    assert f"Mouse {number} is not on this sheet then" in page
    assert not Dose.objects.exists()


def test_a_mouse_of_another_study_cannot_be_dosed_here(doser, sheet):
    other = builders.mouse(builders.study(), 77)
    doser.post(sheet, {"77-1-PO-given": "on"})
    assert not other.doses.exists()


def test_a_mouse_that_left_is_absent_on_later_days(doser, ready, day, monkeypatch):
    builders.disposition(ready.mice.get(number=1), 0)
    later = reverse("dosing:sheet", args=[ready.code, day(1)])
    assert 'id="row-1"' not in doser.get(later).text
    same = reverse("dosing:sheet", args=[ready.code, day(0)])
    assert 'id="row-1"' in doser.get(same).text


def test_a_day_in_the_future_can_only_be_read(doser, ready, day):
    later = reverse("dosing:sheet", args=[ready.code, day(1)])
    page = doser.get(later).text
    assert "This day is in the future" in page
    assert 'name="1-1-PO-given"' not in page
    answer = doser.post(later, {"1-1-PO-given": "on"}, follow=True)
    assert "This day is in the future" in answer.text
    assert not Dose.objects.exists()


def test_a_locked_study_takes_no_dose(doser, ready, sheet):
    Study.objects.update(locked_at=builders.at(0))
    page = doser.post(sheet, {"1-1-PO-given": "on"}, follow=True).text
    assert "OVX-014 is locked: no dose can be recorded." in page
    assert not Dose.objects.exists()


def test_before_the_draw_nothing_is_planned(doser, study, today, day):
    page = doser.get(reverse("dosing:sheet", args=[study.code, day(0)]))
    assert "The mice are not randomized yet" in page.text


@pytest.mark.parametrize("date", ["2026-13-01", "20261103", "today", "9999-12-31"])
def test_a_date_that_is_none_is_not_found(doser, ready, date):
    answer = doser.get(reverse("dosing:sheet", args=[ready.code, date]))
    assert answer.status_code == 404


def test_a_day_that_is_past_asks_for_the_time(doser, ready, day, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(2, 9))
    sheet = reverse("dosing:sheet", args=[ready.code, day(0)])
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "Enter the time it was given on 03 Nov, as 09:30." in page
    doser.post(sheet, {"1-1-PO-given": "on", "time": "08:05"})
    assert Dose.objects.get().given_at == builders.at(0, 8, 5)


@pytest.mark.parametrize(
    ("age", "says"), [(3, ""), (4, "The weight is 4 days old."), (8, "Weigh mouse 1")]
)
def test_an_old_weight_is_said(doser, ready, day, monkeypatch, age, says):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(age, 9))
    page = doser.get(reverse("dosing:sheet", args=[ready.code, day(age)])).text
    assert says in page
    assert ("days old" in page) == bool(says)


def test_a_weight_older_than_a_week_needs_a_reason(doser, ready, day, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(8, 9))
    sheet = reverse("dosing:sheet", args=[ready.code, day(8)])
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "The weight is 8 days old. Weigh the mouse, or say why" in page
    doser.post(sheet, {"1-1-PO-given": "on", "1-old-weight": "scale broken"})
    assert Dose.objects.get().reason == "weight of 8 days ago: scale broken"


def test_a_mouse_without_a_weight_cannot_be_dosed(doser, ready, sheet):
    ready.mice.get(number=1).weights.all().delete()
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "No weight yet. Weigh the mouse first." in page
    assert not Dose.objects.exists()


def test_a_drug_without_a_dose_cannot_be_given(doser, ready, sheet):
    Regimen.objects.filter(arm__name="Defactinib").update(dose_mg_per_kg=None)
    page = doser.post(sheet, {"2-1-PO-given": "on"}).text
    assert "has no dose yet. Ask the study director." in page
    assert "Defactinib" not in page.replace(ready.title, "")


def test_a_weight_of_later_is_not_used(doser, ready, sheet):
    later = builders.session(ready, 1)
    builders.weight(later, ready.mice.get(number=2), "40")
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert str(Dose.objects.get().weight_g) == "22.40"


def test_what_rounding_adds_is_on_the_sheet(doser, ready, sheet):
    assert "−1.8%" in doser.get(sheet).text


def test_a_volume_too_small_for_the_syringe_is_said(doser, ready, sheet):
    Regimen.objects.filter(arm__name="Defactinib").update(
        volume_ml_per_kg=1, concentration_mg_per_ml=25
    )
    page = doser.get(sheet).text
    assert "0.02 mL is below 0.05 mL." in page
    assert "Rounding to 0.01 mL changes the dose by 11%." in page


def test_the_bottle_says_how_much_to_draw_up(doser, study, today, day):
    dosed(study, mice_per_arm=10)
    page = doser.get(reverse("dosing:sheet", args=[study.code, day(0)])).text
    # 10 x 0.22 mL and a tenth more: 2.42, to the next 0.1 mL.
    assert page.count("10 mice, draw up 2.5 mL for AM") == 4


def test_two_regimens_of_one_session_show_their_sum(director, ready, sheet):
    vehicle = ready.agents.get(is_vehicle=True)
    arm = ready.arms.get(name="Defactinib")
    builders.regimen(arm, vehicle, 0, frequency="BID", concentration_mg_per_ml=0)
    page = director.get(sheet).text
    assert '<span class="vol">0.45</span>' in page
    assert "25 + 0" in page
    director.post(sheet, {"2-1-PO-given": "on"})
    volumes = [str(dose.volume_ml) for dose in Dose.objects.all()]
    assert volumes == ["0.23", "0.22"]


def test_whoever_sees_arms_reads_compound_and_dose(director, sheet):
    page = director.get(sheet).text
    assert "Dose, mg/kg" in page
    assert "Defactinib 2.5 mg/mL, lot DF-21" in page


def secrets_of(study):
    """Words that tell the arms: names, agents and doses."""
    arms = set(study.arms.values_list("name", flat=True))
    agents = set(study.agents.values_list("name", flat=True))
    return arms | agents | {"mg/kg", "mg/mL", "DF-21", "Vehicle", "2.5"}


@pytest.fixture
def plain_title(ready):
    """A title without the drugs, so that a drug's name on a page is a leak."""
    Study.objects.update(title="LGSOC organoids")
    return fresh(ready)


def test_a_doser_reads_bottles_and_milliliters_only(doser, plain_title, sheet):
    pages = [doser.get(sheet).text]
    pages.append(doser.post(sheet, {"1-1-PO-status": "MISSED"}).text)
    doser.post(sheet, {"2-1-PO-given": "on"})
    pages.append(doser.get(sheet).text)
    correct = reverse(
        "dosing:correct", args=[plain_title.code, sheet.split("/")[-2], 2, 1, "PO"]
    )
    pages.append(doser.get(correct).text)
    for page in pages:
        assert [word for word in secrets_of(plain_title) if word in page] == []


def test_field_names_do_not_tell_the_regimen(doser, ready, sheet):
    names = re.findall(r' name="([^"]*)"', doser.get(sheet).text)
    parts = r"\d+-[12]-PO-(given|status|ml|reason|at|planned)|\d+-basis|write_id"
    known = (
        f"({parts}|time|save|whole|finish|rest|rest-reason|q"
        "|csrfmiddlewaretoken|viewport|htmx-config)"
    )
    assert [name for name in names if not re.fullmatch(known, name)] == []


def test_bottles_are_in_the_order_of_their_codes(doser, ready, sheet):
    page = doser.get(sheet).text
    shown = re.findall(r'<div class="strong">Bottle (\w+)</div>', page)
    assert shown == sorted(ready.arms.values_list("bottle_code", flat=True))


@pytest.mark.parametrize("role", ["measurer", "statistician", "welfare_officer"])
def test_only_who_doses_opens_the_sheet(as_role, sheet, role):
    assert as_role(role).get(sheet).status_code == 403


def test_who_also_measures_does_not_see_the_bottles(doser, people, ready, sheet):
    Membership.objects.create(study=ready, person=people["doser"], role="measurer")
    answer = doser.get(sheet)
    assert answer.status_code == 403


def test_the_queries_do_not_grow_with_the_mice(
    study, today, doser, day, django_assert_max_num_queries
):
    dosed(study, mice_per_arm=5)
    sheet = reverse("dosing:sheet", args=[study.code, day(0)])
    with django_assert_max_num_queries(28):
        doser.get(sheet)
    with django_assert_max_num_queries(36):
        doser.post(sheet, {f"{number}-1-PO-given": "on" for number in range(1, 21)})
    assert Dose.objects.count() == 20


def test_a_dose_of_a_regimen_that_changed_stays_on_the_sheet(doser, ready, sheet):
    doser.post(sheet, {"1-2-PO-given": "on"})
    Regimen.objects.update(frequency="QD")
    assert "0.22" in doser.get(sheet).text
    assert "PM" in doser.get(sheet).text


def test_a_weight_that_is_questioned_is_not_used_until_it_is_answered(
    doser, ready, sheet
):
    mouse = ready.mice.get(number=2)
    held = ready.sessions.get()
    weight = builders.weight(
        held,
        mouse,
        "29.0",
        weighed_at=builders.at(0, 9, 20),
        question="29 g is 29% more than the last weight, 22.4 g.",
    )
    assert "The newest weight, 29.0 g, is questioned" in doser.get(sheet).text
    weight.answer, weight.answered_at = "KEPT", builders.at(0, 9, 25)
    weight.save()
    page = doser.get(sheet).text
    assert "is questioned" not in page
    assert '<span class="vol">0.29</span>' in page

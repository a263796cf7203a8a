"""One sheet of a day: what is ticked and typed on it is kept."""

import pytest
from django.urls import reverse

from tests import builders
from tests.dosing.conftest import dosed
from xenograft.dosing.models import Dose, Regimen
from xenograft.implantation.days import study_day_zero


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

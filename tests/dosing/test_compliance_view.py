import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.dosing.conftest import dosed
from xenograft.dosing import frames


@pytest.fixture
def page(ready):
    return reverse("dosing:compliance", args=[ready.code])


@pytest.fixture
def treated(ready, monkeypatch):
    """Five slots of mouse 2 as in the worked example of DOMAIN 3.6."""
    mouse = ready.mice.get(number=2)
    regimen = mouse.assignment.arm.regimens.get()
    amounts = [0.56, 0.56, 0.30, 0, 0.56]
    states = ["GIVEN", "GIVEN", "PARTIAL", "MISSED", "GIVEN"]
    for place, (mg, status) in enumerate(zip(amounts, states, strict=True)):
        builders.dose(
            mouse,
            regimen,
            day=place // 2,
            slot_number=1 + place % 2,
            status=status,
            reason="" if status == "GIVEN" else "reflux",
            weight_g="22.4",
            planned_mg=0.56,
            amount_mg=mg,
            volume_ml=str(round(mg / 2.5, 2)),
        )
    monkeypatch.setattr(timezone, "now", lambda: builders.at(2, 15))
    return ready


def row_of(rows, number):
    return next(row for row in rows if row["number"] == number)


def test_the_worked_example_is_on_the_page(director, treated, page):
    doses = frames.doses_due(treated, timezone.now())
    row = row_of(frames.mice_given(doses, sees_arms=True), 2)
    assert row["adherence"] == pytest.approx(0.707, abs=0.0005)
    assert (row["due_count"], row["overdue_count"]) == (5, 0)
    assert "71%" in director.get(page).text


def test_a_mouse_nobody_told_of_is_overdue_and_has_no_adherence(treated):
    doses = frames.doses_due(treated, timezone.now())
    row = row_of(frames.mice_given(doses, sees_arms=True), 4)
    assert (row["overdue_count"], row["missed_count"]) == (5, 0)
    assert row["adherence"] != row["adherence"]


def test_a_vehicle_is_counted_in_milliliters(ready):
    mouse = ready.mice.get(number=1)
    builders.dose(
        mouse,
        mouse.assignment.arm.regimens.get(),
        weight_g="20",
        planned_mg=0,
        amount_mg=0,
        volume_ml="0.10",
        status="PARTIAL",
        reason="reflux",
    )
    doses = frames.doses_due(ready, builders.at(0, 12))
    assert row_of(frames.mice_given(doses, sees_arms=True), 1)["adherence"] == 0.5


def test_a_closed_day_and_the_days_after_leaving_are_not_due(treated):
    builders.closed_day(treated, 1)
    builders.disposition(treated.mice.get(number=4), day=2)
    doses = frames.doses_due(treated, timezone.now())
    own = doses[doses["number"] == 4]
    assert len(own) == 2


def test_who_doses_reads_mice_without_arm_agent_or_mg(as_role, treated, page):
    text = as_role("doser").get(page).text.replace(treated.title, "")
    # 0.78 of 1.12 mL: the syringe reads to 0.01 mL.
    assert "70%" in text
    words = ["Vehicle", "Defactinib", "Avutometinib", "0.5% MC", " mg", "arm-"]
    assert [word for word in words if word in text] == []


def test_two_agents_given_together_are_one_dose_for_who_doses(ready):
    mouse = ready.mice.get(number=2)
    arm = mouse.assignment.arm
    second = builders.regimen(arm, ready.agents.get(name="Avutometinib"), "0.3")
    for regimen in (arm.regimens.first(), second):
        builders.dose(mouse, regimen, weight_g="20", volume_ml="0.10", planned_mg=1)
    doses = frames.doses_due(ready, builders.at(0, 12))
    (row,) = frames.mice_given(doses, sees_arms=False)
    assert (row["due_count"], row["given_count"], row["adherence"]) == (1, 1, 0.5)


@pytest.mark.parametrize("role", ["measurer", "welfare_officer"])
def test_others_do_not_read_it(as_role, treated, page, role):
    assert as_role(role).get(page).status_code == 403


def test_a_share_that_is_none_falls_back_to_the_usual(director, treated, page):
    answer = director.get(page, {"least": "much"})
    assert "Mice of 80% or more" in answer.text


def test_before_the_first_dose_the_page_says_so(director, page):
    assert "No dose is due yet" in director.get(page).text


def test_the_queries_do_not_grow_with_the_mice(
    director, study, today, django_assert_max_num_queries
):
    made = dosed(study, mice_per_arm=5)
    for mouse in made.mice.all():
        builders.dose(mouse, mouse.assignment.arm.regimens.get())
    with django_assert_max_num_queries(18):
        director.get(reverse("dosing:compliance", args=[made.code]))

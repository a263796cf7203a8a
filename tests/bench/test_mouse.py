import re

import pytest
from django.urls import reverse

from tests import builders
from xenograft.history.context import acting
from xenograft.measurement.models import BodyWeight, CaliperMeasurement

MASKED = ["measurer", "doser", "welfare_officer"]


def page_of(client, study, number=1):
    answer = client.get(reverse("bench:mouse", args=[study.code, number]))
    assert answer.status_code == 200
    return answer.content.decode()


def words(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_a_day_has_its_readings_its_weight_and_the_change_since_day_zero(
    director, treated
):
    page = words(page_of(director, treated))
    # Day 0: 6.0 x 5.8 mm; day 7: 10.0 x 9.8 mm.
    change = 100 * (10 * 9.8**2 / (6 * 5.8**2) - 1)
    assert f"D7 10 Nov 10.0 × 9.8 480 +{change:.0f}% 22.0 0.0%" in page


def test_a_correction_is_struck_through_with_who_and_why(director, people, treated):
    reading = CaliperMeasurement.objects.filter(tumor__mouse__number=1).last()
    with acting(person=people["measurer"], reason="Read the wrong line"):
        reading.length_mm = "11.5"
        reading.save()
    page = page_of(director, treated)
    assert 'title="measurer: Read the wrong line">L 6<' in page


def test_a_corrected_weight_is_struck_through(director, treated):
    weight = BodyWeight.objects.filter(mouse__number=1).last()
    BodyWeight.objects.filter(pk=weight.pk).update(weight_g="19.6")
    assert 'class="was small"' in page_of(director, treated)


def test_the_curve_of_the_mouse_is_drawn_in_the_page(director, treated):
    page = page_of(director, treated)
    assert 'class="fig-svg"' in page and " style=" not in page


def test_two_masses_are_read_apart_and_summed(director, study):
    mouse = builders.mouse(study, 4)
    held = builders.session(study, 0)
    for side in "RL":
        builders.measurement(held, builders.tumor(mouse, side), "8", "8")
    page = words(page_of(director, study, 4))
    assert "left 8.0 × 8.0" in page and "right 8.0 × 8.0" in page and " 512 " in page


def test_a_mouse_that_left_says_how_and_what_was_collected(director, study):
    mouse = builders.mouse(study, 4)
    builders.disposition(mouse, 9, tumor_weight_mg=1462, necropsy_note="Soft core.")
    builders.specimen(mouse, label="OVX-014-4-T1")
    page = words(page_of(director, study, 4))
    assert "off study" in page
    assert "Tumor size limit reached. Tumor 1,462 mg. Soft core." in page
    assert "OVX-014-4-T1" in page


def test_a_mouse_links_to_the_one_before_and_the_one_after(director, treated):
    page = page_of(director, treated, 5)
    assert "‹ Mouse 4" in page and "Mouse 6 ›" in page
    assert "‹" not in page_of(director, treated, 1)
    assert "›" not in page_of(director, treated, 12)


def test_a_mouse_at_a_limit_says_so_beside_its_name(director, treated):
    held = builders.session(treated, 9)
    builders.measurement(held, treated.mice.get(number=2).tumors.get(), "15", "15")
    assert "Tumor volume reached" in words(page_of(director, treated, 2))


def test_a_mouse_that_is_not_dosed_says_so_beside_its_name(director, treated):
    assert "Dosing on hold" not in page_of(director, treated)
    mouse = treated.mice.get(number=1)
    builders.hold(mouse)
    assert "Dosing on hold" in page_of(director, treated)


def test_those_who_see_arms_read_the_arm_and_the_agent(director, treated):
    page = words(page_of(director, treated, 2))
    assert "Defactinib" in page and "0.5% MC" in page


def test_a_doser_reads_the_status_of_a_dose_and_no_agent(as_role, treated):
    page = words(page_of(as_role("doser"), treated))
    assert "given 08:00" in page and "0.5% MC" not in page


def test_two_agents_of_one_slot_are_one_line_for_a_doser(as_role, treated):
    mouse = treated.mice.get(number=4)
    arm = mouse.assignment.arm
    second = builders.regimen(arm, builders.agent(treated, "Hidden"))
    builders.dose(mouse, second)
    page = words(page_of(as_role("doser"), treated, 4))
    table = page.split("Each dose")[1]
    assert table.count("given 08:00") == 1 and "Hidden" not in page


def test_a_dose_taken_back_is_read_with_who_and_why(as_role, people, treated):
    treated.mice.get(number=1).doses.update(
        taken_back_at=builders.at(0, 9),
        taken_back_by=people["doser"],
        taken_back_reason="Wrong mouse",
    )
    page = words(page_of(as_role("doser"), treated))
    assert f"Taken back by {people['doser'].username}: Wrong mouse" in page
    assert "None given" in page


@pytest.mark.parametrize("role", MASKED)
def test_nobody_masked_reads_an_arm_on_the_page_of_a_mouse(
    as_role, treated, names_no_arm, role
):
    names_no_arm(page_of(as_role(role), treated, 3))


@pytest.mark.parametrize("role", ["measurer", "welfare_officer"])
def test_the_rhythm_of_doses_is_no_business_of_the_masked(as_role, treated, role):
    page = page_of(as_role(role), treated)
    assert (
        "Last given 3 Nov 08:00" in page and 'aria-label="Table of doses"' not in page
    )


def test_a_mouse_that_is_not_there_is_not_found(director, treated):
    answer = director.get(reverse("bench:mouse", args=[treated.code, 999]))
    assert answer.status_code == 404


def test_the_page_has_a_bounded_number_of_queries(
    director, people, treated, django_assert_max_num_queries
):
    builders.look_kept(treated, people["director"], "MOUSE_PAGE")
    with django_assert_max_num_queries(51):
        page_of(director, treated)


def test_the_page_says_where_the_mouse_stands_against_each_limit(director, treated):
    page = words(page_of(director, treated))
    assert "Against the limits version 1" in page
    # 10.0 x 9.8 mm and 22.0 g on day 7.
    assert "Tumor volume 10 Nov 09:00 480 of" in page
    assert "Body condition" in page and "not looked at when due" in page


@pytest.mark.parametrize("role", [*MASKED, "director"])
def test_what_happened_is_told_to_everyone_without_the_arm(
    client, people, treated, role
):
    mouse = treated.mice.get(number=1)
    limit = treated.limits.current().first()
    builders.alert(mouse, limit, acknowledged_at=builders.at(10, 10))
    builders.recheck(mouse)
    builders.welfare_note(mouse, asks_daily=True)
    builders.hold(mouse, held_at=builders.at(8))
    client.force_login(people[role])
    page = words(page_of(client, treated))
    for said in (
        "Tumor volume limit reached. 1,500 of 1,500 mm³, study limit, version 1.",
        "Recheck asked for. Read in haste.",
        "Note. Look at the left eye Check daily.",
        "Dosing on hold. Weight loss.",
        "First dose.",
        "Randomized.",
    ):
        assert said in page


def test_the_figure_has_the_color_of_the_arm_and_the_others_of_it_in_grey(
    director, treated
):
    page = page_of(director, treated, 2)
    assert "arm-2-stroke" in page and page.count("fig-soft-stroke") >= 2
    assert "the other mice of this arm" in page


@pytest.mark.parametrize("role", MASKED)
def test_for_the_masked_a_mouse_is_drawn_alone_and_without_color(
    as_role, treated, role
):
    page = page_of(as_role(role), treated, 2)
    assert "fig-mouse" not in page and "-2-stroke" not in page
    assert "Figure of the volume" in page and "the other mice" not in page


def test_body_weight_has_its_limit_and_its_warning(director, treated):
    page = page_of(director, treated)
    assert "Humane limit −20%" in page and "Warning −10%" in page


def test_a_mouse_with_one_weight_has_no_figure_of_it(director, study):
    mouse = builders.mouse(study, 4)
    builders.weight(builders.session(study, 0), mouse)
    assert "Figure of the body weight" not in page_of(director, study, 4)


def test_doses_stand_in_a_calendar_with_those_of_which_nobody_told(as_role, treated):
    page = words(page_of(as_role("doser"), treated))
    assert "D0 given 08:00" in page and "D1 nobody told" in page
    assert "1 of " in page.split("Doses")[1][:40]


def test_a_missed_dose_says_why_in_the_calendar(as_role, treated):
    mouse = treated.mice.get(number=1)
    regimen = mouse.doses.get().regimen
    builders.dose(mouse, regimen, 1, status="MISSED", reason="Preparation ran short")
    page = words(page_of(as_role("doser"), treated))
    assert "D1 missed: Preparation ran short" in page


def test_the_calendar_ends_when_the_mouse_left(as_role, treated):
    builders.disposition(treated.mice.get(number=1), 2)
    page = words(page_of(as_role("doser"), treated))
    assert "D1 nobody told" in page and "D2 nobody told" not in page


def test_corrections_stand_in_the_history_of_the_mouse(director, people, treated):
    weight = BodyWeight.objects.filter(mouse__number=1).last()
    with acting(person=people["measurer"], reason="Read the wrong line"):
        weight.weight_g = "19.6"
        weight.save()
    page = words(page_of(director, treated))
    own = page.split("History of changes")[1]
    assert "body weight weight 22 g → weight 19.6 g" in own
    assert "measurer Read the wrong line" in own


def test_the_history_of_another_mouse_is_not_shown(director, treated):
    BodyWeight.objects.filter(mouse__number=2).update(weight_g="19.6")
    assert "History of changes" not in page_of(director, treated, 1)

import re

import pytest
from django.urls import reverse

from tests import builders
from xenograft.growth.cohort import Cohort
from xenograft.randomization import draw


def window(client, query=""):
    answer = client.get(reverse("growth:window", args=["OVX-014"]) + query)
    return answer.content.decode()


def mouse_of(study, held, length, width):
    mouse = builders.mouse(study)
    return builders.measurement(held, builders.tumor(mouse), length, width).tumor


@pytest.fixture
def held(study):
    return builders.session(study, 0)


def test_the_page_counts_who_is_in_the_window_and_says_why_not(measurer, study, held):
    for length, width in [("8", "5"), ("6", "6"), ("8", "4.99"), ("9", "9")]:
        mouse_of(study, held, length, width)
    page = window(measurer)
    assert "2 of 4 in the window" in page
    assert "1 too small" in page
    assert "1 too large" in page
    assert page.count("In the window</span>") == 2


def test_a_volume_just_outside_does_not_look_as_if_it_were_inside(
    measurer, study, held
):
    mouse_of(study, held, "7.01", "6.55")
    page = window(measurer)
    assert ">150.4<" in page
    assert "Too large" in page


def test_growth_since_the_session_before_is_shown(measurer, study, held):
    before = builders.session(study, -3)
    tumor = builders.tumor(builders.mouse(study))
    builders.measurement(before, tumor, "5", "5")
    builders.measurement(held, tumor, "6", "6")
    assert "+73%" in window(measurer)


def test_an_open_session_does_not_count(measurer, study, held):
    tumor = mouse_of(study, held, "6", "6")
    later = builders.session(study, 2, is_closed=False)
    builders.measurement(later, tumor, "9", "9")
    assert "1 of 1 in the window" in window(measurer)


def test_two_tumors_of_a_mouse_count_together(measurer, study, held):
    mouse = builders.mouse(study)
    for side in "LR":
        builders.measurement(held, builders.tumor(mouse, side=side), "5", "5")
    page = window(measurer)
    assert "1 of 1 in the window" in page
    assert ">125<" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?show=in", [1]),
        ("?show=out", [2]),
        ("?show=TOO_LARGE", [2]),
        ("?show=TOO_SMALL", []),
        ("?sex=F", [1]),
        ("?sex=F&show=out", []),
        ("?show=odd", [1, 2]),
    ],
)
def test_the_list_can_be_narrowed(measurer, study, held, query, numbers):
    mouse = mouse_of(study, held, "6", "6").mouse
    mouse.sex = "F"
    mouse.save()
    mouse_of(study, held, "9", "9")
    shown = re.findall(r'/mice/(\d+)/">', window(measurer, query))
    assert [int(number) for number in shown] == numbers


def test_the_list_can_be_narrowed_to_a_cage(measurer, study, held):
    cage = builders.cage(study)
    tumor = builders.tumor(builders.mouse(study, cage=cage))
    builders.measurement(held, tumor, "6", "6")
    mouse_of(study, held, "6", "6")
    page = window(measurer, f"?cage={cage.pk}")
    assert re.findall(r'/mice/(\d+)/">', page) == ["1"]


def test_a_mouse_that_left_is_not_counted(measurer, study, held):
    mouse_of(study, held, "6", "6")
    builders.disposition(mouse_of(study, held, "6", "6").mouse)
    assert "1 of 1 in the window" in window(measurer)


def test_without_a_closed_session_the_page_says_what_to_do(measurer):
    assert "No closed session yet" in window(measurer)


def test_the_page_takes_few_queries(
    measurer, study, held, django_assert_max_num_queries
):
    for _ in range(30):
        mouse_of(study, held, "6", "6")
    with django_assert_max_num_queries(16):
        window(measurer)


def drawn(study, held):
    """A list frozen with one mouse in, one too large and one in against the rule."""
    small, large, odd = (
        mouse_of(study, held, *sizes) for sizes in [("6", "6"), ("9", "9"), ("4", "4")]
    )
    builders.eligibility_decision(odd.mouse, session=held, goes_in=True)
    arms = [builders.arm(study, f"Arm {at}", at, planned_count=1) for at in (1, 2)]
    inputs = draw.inputs_of(study, Cohort(study), arms, builders.draw_plan(study))
    builders.frozen_list(study, inputs=inputs, session=held)
    builders.randomization(study)
    return [small.mouse, large.mouse, odd.mouse]


def test_after_the_draw_the_list_of_the_draw_is_shown(measurer, study, held):
    small, *_ = drawn(study, held)
    later = builders.session(study, 9)
    for tumor in (mouse.tumors.get() for mouse in study.mice.all()):
        builders.measurement(later, tumor, "15", "15")
    builders.disposition(small)
    page = window(measurer)
    assert "2 of 3 were in the window" in page
    assert "as it was frozen" in page
    assert "with the volumes of Tue 3 Nov" in page
    assert (page.count("In the window</span>"), page.count("1 too large")) == (1, 1)
    assert "In against the rule</span>" in page
    assert "Since the last" not in page
    assert re.findall(r'/mice/(\d+)/">', window(measurer, "?show=out")) == ["2"]


def test_in_a_rolling_enrollment_the_window_stays_that_of_today(measurer, study, held):
    mouse_of(study, held, "6", "6")
    builders.draw_plan(study, "ROLLING_BATCH")
    builders.randomization(study, "ROLLING_BATCH")
    assert "1 of 1 in the window" in window(measurer)


def test_an_imported_allocation_shows_the_day_before_its_first_dose(
    measurer, study, held
):
    arm = builders.arm(study)
    made, given = (
        builders.randomization(study),
        builders.regimen(arm, builders.agent(study)),
    )
    for size in ("6", "9"):
        mouse = mouse_of(study, held, size, size).mouse
        builders.assignment(made, mouse, arm)
        builders.dose(mouse, given, 1, 1)
    builders.measurement(builders.session(study, 9), mouse.tumors.get(), "9", "9")
    builders.disposition(mouse, 9)
    page = window(measurer)
    assert "1 of 2 were in the window" in page
    assert "came with its allocation and has no list of a draw" in page
    assert "Volumes of Tue 3 Nov" in page

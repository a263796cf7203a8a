import re

import pytest
from django.urls import reverse

from tests import builders


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

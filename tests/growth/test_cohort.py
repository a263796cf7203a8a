import datetime as dt
from decimal import Decimal

import pytest

from tests import builders
from xenograft.growth.cohort import Cohort


@pytest.fixture
def held(study):
    return builders.session(study, -1)


def only(study):
    (one,) = Cohort(study).candidates
    return one.exclusion, one.note


def test_both_ends_of_the_window_are_inside(study, held):
    for width in ("5", "6.12"):
        mouse = builders.mouse(study)
        builders.measurement(held, builders.tumor(mouse), "8", width)
    found = Cohort(study).candidates
    assert [one.volume_mm3 for one in found] == [Decimal(100), Decimal("149.8176")]
    assert [one.exclusion for one in found] == ["", ""]


@pytest.mark.parametrize(
    ("length", "width", "reason"),
    [("8", "4.99", "TOO_SMALL"), ("8", "6.13", "TOO_LARGE")],
)
def test_a_volume_outside_the_window_says_which_side(
    study, held, length, width, reason
):
    builders.measurement(held, builders.tumor(builders.mouse(study)), length, width)
    assert only(study) == (reason, "")


def test_a_tumor_that_cannot_be_felt_is_no_take(study, held):
    tumor = builders.tumor(builders.mouse(study))
    builders.measurement(held, tumor, None, None, state="NOT_PALPABLE")
    assert only(study) == ("NO_TAKE", "")


def test_a_mouse_not_measured_on_the_day_is_left_out_with_the_day(study, held):
    builders.tumor(builders.mouse(study))
    assert only(study) == ("OTHER", "not measured on 2 Nov")


def test_an_ulcer_or_a_sign_of_grade_2_keeps_a_mouse_out(study, held):
    for sign, grade in [("ULCERATION", 1), ("HUNCHED", 2), ("BODY_CONDITION", 2)]:
        mouse = builders.mouse(study)
        builders.measurement(held, builders.tumor(mouse), "6.5", "6")
        builders.sign(held, mouse, sign, grade)
    found = [one.exclusion for one in Cohort(study).candidates]
    assert found == ["ULCERATED", "POOR_HEALTH", "POOR_HEALTH"]


def test_a_mouse_that_left_is_not_eligible(study, held):
    mouse = builders.mouse(study)
    builders.measurement(held, builders.tumor(mouse), "6.5", "6")
    builders.disposition(mouse, -1)
    assert only(study) == ("DEAD_BEFORE_ENROLMENT", "")


def test_two_tumors_of_a_mouse_count_together(study, held):
    mouse = builders.mouse(study)
    for side in "RL":
        builders.measurement(held, builders.tumor(mouse, side), "5", "5")
    (one,) = Cohort(study).eligible
    assert one.volume_mm3 == 125


def test_the_last_reading_of_the_session_counts(study, held):
    tumor = builders.tumor(builders.mouse(study))
    builders.measurement(held, tumor, "9", "9")
    builders.measurement(held, tumor, "6.5", "6", measured_at=builders.at(-1, 11))
    assert only(study) == ("", "")


def test_the_mean_of_the_session_counts_where_the_protocol_asks_for_it(study, held):
    builders.bench_rules(study, day_value="MEAN")
    tumor = builders.tumor(builders.mouse(study))
    builders.measurement(held, tumor, "7", "5")
    builders.measurement(held, tumor, "5.9", "7.1", measured_at=builders.at(-1, 11))
    (one,) = Cohort(study).eligible
    assert float(one.volume_mm3) == 7.05 * 5.45**2 / 2


def test_an_open_session_does_not_count(study):
    builders.session(study, -1, is_closed=False)
    builders.mouse(study)
    assert Cohort(study).candidates == []


def test_the_queries_do_not_grow_with_the_mice(
    study, held, django_assert_max_num_queries
):
    for _ in range(12):
        mouse = builders.mouse(study)
        builders.measurement(held, builders.tumor(mouse), "6.5", "6")
    with django_assert_max_num_queries(9):
        assert len(Cohort(study).eligible) == 12


def felt(study, held, width="6", weight_g="22"):
    mouse = builders.mouse(study)
    builders.measurement(held, builders.tumor(mouse), "6.5", width)
    builders.weight(held, mouse, weight_g)
    return mouse


def test_a_mouse_put_in_counts_and_keeps_what_the_rule_says(study, held):
    mouse = felt(study, held, width="5")
    builders.eligibility_decision(mouse, reason="Smallest of the litter")
    (one,) = Cohort(study).eligible
    assert one.rule == "TOO_SMALL"
    assert one.why == "in against the rule (too small): Smallest of the litter"


def test_a_mouse_taken_out_stays_out_in_later_sessions(study, held):
    mouse = felt(study, held)
    builders.eligibility_decision(
        mouse, goes_in=False, code="MULTIFOCAL_OR_SPREAD", reason="Two masses"
    )
    later = builders.session(study, 1)
    builders.measurement(later, mouse.tumors.get(), "6.5", "6")
    assert only(study) == ("MULTIFOCAL_OR_SPREAD", "taken out: Two masses")


def test_a_mouse_put_in_is_judged_again_in_a_later_session(study, held):
    mouse = felt(study, held, width="5")
    builders.eligibility_decision(mouse)
    later = builders.session(study, 1)
    builders.measurement(later, mouse.tumors.get(), "6.5", "5")
    assert only(study) == ("TOO_SMALL", "")


def test_a_decision_taken_back_counts_no_longer(study, held):
    builders.eligibility_decision(
        felt(study, held, width="5"),
        taken_back_at=builders.at(0),
        taken_back_reason="Wrong mouse",
    )
    assert only(study) == ("TOO_SMALL", "")


def test_a_mouse_without_a_tumor_cannot_be_put_in(study, held):
    mouse = builders.mouse(study)
    builders.eligibility_decision(mouse)
    assert only(study) == ("NO_TAKE", "not implanted")


def test_weight_decides_where_the_protocol_says_so_ends_inside(study, held):
    for weight_g in ("20", "20", "24", "16", "24.1", "15.9"):
        felt(study, held, weight_g=weight_g)
    assert len(Cohort(study).eligible) == 6
    study.weight_within_percent = 20
    found = [one.exclusion for one in Cohort(study).candidates]
    assert found == ["", "", "", "", "POOR_HEALTH", "POOR_HEALTH"]


def test_growth_is_asked_for_where_the_protocol_says_so(study, held):
    before = builders.session(study, -4)
    for width in ("5.5", "6", None):
        mouse = felt(study, held)
        if width:
            builders.measurement(before, mouse.tumors.get(), "6.5", width)
    assert len(Cohort(study).eligible) == 3
    study.needs_growth = True
    found = [(one.exclusion, one.note) for one in Cohort(study).candidates]
    assert found == [("", ""), *[("OTHER", "no growth seen")] * 2]


@pytest.mark.parametrize(
    ("first", "last", "notes"),
    [
        (None, None, ["", "", "", ""]),
        (
            10,
            21,
            [
                "9 days from the implant, not 10 to 21 days",
                "",
                "",
                "22 days from the implant, not 10 to 21 days",
            ],
        ),
        (10, None, ["9 days from the implant, not at least 10 days", "", "", ""]),
        (None, 21, ["", "", "", "22 days from the implant, not at most 21 days"]),
    ],
)
def test_days_from_the_implant_decide_where_the_protocol_says_so_ends_inside(
    study, held, first, last, notes
):
    for days in (9, 10, 21, 22):
        implanted_on = held.held_on - dt.timedelta(days)
        tumor = builders.tumor(builders.mouse(study), implanted_on=implanted_on)
        builders.measurement(held, tumor, "8", "5")
    study.implanted_min_days, study.implanted_max_days = first, last
    assert [one.note for one in Cohort(study).candidates] == notes
    assert [bool(one.exclusion) for one in Cohort(study).candidates] == [
        bool(note) for note in notes
    ]


def test_a_mouse_whose_day_of_implant_is_not_known_stays_out(study, held):
    builders.measurement(
        held, builders.tumor(builders.mouse(study), implanted_on=None), "8", "5"
    )
    study.implanted_max_days = 30
    assert only(study) == ("OTHER", "day of the implant not recorded")

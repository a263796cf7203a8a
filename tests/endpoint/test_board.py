"""Which mice are on the board, in which lane and in which order."""

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import dosed_mouse, measure
from xenograft.endpoint import board
from xenograft.endpoint.board_rows import rows_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return dosed_mouse(study)


def lanes(study):
    found = board.board([study])
    return [
        [(card.mouse.number, [line.text for line in card.lines]) for card in lane]
        for lane in (found.reached, found.approaching)
    ]


def test_a_volume_at_its_limit_is_reached(study, mouse):
    measure(mouse, 9, "14.5")
    assert lanes(study) == [[(4, ["1,524 of 1,500 mm³"])], []]


def test_a_volume_at_its_warning_level_approaches(study, mouse):
    measure(mouse, 9, "13.8")
    assert lanes(study) == [[], [(4, ["1,314 of 1,500 mm³"])]]


def test_two_masses_are_summed_and_the_longest_diameter_counts(study, mouse):
    left = builders.tumor(mouse, "L")
    measure(mouse, 9, "16", "10")
    builders.measurement(study.sessions.get(), left, "12", "10")
    found = [text for lane in lanes(study) for _, text in lane]
    assert found == [["1,400 of 1,500 mm³", "16.0 of 20 mm"]]


def test_weight_loss_counts_without_the_tumor_when_that_is_worse(study, mouse):
    measure(mouse, 0, "6", weight_g="22.5")
    # 22.5 g to 19.5 g is 13.3%; without 1.1 g of tumor it is 18.1%.
    measure(mouse, 9, "13", weight_g="19.5")
    found = {text for lane in lanes(study) for _, texts in lane for text in texts}
    assert "18.2% of 20%, without the tumor, 13.3% with it" in found


def test_a_session_that_is_still_open_counts_for_welfare(study, mouse):
    held = builders.session(study, 10, is_closed=False)
    builders.measurement(held, mouse.tumors.get(side="R"), "15", "15")
    assert lanes(study)[0] == [(4, ["1,688 of 1,500 mm³", "15.0 of 20 mm"])]


def test_a_body_condition_and_an_ulceration_have_their_lines(study, mouse):
    held = builders.session(study, 9)
    builders.sign(held, mouse, "BODY_CONDITION", "1.5")
    builders.sign(held, mouse, "ULCERATION", 2)
    assert lanes(study)[0] == [
        (4, ["1.5, limit below 2", "grade 2 of 2, for 30 h of 48 h"])
    ]


def test_a_normal_day_ends_an_ulceration(study, mouse):
    builders.sign(
        builders.session(study, 7), mouse, "ULCERATION", 3, observed_at=builders.at(7)
    )
    builders.sign(builders.session(study, 9), mouse, observed_at=builders.at(9))
    assert lanes(study) == [[], []]


def test_a_moribund_mouse_is_at_the_limit_whatever_the_grade(study, mouse):
    builders.sign(builders.session(study, 9), mouse, "MORIBUND", 1)
    assert lanes(study)[0] == [(4, ["grade 3 of 3"])]


def test_a_mouse_that_left_is_on_the_board_only_as_done(study, mouse):
    measure(mouse, 9, "15")
    builders.disposition(mouse, 9)
    found = board.board([study])
    assert (found.reached, found.approaching, found.late) == ([], [], [])
    assert [left.mouse.number for left in found.done] == [4]


def test_the_table_has_the_mice_of_every_lane(study, mouse):
    for number, side in ((5, "14.5"), (6, "6"), (7, None), (8, "20")):
        other = builders.mouse(study, number)
        tumor = builders.tumor(other)
        if side:
            held = study.sessions.first() or builders.session(study, 10)
            builders.measurement(held, tumor, side, side)
            builders.weight(held, other, "20")
    builders.disposition(study.mice.get(number=8), 10)
    measure(mouse, 10, "13.8", weight_g="20")
    rows = [(row.mouse.number, row.state) for row in rows_of(board.board([study]))]
    assert rows == [
        (5, "reached, no weight at day 0"),
        (7, "not measured when due"),
        (6, "no weight at day 0"),
        (4, "approaching, no weight at day 0"),
        (8, "left"),
    ]


def test_the_mouse_that_waits_longest_is_first(study, mouse):
    held = builders.session(study, 10)
    for number, hour in ((5, 11), (6, 8)):
        tumor = builders.tumor(builders.mouse(study, number))
        at = builders.at(10, hour)
        builders.measurement(held, tumor, "14.5", "14.5", measured_at=at)
    measure(mouse, 10, "14.5")
    builders.alert(mouse, study.limits.get(kind="VOLUME", purpose="STUDY"), day=9)
    assert [card.mouse.number for card in board.board([study]).reached] == [4, 6, 5]


def test_a_mouse_without_a_weight_at_day_zero_cannot_be_judged(study, mouse):
    measure(mouse, 9, "6", weight_g="20")
    [group] = board.board([study]).unjudged
    assert (group["why"], group["mice"]) == ("no weight at day 0", [mouse])


def test_the_board_can_be_of_one_kind_of_limit(study, mouse):
    measure(mouse, 9, "16", weight_g="20")
    assert board.board([study], "DIAMETER").reached == []
    assert len(board.board([study], "DIAMETER").approaching) == 1


def test_a_study_without_readings_has_an_empty_board(study, mouse):
    found = board.board([study])
    assert (found.reached, found.approaching) == ([], [])


def test_no_studies_have_an_empty_board(db):
    assert board.board([]).reached == []


def test_the_number_of_queries_does_not_grow(db, django_assert_max_num_queries):
    studies = [builders.treated_study(), builders.treated_study()]
    with django_assert_max_num_queries(16):
        list(board.board(studies).done)


def test_a_mouse_that_cannot_be_judged_is_named_on_the_page(director, study, mouse):
    measure(mouse, 9, "6", weight_g="20")
    page = director.get(reverse("endpoint:board", args=[study.code])).text
    assert "no weight at day 0:</b>" in page and "cannot be judged" in page


def test_of_many_that_are_done_the_newest_are_shown_and_the_rest_opened(
    director, study, people
):
    for number in range(11, 19):
        builders.disposition(builders.mouse(study, number), 9)
    page = director.get(reverse("endpoint:board", args=[study.code])).text
    lane = page.split("Done, last 14 days")[1]
    shown, rest = lane.split("2 more: mouse 17, mouse 18</summary>")
    assert (shown.count('id="done-'), rest.count('id="done-')) == (6, 2)

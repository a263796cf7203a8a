import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.endpoint import board
from xenograft.endpoint.board_rows import rows_of

NOW = builders.at(10, 18)


@pytest.fixture(autouse=True)
def on_day_ten(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def mouse(study):
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    builders.tumor(mouse)
    agent = builders.agent(study, is_vehicle=True)
    arm = builders.arm(study)
    builders.dose(mouse, builders.regimen(arm, agent, 0), day=0)
    return mouse


def measure(mouse, day, length_mm, width_mm, weight_g=None):
    sessions = mouse.study.sessions
    held_on = builders.DAY_ZERO + dt.timedelta(days=day)
    held = sessions.filter(held_on=held_on).first() or builders.session(
        mouse.study, day
    )
    if weight_g:
        builders.weight(held, mouse, weight_g)
    return builders.measurement(held, mouse.tumors.get(side="R"), length_mm, width_mm)


def lanes(study):
    found = board.board([study])
    return [
        [(card.mouse.number, [line.text for line in card.lines]) for card in lane]
        for lane in (found.reached, found.approaching)
    ]


def test_a_volume_at_its_limit_is_reached(study, mouse):
    measure(mouse, 9, "14.5", "14.5")
    assert lanes(study) == [[(4, ["1,524 of 1,500 mm³"])], []]


def test_a_volume_at_its_warning_level_approaches(study, mouse):
    measure(mouse, 9, "13.8", "13.8")
    assert lanes(study) == [[], [(4, ["1,314 of 1,500 mm³"])]]


def test_two_masses_are_summed_and_the_longest_diameter_counts(study, mouse):
    left = builders.tumor(mouse, "L")
    measure(mouse, 9, "16", "10")
    builders.measurement(study.sessions.get(), left, "12", "10")
    found = [text for lane in lanes(study) for _, text in lane]
    assert found == [["1,400 of 1,500 mm³", "16.0 of 20 mm"]]


def test_weight_loss_counts_without_the_tumor_when_that_is_worse(study, mouse):
    measure(mouse, 0, "6", "6", "22.5")
    # 22.5 g to 19.5 g is 13.3%; without 1.1 g of tumor it is 18.1%.
    measure(mouse, 9, "13", "13", "19.5")
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
    measure(mouse, 9, "15", "15")
    builders.disposition(mouse, 9)
    found = board.board([study])
    assert (found.reached, found.approaching, found.late) == ([], [], [])
    assert [left.mouse.number for left in found.done] == [4]


def test_a_mouse_not_measured_when_due_is_late(study, mouse):
    measure(mouse, 6, "6", "6")
    late = board.board([study]).late
    assert [mouse.number for group in late for mouse in group["mice"]] == [4]


def test_a_reading_that_was_not_done_does_not_make_a_mouse_measured(study, mouse):
    measure(mouse, 6, "6", "6")
    builders.measurement(
        builders.session(study, 9),
        mouse.tumors.get(side="R"),
        None,
        None,
        state="NOT_DONE",
        reason="escaped",
    )
    assert board.board([study]).late


def test_the_table_has_the_mice_of_every_lane(study, mouse):
    for number, side in ((5, "14.5"), (6, "6"), (7, None), (8, "20")):
        other = builders.mouse(study, number)
        tumor = builders.tumor(other)
        if side:
            held = study.sessions.first() or builders.session(study, 10)
            builders.measurement(held, tumor, side, side)
            builders.weight(held, other, "20")
    builders.disposition(study.mice.get(number=8), 10)
    measure(mouse, 10, "13.8", "13.8", "20")
    rows = [(row.mouse.number, row.state) for row in rows_of(board.board([study]))]
    assert rows == [
        (5, "reached, no weight at day 0"),
        (7, "not measured when due"),
        (6, "no weight at day 0"),
        (4, "approaching, no weight at day 0"),
        (8, "left"),
    ]


def test_a_card_says_at_what_hour_its_value_was_read(director, study, mouse):
    measure(mouse, 9, "14.5", "14.5")
    assert board.board([study]).reached[0].when == "12 Nov 09:00"
    later = measure(mouse, 10, "14.6", "14.6")
    later.measured_at = builders.at(10, 8, 53)
    later.save()
    assert board.board([study]).reached[0].when == "today 08:53"
    url = reverse("endpoint:board", args=[study.code])
    for view in ("", "?view=table"):
        assert "today 08:53" in director.get(url + view).content.decode()


def test_the_hour_is_that_of_the_sign_that_is_told(study, mouse):
    measure(mouse, 10, "6", "6", "20")
    held = study.sessions.get()
    for hour, sign, grade in ((7, "ULCERATION", 3), (8, "HUNCHED", 1)):
        at = builders.at(10, hour)
        builders.sign(held, mouse, sign, grade, observed_at=at)
    [card] = board.board([study]).reached
    assert card.when == "today 07:00"


def test_what_was_written_down_on_another_day_has_no_hour(study, mouse):
    reading = measure(mouse, 9, "14.5", "14.5")
    reading.measured_at = builders.at(10, 8)
    reading.save()
    held = study.sessions.get()
    other = builders.mouse(study, 5)
    builders.sign(held, other, "ULCERATION", 3, observed_at=builders.at(10, 8))
    assert [card.when for card in board.board([study]).reached] == ["12 Nov"] * 2


def test_the_mouse_that_waits_longest_is_first(study, mouse):
    held = builders.session(study, 10)
    for number, hour in ((5, 11), (6, 8)):
        tumor = builders.tumor(builders.mouse(study, number))
        at = builders.at(10, hour)
        builders.measurement(held, tumor, "14.5", "14.5", measured_at=at)
    measure(mouse, 10, "14.5", "14.5")
    builders.alert(mouse, study.limits.get(kind="VOLUME", purpose="STUDY"), day=9)
    assert [card.mouse.number for card in board.board([study]).reached] == [4, 6, 5]


def test_a_recheck_is_offered_for_volume_and_weight_only(director, study, mouse):
    measure(mouse, 10, "14.5", "14.5")
    urls = [
        reverse("endpoint:board", args=[study.code]),
        reverse("endpoint:record", args=[study.code, 4]),
    ]
    recheck = reverse("endpoint:recheck", args=[study.code, 4])
    assert [recheck in director.get(url).content.decode() for url in urls] == [True] * 2
    held = study.sessions.get()
    builders.sign(held, mouse, "ULCERATION", 3, observed_at=builders.at(10))
    for url in urls:
        assert recheck not in director.get(url).content.decode()


def test_a_card_of_a_mouse_that_left_says_what_it_had_reached(director, study, mouse):
    measure(mouse, 10, "14.5", "14.5")
    volume = {"kind": "VOLUME", "basis": "SUM", "value": 1549.1, "limit": 1500}
    judged = [volume | {"state": "REACHED", "limits_version": 1}]
    builders.disposition(mouse, 10, judged=judged)
    dead = builders.mouse(study, 5)
    builders.disposition(dead, 9, "FOUND_DEAD", cause="PROCEDURE")
    url = reverse("endpoint:board", args=[study.code])
    page = director.get(url).content.decode()
    assert "Tumor size limit reached: Tumor volume 1,549 of 1,500 mm³" in page
    assert "Found dead: of a procedure, as gavage" in page


def test_a_mouse_on_hold_says_so_on_its_card(study, mouse):
    measure(mouse, 10, "14.5", "14.5")
    builders.hold(mouse, "Weight loss", held_at=builders.at(8))
    [card] = board.board([study]).reached
    assert card.hold == "On hold since 11 Nov: Weight loss."


def test_a_weight_loss_from_the_hold_level_on_is_said_to_hold_dosing(study, mouse):
    measure(mouse, 0, "6", "6", "22.5")
    measure(mouse, 10, "6", "6", "19")
    [card] = board.board([study]).approaching
    assert card.hold == "Dosing on hold by the weight limit."


def test_a_day_of_the_limit_that_has_come_is_said_plainly(study, mouse):
    measure(mouse, 3, "11", "11")
    measure(mouse, 6, "13.4", "13.4")
    [card] = board.board([study]).approaching
    assert card.expected_text == "Volume limit expected by now at the present rate."


def test_a_mouse_measured_three_days_ago_is_not_late(study, mouse):
    measure(mouse, 7, "6", "6", "20")
    assert board.board([study]).late == []


def test_a_mouse_not_weighed_when_due_is_late(study, mouse):
    measure(mouse, 6, "6", "6", "20")
    measure(mouse, 9, "6", "6")
    [group] = board.board([study]).late
    assert group["why"] == "not weighed when due"


def test_the_day_of_the_limit_is_expected_from_the_rate(study, mouse):
    # 1,000 mm3 on day 6 and 1,260 on day 9: 1,500 about two days later.
    measure(mouse, 6, "12.6", "12.6")
    measure(mouse, 9, "13.61", "13.61")
    [card] = board.board([study]).approaching
    assert card.expected_on == builders.DAY_ZERO + dt.timedelta(days=11)


def test_the_day_of_the_limit_has_an_interval(study, mouse):
    measure(mouse, 3, "10.5", "10.5")
    measure(mouse, 6, "12.0", "12.0")
    measure(mouse, 9, "13.61", "13.61")
    [card] = board.board([study]).approaching
    expected = card.expected
    assert expected["earliest_on"] <= expected["expected_on"] <= expected["latest_on"]


def test_an_ulceration_says_when_it_becomes_an_endpoint(study, mouse):
    held = builders.session(study, 9)
    builders.sign(held, mouse, "ULCERATION", 2, observed_at=builders.at(9, 9))
    [card] = board.board([study]).approaching
    assert card.becomes_at == builders.at(11, 9)


def test_a_mouse_without_a_weight_at_day_zero_cannot_be_judged(study, mouse):
    measure(mouse, 9, "6", "6", "20")
    [group] = board.board([study]).unjudged
    assert (group["why"], group["mice"]) == ("no weight at day 0", [mouse])


def test_the_board_can_be_of_one_kind_of_limit(study, mouse):
    measure(mouse, 9, "16", "16", "20")
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
    measure(mouse, 9, "6", "6", "20")
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


def test_one_press_asks_for_a_daily_check_and_the_card_says_so(director, study, mouse):
    measure(mouse, 10, "13.5", "13.5")
    url = reverse("endpoint:board", args=[study.code])
    assert 'id="daily-' in director.get(url).text
    said = {"text": "Check every day.", "asks_daily": "on"}
    director.post(reverse("endpoint:note", args=[study.code, mouse.number]), said)
    page = director.get(url).text
    assert "Checked daily." in page
    assert f'id="daily-{mouse.pk}"' not in page


def test_a_mouse_whose_dosing_is_on_hold_is_due_every_day(study, mouse):
    measure(mouse, 8, "6", "6", "20")
    assert not board.board([study]).late
    builders.hold(mouse, "Thin", held_at=builders.at(8))
    [group] = board.board([study]).late
    assert [one.number for one in group["mice"]] == [mouse.number]

"""What the card of a mouse says: when it was read, when its limit comes, its hold."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import builders
from tests.endpoint.alerting import dosed_mouse, measure
from xenograft.endpoint import board

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def mouse(study):
    return dosed_mouse(study)


def test_a_card_says_at_what_hour_its_value_was_read(director, study, mouse):
    measure(mouse, 9, "14.5")
    assert board.board([study]).reached[0].when == "12 Nov 09:00"
    later = measure(mouse, 10, "14.6")
    later.measured_at = builders.at(10, 8, 53)
    later.save()
    assert board.board([study]).reached[0].when == "today 08:53"
    url = reverse("endpoint:board", args=[study.code])
    for view in ("", "?view=table"):
        assert "today 08:53" in director.get(url + view).content.decode()


def test_the_hour_is_that_of_the_sign_that_is_told(study, mouse):
    measure(mouse, 10, "6", weight_g="20")
    held = study.sessions.get()
    for hour, sign, grade in ((7, "ULCERATION", 3), (8, "HUNCHED", 1)):
        at = builders.at(10, hour)
        builders.sign(held, mouse, sign, grade, observed_at=at)
    [card] = board.board([study]).reached
    assert card.when == "today 07:00"


def test_what_was_written_down_on_another_day_has_no_hour(study, mouse):
    reading = measure(mouse, 9, "14.5")
    reading.measured_at = builders.at(10, 8)
    reading.save()
    held = study.sessions.get()
    other = builders.mouse(study, 5)
    builders.sign(held, other, "ULCERATION", 3, observed_at=builders.at(10, 8))
    assert [card.when for card in board.board([study]).reached] == ["12 Nov"] * 2


def test_a_recheck_is_offered_for_volume_and_weight_only(director, study, mouse):
    measure(mouse, 10, "14.5")
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
    measure(mouse, 10, "14.5")
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
    measure(mouse, 10, "14.5")
    builders.hold(mouse, "Weight loss", held_at=builders.at(8))
    [card] = board.board([study]).reached
    assert card.hold == "On hold since 11 Nov: Weight loss."


def test_a_weight_loss_from_the_hold_level_on_is_said_to_hold_dosing(study, mouse):
    measure(mouse, 0, "6", weight_g="22.5")
    measure(mouse, 10, "6", weight_g="19")
    [card] = board.board([study]).approaching
    assert card.hold == "Dosing on hold by the weight limit."


def test_a_day_of_the_limit_that_has_come_is_said_plainly(study, mouse):
    measure(mouse, 3, "11")
    measure(mouse, 6, "13.4")
    [card] = board.board([study]).approaching
    assert card.expected_text == "Volume limit expected by now at the present rate."


def test_the_day_of_the_limit_is_expected_from_the_rate(study, mouse):
    # 1,000 mm3 on day 6 and 1,260 on day 9: 1,500 about two days later.
    measure(mouse, 6, "12.6")
    measure(mouse, 9, "13.61")
    [card] = board.board([study]).approaching
    assert card.expected_on == builders.DAY_ZERO + dt.timedelta(days=11)


def test_the_day_of_the_limit_has_an_interval(study, mouse):
    measure(mouse, 3, "10.5")
    measure(mouse, 6, "12.0")
    measure(mouse, 9, "13.61")
    [card] = board.board([study]).approaching
    expected = card.expected
    assert expected["earliest_on"] <= expected["expected_on"] <= expected["latest_on"]


def test_an_ulceration_says_when_it_becomes_an_endpoint(study, mouse):
    held = builders.session(study, 9)
    builders.sign(held, mouse, "ULCERATION", 2, observed_at=builders.at(9, 9))
    [card] = board.board([study]).approaching
    assert card.becomes_at == builders.at(11, 9)


def test_one_press_asks_for_a_daily_check_and_the_card_says_so(director, study, mouse):
    measure(mouse, 10, "13.5")
    url = reverse("endpoint:board", args=[study.code])
    assert 'id="daily-' in director.get(url).text
    said = {"text": "Check every day.", "asks_daily": "on"}
    director.post(reverse("endpoint:note", args=[study.code, mouse.number]), said)
    page = director.get(url).text
    assert "Checked daily." in page
    assert f'id="daily-{mouse.pk}"' not in page

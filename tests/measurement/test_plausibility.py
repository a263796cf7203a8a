import datetime as dt
from decimal import Decimal

import pytest

from xenograft.analysis.volume import lww_half
from xenograft.measurement.earlier import Earlier
from xenograft.measurement.models import BodyWeight, CaliperMeasurement
from xenograft.measurement.plausibility import reading_questions, weight_questions
from xenograft.study.models import BenchRules

TODAY = dt.date(2026, 11, 20)
RULES = BenchRules()


def reading(sizes):
    length, width = map(Decimal, sizes)
    return CaliperMeasurement(length_mm=length, width_mm=width)


def earlier(sizes, days_ago):
    length, width = map(Decimal, sizes)
    volume_mm3 = float(lww_half(float(length), float(width)))
    day = TODAY - dt.timedelta(days=days_ago)
    return Earlier(day, "MEASURED", length, width, volume_mm3)


def questions(now, before, days, rules=RULES):
    return reading_questions(reading(now), TODAY, [earlier(before, days)], rules)


@pytest.mark.parametrize(
    ("now", "before", "days", "sentence"),
    [
        (("12", "11"), ("9", "6"), 3, "4.5 times the last volume in 3 days."),
        (("6", "5"), ("8", "7"), 3, "62% smaller in 3 days."),
        (("12.1", "6"), ("9", "6.1"), 1, "L changed from 9.0 to 12.1 mm in 1 day."),
        (("12.4", "1.1"), ("12.4", "10.9"), 2, "W is 1.1 mm after 10.9 mm."),
        (("9", "3.5"), ("9", "5"), 2, "The shorter diameter is 39% of the longer."),
        (("5.9", "7.3"), ("7", "6"), 2, "W is larger than L."),
        (("20.1", "18"), ("19", "17"), 2, "L is 20.1 mm, over 20 mm."),
        (("0.7", "0.6"), ("0.8", "0.7"), 2, "L is 0.7 mm, under 1 mm."),
    ],
)
def test_a_question_is_asked_beside_the_value_before(now, before, days, sentence):
    assert any(text.startswith(sentence) for text in questions(now, before, days))


def test_ordinary_growth_asks_nothing():
    assert questions(("10", "9"), ("9", "8"), 3) == []


def test_growth_from_nothing_is_a_relapse_and_asks_nothing():
    nothing = Earlier(TODAY - dt.timedelta(days=3), "NOT_PALPABLE", None, None, 0.0)
    before = [nothing, earlier(("12", "11"), 6)]
    assert reading_questions(reading(("6", "5")), TODAY, before, RULES) == []


def test_the_decimal_slip_suggests_the_likely_value():
    (text,) = questions(("12.4", "1.09"), ("12.0", "10.9"), 2)[-1:]
    assert text == "W is 1.09 mm after 10.9 mm. Check the decimal point: 10.9 mm?"


@pytest.mark.parametrize(("count", "is_asked"), [(2, False), (3, True)])
def test_the_same_diameters_are_asked_about_after_three_of_them(count, is_asked):
    before = [earlier(("9", "6"), 3 * step) for step in range(1, count + 1)]
    found = reading_questions(reading(("9", "6")), TODAY, before, RULES)
    assert (found == ["The same L and W as the last 3 times. Read again, or keep it."]
            ) is is_asked  # fmt: skip


@pytest.mark.parametrize(
    ("weight_g", "sentence"),
    [
        ("22.0", None),
        ("18.0", None),
        ("22.1", "22.1 g is 10% more than the last weight, 20.0 g."),
        ("17.4", "17.4 g is 13% less than the last weight, 20.0 g."),
    ],
)
def test_a_weight_is_asked_about_beyond_ten_percent(weight_g, sentence):
    before = BodyWeight(weight_g=Decimal("20"))
    found = weight_questions(BodyWeight(weight_g=Decimal(weight_g)), before, RULES)
    assert found == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("rule", "now", "before"),
    [
        ({"growth_percent_per_day": 100}, ("6.5", "6.5"), ("4", "4")),
        ({"fall_percent": 90}, ("6", "5"), ("8", "7")),
        ({"step_mm": 5}, ("12.1", "6"), ("9", "6.1")),
        ({"close_days": 1}, ("12.1", "6"), ("9", "6.1")),
        ({"slip_percent": 0, "narrow_percent": 0, "fall_percent": 99, "step_mm": 12},
         ("12.4", "1.1"), ("12.4", "10.9")),
        ({"narrow_percent": 30}, ("9", "3.5"), ("9", "5")),
        ({"largest_mm": 25}, ("20.1", "18"), ("19", "17")),
        ({"smallest_mm": 0}, ("0.7", "0.6"), ("0.8", "0.7")),
    ],
)  # fmt: skip
def test_the_rules_of_the_study_decide(rule, now, before):
    assert questions(now, before, 2) != []
    assert questions(now, before, 2, BenchRules(**rule)) == []

from decimal import Decimal

import pytest

from xenograft.analysis.volume import lww_half
from xenograft.measurement.models import CaliperMeasurement
from xenograft.measurement.plausibility import doubts


def reading(length, width):
    row = CaliperMeasurement(length_mm=Decimal(length), width_mm=Decimal(width))
    row.volume_mm3 = float(lww_half(float(length), float(width)))
    return row


def sentences(now, before, days):
    return [text for _, text in doubts(reading(*now), reading(*before), days)]


@pytest.mark.parametrize(
    ("now", "before", "days", "sentence"),
    [
        (("12", "11"), ("9", "6"), 3, "4.5 times the last volume in 3 days."),
        (("6", "5"), ("8", "7"), 3, "62% smaller in 3 days."),
        (("12.1", "6"), ("9", "6.1"), 1, "L changed from 9.0 to 12.1 mm in 1 day."),
        (("12.4", "1.1"), ("12.4", "10.9"), 2, "W is 1.1 mm after 10.9 mm."),
        (("9", "6"), ("9", "6"), 2, "The same L and W as last time."),
    ],
)
def test_a_doubt_is_said_beside_the_value_before(now, before, days, sentence):
    assert any(text.startswith(sentence) for text in sentences(now, before, days))


def test_ordinary_growth_is_no_doubt():
    assert sentences(("10", "9"), ("9", "8"), 3) == []


def test_growth_from_nothing_is_a_relapse_and_no_doubt():
    before = CaliperMeasurement(state="NOT_PALPABLE")
    assert doubts(reading("6", "5"), before, 3) == []


def test_the_decimal_slip_suggests_the_likely_value():
    (text,) = sentences(("12.4", "1.09"), ("12.0", "10.9"), 2)[-1:]
    assert text == "W is 1.09 mm after 10.9 mm. Check the decimal point: 10.9 mm?"

import math

import pytest

from xenograft.analysis.endpoints.trend import days_on_line, line_of


@pytest.mark.parametrize(
    ("volumes", "days"),
    [
        # By hand: 100 to 400 in four days is ln 2 in two; 1,600 is two more doublings.
        ([(0, 100), (2, 200), (4, 400)], 4.0),
        # Of more than three the last three count; ln 2 a day, and once more to 1,600.
        ([(0, 900), (3, 200), (4, 400), (5, 800)], 1.0),
        ([(0, 0), (3, 400), (4, 800)], 1.0),
        ([(0, 300), (3, 200), (6, 100)], None),
        ([(0, 1000), (3, 1400), (6, 1600)], 0.0),
        ([(0, 300)], None),
        ([(0, 1700)], 0.0),
        ([], None),
    ],
)
def test_days_to_a_level_follow_the_last_three_positive_volumes(volumes, days):
    assert days_on_line(line_of(volumes), 1600) == pytest.approx(days)


def test_a_line_is_as_uncertain_as_the_caliper_or_as_its_scatter():
    straight = line_of([(0, 100), (2, 200), (4, 400)])
    # 5 ** 0.5 * 0.5 mm over the diameter of 200 mm3 as a sphere, DOMAIN 1.2.
    assert straight.spread == pytest.approx(5**0.5 * 0.5 / 400 ** (1 / 3))
    scattered = line_of([(0, 1e6), (1, 1e6 * math.e**2), (2, 1e6)])
    # Residuals -2/3, 4/3 and -2/3 with one degree of freedom.
    assert scattered.spread == pytest.approx((24 / 9) ** 0.5)

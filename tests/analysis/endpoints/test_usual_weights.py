"""A weight against that of the age of the mouse."""

import pytest

from tests.analysis.endpoints.frames import ZERO, states
from xenograft.analysis.endpoints import day_number, normal_points

OF_AGE = [("WEIGHT_LOSS", "AGE", "HUMANE", 10, 20, None)]
# Eight weeks old on day 0; 20 g are usual then, 22 g two weeks later.
EIGHT_WEEKS = {"F": [(8, 20), (10, 22)]}


def of_age(weight_g, day=7, table=EIGHT_WEEKS, weeks=8):
    """The state of a mouse that weighed 20 g on day 0, and its loss in percent."""
    born_day = day_number(ZERO.date()) - 7 * weeks
    weighed = [(0, 20), (day, weight_g)]
    normal = [normal_points(table, "F", born_day)]
    found = states(day, weighed=weighed, rows=OF_AGE, normal=normal[0])
    return tuple(found.iloc[0][["state", "why", "value"]])


@pytest.mark.parametrize(
    ("weight_g", "state"),
    [
        (18.91, "CLEAR"),
        (18.9, "APPROACHING"),
        (16.81, "APPROACHING"),
        (16.79, "REACHED"),
    ],
)
def test_a_weight_may_be_compared_with_that_of_its_age(weight_g, state):
    # Nine weeks old on day 7, when 21 g are usual.
    found, why, value = of_age(weight_g)
    assert (found, why) == (state, "")
    assert value == pytest.approx(100 * (21 - weight_g) / 21)


def test_outside_the_ages_of_the_table_nothing_is_known():
    assert of_age(20, weeks=20)[:2] == ("UNKNOWN", "NO_REFERENCE")


def test_a_sex_that_the_table_has_not_is_not_known_either():
    assert of_age(20, table={"M": [(8, 20), (10, 22)]})[1] == "NO_REFERENCE"


def test_without_a_date_of_birth_there_is_no_usual_weight():
    assert normal_points(EIGHT_WEEKS, "F", None) == ()

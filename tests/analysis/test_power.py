import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.analysis import power

DAYS = (0, 3, 5, 10)


def plan(**changes):
    usual = {"days": DAYS, "slope_sd": 0.01, "residual_sd": 0.1, "effect": 0.02}
    return power.Plan(**usual | changes)


def test_the_example_of_the_field_needs_seven_per_arm_for_a_pair():
    assert math.ceil(power.mice_per_arm(plan())) == 7


def test_the_example_of_the_field_needs_fourteen_per_arm_for_bliss():
    assert math.ceil(power.mice_per_arm(plan(weights=power.BLISS))) == 14


def test_the_variance_of_the_example_is_the_published_one():
    assert power.rate_variance(DAYS, 0.01, 0.1) == pytest.approx(1.746e-4, rel=1e-3)


def test_student_s_t_needs_one_or_two_more():
    assert power.mice_needed(plan()) - math.ceil(power.mice_per_arm(plan())) in (1, 2)


def test_the_mice_needed_are_the_fewest_that_reach_the_power():
    needed = power.mice_needed(plan())
    assert power.power_of(plan(), needed) >= 0.8 > power.power_of(plan(), needed - 1)


def test_two_arms_have_the_power_of_statsmodels_t_test():
    """A pair is a t test on the rates, whose standardized effect is known."""
    from statsmodels.stats.power import TTestIndPower

    variance = power.rate_variance(DAYS, 0.01, 0.1)
    witness = TTestIndPower().power(0.02 / math.sqrt(variance), 8, 0.05)
    assert power.power_of(plan(), 8) == pytest.approx(witness, abs=1e-9)


@given(mice=st.integers(2, 60), effect=st.floats(0.001, 0.1))
def test_more_mice_never_have_less_power(mice, effect):
    one = plan(effect=effect)
    assert power.power_of(one, mice + 1) >= power.power_of(one, mice) - 1e-9


@given(effect=st.floats(0.001, 0.1))
def test_the_sign_of_the_effect_does_not_matter(effect):
    both = [power.power_of(plan(effect=sign * effect), 8) for sign in (1, -1)]
    assert both[0] == pytest.approx(both[1], abs=1e-9)


@pytest.mark.parametrize("weights", [power.PAIR, power.BLISS])
def test_the_simulation_agrees_with_the_formula(weights):
    one = plan(weights=weights)
    expected = power.power_of(one, 10)
    found = power.simulated_power(one, 10, studies=400)
    assert found["power"] == pytest.approx(expected, abs=4 * found["se"] + 0.02)


def test_the_same_seed_gives_the_same_power():
    runs = [power.simulated_power(plan(), 6, studies=50, seed=3) for _ in range(2)]
    assert runs[0] == runs[1]


def test_mice_that_leave_cost_power():
    whole = power.simulated_power(plan(), 8, studies=400)["power"]
    left = power.simulated_power(plan(), 8, dropout=0.6, studies=400)["power"]
    assert left < whole


def test_mice_that_leave_and_implants_that_fail_are_added():
    assert power.mice_to_enroll(8, dropout=0.2, no_take=0.25) == {
        "randomized": 10,
        "implanted": 14,
    }


def test_nothing_is_added_when_nothing_is_lost():
    assert power.mice_to_enroll(8) == {"randomized": 8, "implanted": 8}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"effect": 0}, "difference other than 0"),
        ({"slope_sd": -1}, "cannot be below 0"),
        ({"slope_sd": 0, "residual_sd": 0}, "above 0"),
        ({"alpha": 1}, "between 0 and 1"),
        ({"days": (0,)}, "one day of measurement after day 0"),
        ({"effect": 1e-5}, "More than 10,000 mice"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_in_plain_words(changes, said):
    with pytest.raises(ValueError, match=said):
        power.mice_needed(plan(**changes))


def test_losing_every_mouse_is_refused():
    with pytest.raises(ValueError, match="leaves none to study"):
        power.mice_to_enroll(8, dropout=1)

import pytest

from tests.analysis.combination.made_up import DESIGN, made_up
from xenograft.analysis.combination import design
from xenograft.analysis.mixed import slopes

FULL = {"V": {}, "D": {"d": 25}, "M": {"m": 1.5}, "DM": {"d": 25, "m": 1.5}}


def one(doses):
    (found,) = design.designs(doses)
    return found


def test_the_four_arms_are_found_whatever_their_names():
    found = one(FULL)
    assert found.arms == ["V", "D", "M", "DM"]
    assert (found.agent_a, found.agent_b) == ("d", "m")
    assert not found.refusal


def test_among_several_dose_levels_the_one_of_the_combination_is_taken():
    found = one({**FULL, "D low": {"d": 5}, "D": {"d": 25}})
    assert found.a == "D"


def test_two_combinations_are_two_designs():
    doses = {**FULL, "X": {"x": 3}, "DX": {"d": 25, "x": 3}}
    assert [each.both for each in design.designs(doses)] == ["DM", "DX"]


@pytest.mark.parametrize(
    ("doses", "said"),
    [
        ({"V": {}, "D": {"d": 25}}, "no arm gets two agents"),
        ({**FULL, "M": {"d": 5}}, "no arm gets m alone"),
        ({arm: own for arm, own in FULL.items() if own}, "untreated"),
        ({**FULL, "M": {"m": 3}}, "m is given at 3 mg/kg in M and 1.5 mg/kg in DM"),
        ({"V": {}, "T": {"a": 1, "b": 2, "c": 3}}, "T gets 3 agents"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(doses, said):
    assert said.lower() in one(doses).refusal.lower()


PLANS = {
    "V": {},
    "D": {"d": "oral gavage, twice a day, D0 to D21"},
    "M": {"m": "oral gavage, once a day, D0 to D21"},
    "DM": {
        "d": "oral gavage, twice a day, D0 to D21",
        "m": "oral gavage, once a day, D0 to D21",
    },
}


def test_the_same_doses_and_plans_are_read():
    (found,) = design.designs(FULL, PLANS)
    assert found.refusal == ""


@pytest.mark.parametrize(
    "alone",
    [
        "oral gavage, once a day, D0 to D21",
        "intraperitoneal, twice a day, D0 to D21",
        "oral gavage, twice a day, D0 to D14",
    ],
)
def test_the_same_dose_by_another_plan_is_refused(alone):
    (found,) = design.designs(FULL, PLANS | {"D": {"d": alone}})
    assert found.refusal == (
        f"d is given {alone} in D and oral gavage, twice a day, D0 to D21 in DM, so "
        "the two arms cannot be compared."
    )


def test_among_two_arms_of_the_dose_the_one_of_the_plan_is_taken():
    doses = {"V": {}, "D once": {"d": 25}, **FULL}
    plans = PLANS | {"D once": {"d": "oral gavage, once a day, D0 to D21"}}
    (found,) = design.designs(doses, plans)
    assert found.a == "D"


def test_a_control_that_does_not_grow_is_refused():
    values = made_up((-0.12, -0.13, -0.14, -0.17))
    said = design.refusal(DESIGN, values, slopes.fits_by_day(values))
    assert said.startswith("The control does not grow")


def test_an_arm_without_values_is_refused():
    values = made_up()
    said = design.refusal(DESIGN, values[values["arm"] != "A"])
    assert said == "A has no values after the baseline."


def test_a_growing_control_and_four_arms_are_read():
    values = made_up()
    assert design.refusal(DESIGN, values, slopes.fits_by_day(values)) == ""


def at(alone, together):
    """The plans with clock times of d alone and in the combination."""
    own, both = (
        f"oral gavage, twice a day{one}, D0 to D21" for one in (alone, together)
    )
    return {**PLANS, "D": {"d": own}, "DM": {**PLANS["DM"], "d": both}}


def test_other_clock_times_alone_than_together_are_refused():
    (found,) = design.designs(FULL, at(" at 08:00 and 17:00", " at 10:00 and 19:00"))
    assert "at 08:00 and 17:00, D0 to D21 in D" in found.refusal
    assert "at 10:00 and 19:00, D0 to D21 in DM" in found.refusal


@pytest.mark.parametrize(
    ("alone", "together"),
    [(" at 08:00 and 17:00",) * 2, ("", " at 08:00"), (" at 08:00", "")],
)
def test_clock_times_that_are_alike_or_not_named_refuse_nothing(alone, together):
    (found,) = design.designs(FULL, at(alone, together))
    assert found.refusal == ""

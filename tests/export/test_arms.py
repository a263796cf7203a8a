import pytest

from xenograft.export.arms import control_of, factors_of


@pytest.mark.parametrize(
    ("names", "control"),
    [
        (["A", "Ctrl"], "Ctrl"),
        (["Vehicle control", "A"], "Vehicle control"),
        (["A", "PBS", "untreated"], "PBS"),
        (["Controlled release", "A"], None),
    ],
)
def test_the_control_is_the_first_arm_named_for_one(names, control):
    assert control_of(names) == control


@pytest.mark.parametrize(
    "both", ["Her_Trast", "her + trast", "Trast and Her", "Her/Trast"]
)
def test_four_arms_of_two_agents_are_recognized(both):
    names = ["Her", both, "Ctrl", "Trast"]
    assert factors_of(names, "Ctrl") == {
        "Ctrl": (False, False),
        "Her": (True, False),
        "Trast": (False, True),
        both: (True, True),
    }


@pytest.mark.parametrize(
    "names",
    [
        ["Ctrl", "Her", "Trast"],
        ["Ctrl", "Her", "Trast", "Her_Fulv"],
        ["Ctrl", "Her", "Trast", "Fulv"],
        ["Ctrl", "Her", "Her_Trast", "Her_Fulv"],
        ["Ctrl", "Her", "Fulv", "Trast", "Her_Trast"],
    ],
)
def test_other_designs_have_no_factors(names):
    assert factors_of(names, "Ctrl") == {}


def test_without_a_control_there_are_no_factors():
    assert factors_of(["A", "B", "A+B", "C"], None) == {}

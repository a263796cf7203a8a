"""Agreement of operators, beside the same formulas written out with numpy."""

import numpy as np
import pytest
from scipy import stats

from xenograft.analysis.agreement import operator_agreement

# Volumes in mm3 of five tumors by two people.
NOVAK = [112.0, 140.5, 98.0, 133.1, 150.2]
OKAFOR = [120.4, 139.0, 110.3, 150.0, 149.9]


def readings(**operators):
    return [
        (tumor, name, volume_mm3)
        for name, volumes in operators.items()
        for tumor, volume_mm3 in enumerate(volumes)
    ]


def test_the_ratio_and_the_limits_are_those_of_bland_and_altman_for_few_tumors():
    (found,) = operator_agreement(readings(novak=NOVAK, okafor=OKAFOR))
    differences = np.log(OKAFOR) - np.log(NOVAK)
    half = stats.t.ppf(0.975, 4) * np.std(differences, ddof=1) * np.sqrt(1 + 1 / 5)
    assert (found.first, found.second, found.count) == ("novak", "okafor", 5)
    assert found.ratio == pytest.approx(np.exp(np.mean(differences)), rel=1e-12)
    assert found.low == pytest.approx(np.exp(np.mean(differences) - half), rel=1e-12)
    assert found.high == pytest.approx(np.exp(np.mean(differences) + half), rel=1e-12)


@pytest.mark.parametrize("count", [3, 5, 40])
def test_the_limits_hold_95_percent_of_the_tumors_to_come(count):
    rng = np.random.default_rng(7)
    held = [is_held(*rng.normal(0.05, 0.2, (2, count + 1))) for _ in range(4_000)]
    assert np.mean(held) == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 4_000))


def is_held(ours, theirs):
    """Whether the last tumor lies within the limits that the others give."""
    volumes = 100 * np.exp(ours), 100 * np.exp(theirs)
    (found,) = operator_agreement(readings(a=volumes[0][:-1], b=volumes[1][:-1]))
    return found.low <= volumes[1][-1] / volumes[0][-1] <= found.high


def test_two_tumors_are_too_few_for_limits():
    (found,) = operator_agreement(readings(novak=NOVAK[:2], okafor=OKAFOR[:2]))
    assert (found.count, found.low, found.high) == (2, None, None)


def test_the_last_reading_of_an_operator_counts_and_zeros_are_left_out():
    rows = [(1, "a", 50.0), (1, "a", 100.0), (1, "b", 110.0), (2, "a", 0.0)]
    (found,) = operator_agreement([*rows, (2, "b", None), (3, "a", 90.0)])
    assert (found.count, round(found.ratio, 12)) == (1, 1.1)


def test_one_operator_has_nobody_to_agree_with():
    assert operator_agreement(readings(novak=NOVAK)) == []

"""Response classes of mice, and their rates in arms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.made_up_series import series
from xenograft.analysis import response

FEW = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize(
    ("volumes", "best", "average", "expected"),
    [
        ([140, 130, 100, 70, 50, 60, 66], -64.29, -37.14, response.PR),
        ([140, 80, 30, 10, 0, 0, 0], -100, -73.47, response.CR),
        ([140, 150, 155, 160, 170, 180, 185], 14.29, 8.04, response.SD),
    ],
)
def test_classes_of_published_curves(volumes, best, average, expected):
    found = response.best_responses(series([0, 3, 7, 10, 14, 17, 21], volumes))
    assert found["best_response_pct"].item() == pytest.approx(best, abs=0.005)
    assert found["best_average_pct"].item() == pytest.approx(average, abs=0.005)
    assert response.mrecist(found).item() == expected


@pytest.mark.parametrize(
    ("best", "average", "expected"),
    [
        (35.0, 0, response.PD),
        (-95.0, -50, response.PR),
        (34.9, 30.0, response.PD),
        (np.nan, np.nan, response.NE),
    ],
)
def test_limits_of_classes_are_strict(best, average, expected):
    responses = pd.DataFrame(
        {"best_response_pct": [best], "best_average_pct": [average], "n": [3]}
    )
    assert response.mrecist(responses).item() == expected


def test_a_class_needs_two_points_from_day_10_on():
    one = response.best_responses(series([0, 5, 10], [100, 120, 90]))
    assert response.mrecist(one).item() == response.NE
    assert response.mrecist(one, fewest_points=1).item() == response.SD


def test_mice_without_a_class_count_as_failures():
    classes = pd.Series({1: response.CR, 2: response.SD})
    found = response.response_rates(
        classes, pd.Series({1: "A", 2: "A", 3: "A", 4: "A"})
    )
    assert found.loc["A", ["n", "NE", "orr_pct", "dcr_pct"]].tolist() == [4, 2, 25, 50]
    # Wilson 1927 for 1 of 4.
    z = 1.959963984540054
    center = (0.25 + z**2 / 8) / (1 + z**2 / 4)
    assert found.loc["A", ["orr_low", "orr_high"]].mean() == pytest.approx(100 * center)


def test_responders_are_compared_by_fisher_s_exact_test():
    """Fisher's tea: 3 of 4 against 1 of 4 has p = 0.4857."""
    rows = {response.CR: [0, 2], response.PR: [1, 1], "n": [4, 4]}
    rates = pd.DataFrame(rows, index=["Vehicle", "Drug"])
    found = response.responders_against(rates, "Vehicle").loc["Drug"]
    assert found["responders"] == 3
    assert found["odds_ratio"] == pytest.approx(9)
    assert found["p"] == pytest.approx(34 / 70)


@FEW
@given(st.lists(st.sampled_from(response.CLASSES), min_size=8, max_size=8))
def test_other_names_of_the_arms_rename_the_rates_of_response(classes):
    classes = pd.Series(classes, index=range(8))
    arms_of = pd.Series(["Vehicle"] * 4 + ["Drug"] * 4)
    names = {"Vehicle": "a", "Drug": "z"}
    found = response.response_rates(classes, arms_of.map(names))
    expected = response.response_rates(classes, arms_of).rename(index=names)
    pd.testing.assert_frame_equal(found, expected.sort_index().rename_axis("arm"))

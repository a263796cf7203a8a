"""Changes of weight of real mice and arms, as R computes them."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from tests.analysis.mixed_sets import meta, tidy
from tests.analysis.shared_files import oracle
from xenograft.analysis import growth
from xenograft.analysis.arm_means import AVAILABLE_CASE, arm_means

EXACT = {"rtol": 1e-9, "atol": 1e-9}
WEIGHED = pytest.mark.parametrize(
    "study", ["MAS98_Her_Trast", "MIMIC20", "PALB_TMZ", "VISMODEGIB"]
)


@lru_cache(None)
def weight_changes(study):
    """Change of weight of each mouse since the first day of the reference."""
    about = meta(study)
    frame = tidy(about["source_file"])
    frame = frame[frame["study"].astype(str) == str(about["study_label"])]
    frame = frame[frame["arm"].isin(about["arms"])]
    frame = frame.rename(columns={"body_weight_g": "weight_g"})
    frame = frame[["mouse", "arm", "day", "weight_g"]].dropna().drop_duplicates()
    frame = frame.assign(
        mouse=frame["mouse"].astype(str), day=frame["day"] - about["baseline_day"]
    )
    return growth.weight_change(frame[frame["day"] >= 0])


@WEIGHED
def test_losses_of_weight_are_those_of_r(study):
    expected = oracle(study, "bodyweight_per_mouse").astype({"mouse": str})
    expected = expected.set_index("mouse")
    found = weight_changes(study).sort_values("day")
    lowest = found.groupby("mouse")["change_pct"].min()[expected.index]
    last = found.groupby("mouse")["change_pct"].last()[expected.index]
    np.testing.assert_allclose(lowest, expected["max_loss_pct"], **EXACT)
    np.testing.assert_allclose(last, expected["last_change_pct"], **EXACT)


@WEIGHED
def test_mean_changes_of_weight_are_those_of_r(study):
    expected = oracle(study, "bodyweight_by_day").set_index(["arm", "day"])
    found = weight_changes(study)
    found = found.assign(day=found["day"] + meta(study)["baseline_day"])
    means = arm_means(found, leave_rule=AVAILABLE_CASE, value="change_pct")
    means = means.set_index(["arm", "day"]).loc[expected.index]
    assert (means["n"] == expected["n"]).all()
    np.testing.assert_allclose(means["mean"], expected["mean_change_pct"], **EXACT)
    for name in ("sd", "sem"):
        np.testing.assert_allclose(means[name], expected[name], **EXACT)


@WEIGHED
def test_the_days_of_losses_of_weight_are_those_of_r(study):
    expected = oracle(study, "bodyweight_per_mouse").astype({"mouse": str})
    expected = expected.set_index("mouse")
    found = weight_changes(study).sort_values("day", kind="stable")
    lowest = found.sort_values("change_pct", kind="stable").drop_duplicates("mouse")
    lowest = lowest.set_index("mouse").loc[expected.index]
    np.testing.assert_allclose(lowest["baseline_g"], expected["BW0"], **EXACT)
    days = lowest["day"] + meta(study)["baseline_day"]
    assert (days == expected["day_max_loss"]).all()
    lost = found["change_pct"].to_numpy()
    for level, theirs in ((-15, "days_ge15_loss"), (-20, "any_ge20_loss")):
        days = pd.Series(lost <= level, found["mouse"]).groupby(level=0).sum()
        days = days[expected.index]
        ours = days if theirs.startswith("days") else days > 0
        assert (ours == expected[theirs]).all()

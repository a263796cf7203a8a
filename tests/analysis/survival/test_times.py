import numpy as np
import pandas as pd
import pytest

from tests.analysis.metric_sets import baselined, by_mouse, meta
from tests.analysis.mixed_sets import SETS
from xenograft.analysis import endpoints
from xenograft.analysis.survival import times

RULES = {times.VISIT: "t_obs", times.INTERPOLATED: "t_log", times.LINEAR: "t_lin"}


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize("endpoint", ["rtv2", "rtv4", "abs"])
@pytest.mark.parametrize("by", RULES)
def test_times_to_a_volume_are_those_of_r(study, endpoint, by):
    frame = baselined(study)
    starts = frame.drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    limits = {"rtv2": 2 * starts, "rtv4": 4 * starts}
    limit = limits.get(endpoint, meta(study)["abs_threshold_mm3"])
    expected = by_mouse(study, "tte_per_mouse")
    expected = expected[expected["endpoint"] == endpoint].set_index("mouse")
    found = times.volume_times(frame, limit, by=by).set_index("mouse")
    found = found.loc[expected.index]
    assert found["is_event"].tolist() == expected["event"].astype(bool).tolist()
    np.testing.assert_allclose(found["day"], expected[RULES[by]], rtol=1e-9, atol=1e-9)
    assert found["arm"].tolist() == expected["arm"].tolist()


def volumes(last=300.0):
    rows = [("a", 0, 100.0), ("a", 4, 150.0), ("a", 8, last), ("b", 0, 100.0)]
    rows += [("b", 6, 120.0)]
    return pd.DataFrame(rows, columns=["mouse", "day", "volume_mm3"]).assign(arm="A")


def endings(*codes, rules=None):
    """How mouse a (on day 9) and b (on day 7) left."""
    frame = pd.DataFrame({"ending": codes}, index=["a", "b"])
    frame["day"] = [
        np.nan if code is None else day for code, day in zip(codes, (9, 7), strict=True)
    ]
    usual = endpoints.usual_rules() if rules is None else rules
    return endpoints.ending_events(frame, usual)


def one(found, mouse="a"):
    return found.set_index("mouse").loc[mouse, ["day", "is_event", "cause"]].tolist()


def test_reaching_the_volume_is_the_event():
    found = times.volume_times(volumes(), 250, endings("TUMOR_SIZE", None))
    assert one(found) == [8, True, times.VOLUME]


def test_the_crossing_is_interpolated_when_asked():
    found = times.volume_times(volumes(), 250, by=times.INTERPOLATED)
    day = 4 + 4 * np.log(250 / 150) / np.log(300 / 150)
    assert one(found)[0] == pytest.approx(day)


def test_leaving_for_the_tumor_is_an_event_on_the_day_of_leaving():
    found = times.volume_times(volumes(), 500, endings("HUMANE_TUMOR", None))
    assert one(found) == [9, True, times.ENDING]


def test_leaving_for_toxicity_is_censored_at_the_last_reading():
    found = times.volume_times(volumes(), 500, endings("HUMANE_TOXICITY", None))
    assert one(found) == [8, False, times.NO_EVENT]


def test_the_sensitivity_analysis_reads_the_doubtful_endings_the_other_way():
    left = endings("FOUND_DEAD_UNKNOWN", None)
    first = times.volume_times(volumes(), 500, left)
    other = times.volume_times(volumes(), 500, left, event="sensitivity_is_event")
    assert (one(first), one(other)) == ([9, True, "ENDING"], [8, False, ""])


def test_a_mouse_without_a_limit_is_left_out():
    found = times.volume_times(volumes(), pd.Series({"a": 200.0}))
    assert found["mouse"].tolist() == ["a"]


def test_the_frozen_rules_decide_who_died():
    arms = pd.Series({"a": "A", "b": "B"})
    last = pd.Series({"a": 8.0, "b": 6.0})
    left = endings("ACCIDENT", "HUMANE_TOXICITY")
    found = times.survival_times(left, arms, last)
    assert found["day"].tolist() == [9, 7]
    assert found["is_event"].tolist() == [False, True]
    rules = endpoints.usual_rules().assign(survival_is_event=False)
    found = times.survival_times(
        endings("ACCIDENT", "TUMOR_SIZE", rules=rules), arms, last
    )
    assert not found["is_event"].any()


def test_a_mouse_on_study_is_censored_on_the_day_it_was_last_seen():
    arms, last = pd.Series({"a": "A", "b": "B"}), pd.Series({"a": 8.0, "b": 6.0})
    found = times.survival_times(endings(None, None), arms, last)
    assert found["day"].tolist() == [8, 6]
    assert not found["is_event"].any()


def test_mice_without_an_arm_or_gone_before_day_0_do_not_count():
    left = endings("TUMOR_SIZE", None).assign(day=[-2, np.nan])
    arms = pd.Series({"a": "A"})
    assert times.survival_times(left, arms, pd.Series(dtype=float)).empty


def test_missing_days_of_a_mouse_that_left_change_nothing():
    more = pd.DataFrame(
        {"mouse": "b", "day": [9, 12], "volume_mm3": np.nan, "arm": "A"}
    )
    longer = pd.concat([volumes(), more], ignore_index=True)
    for by in RULES:
        found = times.volume_times(longer, 250, by=by)
        pd.testing.assert_frame_equal(found, times.volume_times(volumes(), 250, by=by))

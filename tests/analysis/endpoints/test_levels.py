import math

import pandas as pd
import pytest

from xenograft.analysis import endpoints

LIMITS = pd.DataFrame(
    [
        ("VOLUME", "STUDY", 1200, 1500),
        ("VOLUME", "HUMANE", 1600, 2000),
        ("WEIGHT_LOSS", "HUMANE", 15, 20),
        ("BODY_CONDITION", "HUMANE", 2, 2),
        ("DURATION", "STUDY", None, 28),
    ],
    columns=["kind", "purpose", "warning_level", "action_level"],
).assign(study=1)


def states(kind, value):
    values = pd.DataFrame({"study": [1], "mouse": [7], "kind": kind, "value": value})
    found = endpoints.limit_states(values, LIMITS)
    return dict(zip(found["purpose"], found["state"], strict=True))


@pytest.mark.parametrize(
    ("volume_mm3", "study", "humane"),
    [
        (1199.9, "CLEAR", "CLEAR"),
        (1200, "APPROACHING", "CLEAR"),
        (1500, "REACHED", "CLEAR"),
        (1600, "REACHED", "APPROACHING"),
        (2000, "REACHED", "REACHED"),
    ],
)
def test_a_volume_stands_against_the_study_and_the_humane_limit(
    volume_mm3, study, humane
):
    assert states("VOLUME", volume_mm3) == {"STUDY": study, "HUMANE": humane}


@pytest.mark.parametrize(
    ("score", "state"), [(2.5, "CLEAR"), (2, "APPROACHING"), (1.5, "REACHED")]
)
def test_a_body_condition_falls_towards_its_limit(score, state):
    assert states("BODY_CONDITION", score) == {"HUMANE": state}


def test_a_missing_value_is_unknown_and_not_fine():
    assert states("WEIGHT_LOSS", math.nan) == {"HUMANE": "UNKNOWN"}


def test_a_limit_without_a_warning_level_goes_from_clear_to_reached():
    assert states("DURATION", 27) == {"STUDY": "CLEAR"}
    assert states("DURATION", 28) == {"STUDY": "REACHED"}


def test_a_sign_without_a_limit_is_left_out():
    assert states("ULCERATION", 3) == {}


def test_limits_of_one_study_do_not_judge_mice_of_another():
    values = pd.DataFrame({"study": [2], "mouse": [7], "kind": "VOLUME", "value": 9e3})
    assert endpoints.limit_states(values, LIMITS).empty


def test_the_worst_state_of_a_sign_is_the_one_shown_humane_first():
    values = pd.DataFrame(
        {"study": 1, "mouse": [1, 2], "kind": "VOLUME", "value": [1700, 2100]}
    )
    worst = endpoints.worst_per_sign(endpoints.limit_states(values, LIMITS))
    assert worst["state"].tolist() == ["REACHED", "REACHED"]
    assert worst["purpose"].tolist() == ["STUDY", "HUMANE"]


def test_a_tumor_doubling_in_a_week_reaches_twice_its_volume_in_a_week():
    volumes = pd.DataFrame(
        {"mouse": 1, "day": [0, 7, 14], "volume_mm3": [100.0, 200.0, 400.0]}
    )
    days = endpoints.days_to_level(volumes, pd.Series({1: 800.0}))
    assert days[1] == pytest.approx(7)


def test_the_example_of_the_domain_reaches_1500_in_two_days():
    # DOMAIN 4.6: 1180 mm3, k = 0.12 per day, limit 1500.
    volumes = pd.DataFrame({"mouse": 1, "day": [0.0, 3.0, 6.0]})
    volumes["volume_mm3"] = [
        1180 * math.exp(0.12 * (day - 6)) for day in volumes["day"]
    ]
    days = endpoints.days_to_level(volumes, pd.Series({1: 1500.0}))
    assert days[1] == pytest.approx(math.log(1500 / 1180) / 0.12)


def test_a_shrinking_tumor_has_no_day_of_the_limit():
    volumes = pd.DataFrame({"mouse": 1, "day": [0, 3], "volume_mm3": [200.0, 150.0]})
    assert endpoints.days_to_level(volumes, pd.Series({1: 1500.0})).isna().all()


def test_one_positive_value_has_no_rate():
    volumes = pd.DataFrame({"mouse": 1, "day": [0, 3], "volume_mm3": [0.0, 150.0]})
    assert endpoints.days_to_level(volumes, pd.Series({1: 1500.0})).isna().all()


def test_the_next_measurement_follows_the_last_reading_and_what_it_found():
    mice = pd.DataFrame(
        {
            "implanted_on": pd.to_datetime(["2026-10-14"] * 4),
            "last_on": pd.to_datetime([None, "2026-11-10", "2026-11-10", "2026-11-10"]),
            "is_palpable": [False, False, True, True],
            "is_near": [False, False, False, True],
        }
    )
    due = endpoints.measurement_due(mice, 3)
    assert [f"{date:%d %b}" for date in due] == ["21 Oct", "17 Nov", "13 Nov", "11 Nov"]


def test_a_tumor_weighs_about_a_milligram_per_cubic_millimeter():
    assert endpoints.tumor_mg_per_mm3(1462, 1549) == pytest.approx(0.94, abs=0.005)
    assert endpoints.tumor_mg_per_mm3(100, 0) is None
    assert endpoints.tumor_mg_per_mm3(100, None) is None

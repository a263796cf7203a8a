import math

import pandas as pd
import pytest

from xenograft.analysis import endpoints

LEVELS = {
    ("VOLUME", "STUDY"): (1200, 1500),
    ("VOLUME", "HUMANE"): (1600, 2000),
    ("WEIGHT_LOSS", "HUMANE"): (15, 20),
    ("BODY_CONDITION", "HUMANE"): (2, 2),
    ("DURATION", "STUDY"): (None, 28),
}


def states(kind, value):
    return {
        purpose: endpoints.level_state(kind, value, *levels)
        for (of, purpose), levels in LEVELS.items()
        if of == kind
    }


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
    assert states("WEIGHT_LOSS", None) == {"HUMANE": "UNKNOWN"}


def test_a_limit_without_a_warning_level_goes_from_clear_to_reached():
    assert states("DURATION", 27) == {"STUDY": "CLEAR"}
    assert states("DURATION", 28) == {"STUDY": "REACHED"}


def test_the_worst_state_of_a_sign_is_the_one_shown_humane_first():
    rows = [
        (mouse, "VOLUME", purpose, state)
        for mouse, volume_mm3 in ((1, 1700), (2, 2100))
        for purpose, state in states("VOLUME", volume_mm3).items()
    ]
    frame = pd.DataFrame(rows, columns=["mouse", "kind", "purpose", "state"])
    worst = endpoints.worst_per_sign(frame)
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


def test_a_tumor_weighs_about_a_milligram_per_cubic_millimeter():
    assert endpoints.tumor_mg_per_mm3(1462, 1549) == pytest.approx(0.94, abs=0.005)
    assert endpoints.tumor_mg_per_mm3(100, 0) is None
    assert endpoints.tumor_mg_per_mm3(100, None) is None

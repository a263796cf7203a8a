import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests import builders
from xenograft.measurement import frames

pytestmark = pytest.mark.django_db


def test_each_reading_has_its_mouse_arm_day_and_volume():
    study = builders.treated_study(mice_per_arm=1, days=(0, 3))
    found = frames.tumor_volumes(study)
    first = found[found["number"] == 1].iloc[0]
    assert first["arm"] == "Vehicle"
    assert first["position"] == 1
    assert first["day"] == 0
    assert first["date"] == pd.Timestamp(builders.DAY_ZERO)
    assert first["side"] == "R"
    assert first["state"] == "MEASURED"
    assert first["length_mm"] == 6.0
    assert first["width_mm"] == 5.8
    assert first["volume_mm3"] == pytest.approx(6.0 * 5.8 * 5.8 / 2, rel=1e-15)
    assert first["measured_at"] == pd.Timestamp(builders.at(0))
    assert len(found) == 8


def test_all_readings_of_a_day_are_in_volumes_and_the_last_in_daily_volumes():
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    mass = builders.tumor(builders.mouse(study))
    held = builders.session(study, 2)
    builders.measurement(held, mass, "9", "9", measured_at=builders.at(2, 11))
    builders.measurement(held, mass, "8", "8", measured_at=builders.at(2, 10))
    assert frames.tumor_volumes(study)["length_mm"].to_list() == [8, 9]
    assert frames.daily_volumes(study)["volume_mm3"].to_list() == [9**3 / 2]


def test_daily_volumes_of_single_readings_equal_tumor_volumes():
    study = builders.treated_study(mice_per_arm=2)
    columns = ["mouse", "arm", "tumor", "side", "day", "date", "volume_mm3"]
    order = ["tumor", "day"]
    every = frames.tumor_volumes(study)[columns].sort_values(order, ignore_index=True)
    daily = frames.daily_volumes(study)[columns].sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(every, daily)


@pytest.mark.parametrize(("rule", "volume"), [("LAST", 87.5), ("MEAN", 162.0)])
def test_the_study_says_what_counts_of_several_readings_a_day(rule, volume):
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    builders.bench_rules(study, day_value=rule)
    mass = builders.tumor(builders.mouse(study))
    held = builders.session(study, 0)
    for length, width in (("11", "7"), ("7", "5")):
        builders.measurement(held, mass, length, width)
    doubtful = builders.measurement(held, mass, "29", "29")
    type(doubtful).objects.filter(pk=doubtful.pk).update(question="29 mm?")
    assert frames.daily_volumes(study)["volume_mm3"].to_list() == [volume]


def test_a_missing_volume_is_a_gap_and_a_tumor_not_palpable_is_zero():
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    mass = builders.tumor(builders.mouse(study))
    held = builders.session(study, 0)
    later = builders.session(study, 3)
    builders.measurement(held, mass, None, None, state="NOT_PALPABLE")
    builders.measurement(later, mass, None, None, state="NOT_DONE", reason="skipped")
    volumes = frames.daily_volumes(study).sort_values("day")["volume_mm3"].to_list()
    assert volumes[0] == 0
    assert np.isnan(volumes[1])


def test_a_tumor_too_small_to_measure_counts_as_the_floor_each_day():
    study = builders.study(day_zero_on=builders.DAY_ZERO)
    mass = builders.tumor(builders.mouse(study))
    held = builders.session(study, 0)
    builders.measurement(held, mass, None, None, state="PALPABLE_BELOW_LOQ")
    found = frames.daily_volumes(study).iloc[0]
    assert found["volume_mm3"] == 13.5
    assert found["state"] == "PALPABLE_BELOW_LOQ"
    assert np.isnan(frames.tumor_volumes(study)["volume_mm3"][0])


def test_open_sessions_are_left_out_unless_asked_for():
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    mass = study.mice.first().tumors.get()
    builders.measurement(builders.session(study, 5, is_closed=False), mass)
    assert set(frames.daily_volumes(study)["day"]) == {0}
    assert set(frames.daily_volumes(study, closed_only=False)["day"]) == {0, 5}
    assert set(frames.tumor_volumes(study, closed_only=False)["day"]) == {0, 5}


def test_days_count_from_the_first_dose_of_each_mouse():
    study = builders.treated_study(mice_per_arm=1, days=(0, 7))
    late = study.mice.get(number=2)
    late.doses.update(slot_on=builders.DAY_ZERO + dt.timedelta(days=4))
    found = frames.daily_volumes(study)
    assert found[found["number"] == 2]["day"].to_list() == [-4, 3]
    assert found[found["number"] == 1]["day"].to_list() == [0, 7]


def test_weights_take_the_last_of_a_day():
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    mouse, held = study.mice.get(number=1), study.sessions.get()
    builders.weight(held, mouse, "21.9", weighed_at=builders.at(0, 15))
    found = frames.body_weights(study)
    assert found[found["number"] == 1]["weight_g"].to_list() == [21.9]
    assert len(found) == 4


def test_another_study_stays_out():
    builders.treated_study(mice_per_arm=1)
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    assert len(frames.tumor_volumes(study)) == 4
    assert len(frames.daily_volumes(study)) == 4
    assert len(frames.body_weights(study)) == 4


def test_a_study_without_readings_gives_empty_frames():
    study = builders.study()
    for frame in (
        frames.tumor_volumes(study),
        frames.daily_volumes(study),
        frames.body_weights(study),
    ):
        assert len(frame) == 0
        assert "day" in frame


@pytest.mark.parametrize("size", [1, 5])
def test_frames_take_few_queries_at_any_size(size, django_assert_max_num_queries):
    study = builders.treated_study(mice_per_arm=size)
    for frame in (frames.tumor_volumes, frames.daily_volumes, frames.body_weights):
        with django_assert_max_num_queries(6):
            frame(study)

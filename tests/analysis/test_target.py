"""Worked examples of DOMAIN 7.3 and the rules at their edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenograft.analysis import target
from xenograft.analysis.engagement import against_vehicle


def percents(*rows):
    return pd.DataFrame(rows, columns=["pct_0", "pct_1", "pct_2", "pct_3"])


def test_the_worked_example_of_an_h_score_is_200():
    assert target.h_score(percents((10, 20, 30, 40))).to_list() == [200]


def test_other_weights_give_the_other_scale():
    all_strong = percents((0, 0, 0, 100))
    assert target.h_score(all_strong).to_list() == [300]
    assert target.h_score(all_strong, (0, 2, 3, 4)).to_list() == [400]


@pytest.mark.parametrize(
    "row",
    [(10, 20, 30, 38.9), (0, 0, 0, 101.1), (-1, 1, 50, 50), (np.nan, 20, 30, 50)],
)
def test_percentages_that_are_not_a_whole_have_no_h_score(row):
    assert target.h_score(percents(row)).isna().all()


def test_percentages_may_be_off_by_one_in_rounding():
    assert target.h_score(percents((10, 20, 30, 39))).to_list() == [197]


@given(st.tuples(*[st.integers(0, 100)] * 3))
def test_an_h_score_is_between_0_and_300(cuts):
    low, middle, high = sorted(cuts)
    parts = (low, middle - low, high - middle, 100 - high)
    score = target.h_score(percents(parts))[0]
    assert 0 <= score <= 300


def test_percent_positive_has_gaps_without_cells():
    positive, total = pd.Series([150, 0, 0, 7]), pd.Series([600, 600, 0, 6])
    found = target.percent_positive(positive, total)
    assert found[:2].to_list() == [25, 0]
    assert found[2:].isna().all()


def lanes(**columns):
    rows = pd.DataFrame(columns)
    for name in ("phospho_loading", "total_loading"):
        if name not in rows:
            rows[name] = np.nan
    return rows


def test_a_ratio_is_phosphorylated_over_total():
    blots = lanes(phospho_density=[500.0, 120.0], total_density=[1000.0, 960.0])
    assert target.density_ratio(blots).to_list() == [0.5, 0.125]


def test_a_ratio_takes_the_loading_of_both_blots_into_account():
    blots = lanes(
        phospho_density=[500.0],
        phospho_loading=[2.0],
        total_density=[1000.0],
        total_loading=[4.0],
    )
    assert target.density_ratio(blots).to_list() == [(500 / 2) / (1000 / 4)]


@pytest.mark.parametrize(
    ("phospho", "total", "loading"),
    [(5, 0, 1), (5, -1, 1), (-0.1, 9, 1), (np.nan, 9, 1), (5, np.nan, 1), (5, 9, 0)],
)
def test_a_lane_without_a_ratio_is_a_gap(phospho, total, loading):
    blots = lanes(
        phospho_density=[phospho], total_density=[total], total_loading=[loading]
    )
    assert target.density_ratio(blots).isna().all()


def test_lanes_are_folds_of_the_vehicle_of_their_own_blot():
    ratios = pd.DataFrame(
        {
            "blot": ["1", "1", "1", "2", "2"],
            "is_vehicle": [True, True, False, True, False],
            "ratio": [0.8, 1.2, 0.25, 0.5, 0.25],
        }
    )
    found = target.fold_of_vehicle(ratios)
    assert found["fold"].to_list() == pytest.approx([0.8, 1.2, 0.25, 1, 0.5])
    assert found["inhibition_pct"][2] == pytest.approx(75)
    assert found["log2_fold"][4] == pytest.approx(-1)


def test_a_blot_without_vehicle_has_no_folds():
    ratios = pd.DataFrame({"blot": ["1"], "is_vehicle": [False], "ratio": [0.4]})
    assert target.fold_of_vehicle(ratios)["fold"].isna().all()


def test_nothing_left_of_the_protein_is_full_inhibition_without_a_logarithm():
    ratios = pd.DataFrame(
        {"blot": ["1", "1"], "is_vehicle": [True, False], "ratio": [1.0, 0.0]}
    )
    found = target.fold_of_vehicle(ratios).iloc[1]
    assert found["inhibition_pct"] == 100
    assert np.isnan(found["log2_fold"])


@given(st.floats(0.01, 100), st.floats(0.001, 1000))
def test_a_brighter_exposure_of_a_blot_changes_no_fold(ratio, exposure):
    rows = pd.DataFrame(
        {"blot": ["1", "1"], "is_vehicle": [True, False], "ratio": [0.7, ratio]}
    )
    brighter = rows.assign(ratio=rows["ratio"] * exposure)
    assert target.fold_of_vehicle(brighter)["fold"].to_list() == pytest.approx(
        target.fold_of_vehicle(rows)["fold"].to_list()
    )


def timing(**instants):
    names = ["last_dose_at", "died_at", "collected_at", "preserved_at"]
    row = {
        name: pd.Timestamp(instants[name]) if name in instants else pd.NaT
        for name in names
    }
    row["planned_hours"] = instants.get("planned_hours", np.nan)
    return target.collection_timing(pd.DataFrame([row])).iloc[0]


def test_minutes_after_the_dose_do_not_jump_with_the_clocks():
    found = timing(
        last_dose_at="2026-10-25T02:30+02:00", collected_at="2026-10-25T02:30+01:00"
    )
    assert found["after_dose_min"] == 60


@pytest.mark.parametrize(
    ("minutes", "is_out"), [(240, False), (264, False), (265, True), (215, True)]
)
def test_a_collection_may_be_off_by_a_tenth_of_its_plan(minutes, is_out):
    collected = pd.Timestamp("2026-11-03T08:00Z") + pd.Timedelta(minutes=minutes)
    found = timing(
        last_dose_at="2026-11-03T08:00Z", collected_at=collected, planned_hours=4
    )
    assert bool(found["is_out_of_window"]) is is_out
    assert found["late_min"] == minutes - 240


def test_a_short_plan_allows_a_quarter_of_an_hour():
    plan = {"last_dose_at": "2026-11-03T08:00Z", "planned_hours": 1}
    assert not timing(**plan, collected_at="2026-11-03T09:15Z")["is_out_of_window"]
    assert timing(**plan, collected_at="2026-11-03T09:16Z")["is_out_of_window"]


def test_ischemia_is_warm_until_the_excision_and_cold_until_the_freezer():
    found = timing(
        died_at="2026-11-03T10:00Z",
        collected_at="2026-11-03T10:06Z",
        preserved_at="2026-11-03T10:16Z",
    )
    assert (found["warm_ischemia_min"], found["cold_ischemia_min"]) == (6, 10)


def test_what_is_not_known_is_a_gap_and_not_out_of_its_window():
    found = timing(collected_at="2026-11-03T10:06Z", planned_hours=4)
    assert np.isnan(found["after_dose_min"])
    assert not found["is_out_of_window"]


def test_readouts_of_one_mouse_are_one_row_of_their_mean():
    rows = [(1, 7, 4, 4.0, 50), (1, 7, 4, 4.2, 70), (1, 7, 8, 8.0, 30), (1, 9, 4, 4, 9)]
    rows += [(1, 9, 4, 4.0, None), (2, 3, None, None, 5)]
    columns = ["arm", "mouse", "hours", "after_hours", "value"]
    found = target.means_of_mice(pd.DataFrame(rows, columns=columns))
    told = found[["mouse", "hours", "value", "readout_count"]].to_numpy().tolist()
    assert told == [[7, 4, 60, 2], [7, 8, 30, 1], [9, 4, 9, 1]]
    assert found["after_hours"].tolist() == pytest.approx([4.1, 8, 4])


def test_only_a_phosphoprotein_that_waited_too_long_is_too_late():
    readouts = pd.DataFrame(
        {
            "phosphosite": ["Y397", "Y397", "", "Y397"],
            "cold_ischemia_min": [30, 30.1, 90, float("nan")],
        }
    )
    assert target.is_too_late(readouts, 30).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("values", "apart"),
    [([90, 110], 20), ([200], None), ([0, 0], None), ([0, 50], 200)],
)
def test_readers_are_apart_by_a_share_of_the_middle(values, apart):
    assert target.readers_differ(values) == apart


def test_hours_in_the_fixative_are_counted():
    collected, fixed, out = pd.to_datetime(
        ["2026-11-13T11:00Z", "2026-11-13T11:10Z", "2026-11-14T17:10Z"]
    )
    row = {"last_dose_at": pd.NaT, "died_at": pd.NaT, "planned_hours": None}
    row |= {"collected_at": collected, "preserved_at": fixed, "fixed_until": out}
    found = target.collection_timing(pd.DataFrame([row, row | {"fixed_until": pd.NaT}]))
    assert found["fixation_hours"].iloc[0] == 30
    assert np.isnan(found["fixation_hours"].iloc[1])


def test_a_piece_of_a_living_mouse_has_no_warm_ischemia():
    collected, died = pd.to_datetime(["2026-11-13T11:00Z", "2026-11-15T14:00Z"])
    row = {"last_dose_at": pd.NaT, "planned_hours": None, "preserved_at": pd.NaT}
    row |= {"collected_at": collected, "died_at": died}
    found = target.collection_timing(pd.DataFrame([row]))
    assert np.isnan(found["warm_ischemia_min"].iloc[0])


@pytest.mark.parametrize(
    ("grades", "mean"), [([2, 3, 2, 1], 2.0), ([0], 0.0), ([], None), ([2, 4], None)]
)
def test_an_intensity_is_the_mean_of_its_fields(grades, mean):
    found = target.mean_intensity(grades)
    assert np.isnan(found) if mean is None else found == mean


def test_a_ratio_is_told_over_the_reference_of_its_blot():
    ratios = pd.DataFrame({"ratio": [0.6, 0.6], "reference_ratio": [0.8, None]})
    found = target.of_reference(ratios)
    assert found.iloc[0] == pytest.approx(0.75)
    assert np.isnan(found.iloc[1])


def blotted():
    rows = [
        (arm, f"{arm}{blot}{lane}", 4.0, blot, arm + blot + lane / 10)
        for arm in (1, 2)
        for blot in (1, 2)
        for lane in (0, 1)
    ]
    return pd.DataFrame(rows, columns=["arm", "mouse", "hours", "batch", "y"])


def test_an_arm_is_compared_with_the_control_at_the_same_hours():
    (row,) = against_vehicle(blotted(), control=1).to_dict("records")
    assert (row["arm"], row["hours"], row["n"], row["n_control"]) == (2, 4.0, 4, 4)
    assert row["estimate"] == pytest.approx(1)


def test_without_the_control_at_these_hours_nothing_is_compared():
    points = blotted()
    points.loc[points["arm"] == 2, "hours"] = 8.0
    with pytest.raises(ValueError, match="No arm has readouts at hours"):
        against_vehicle(points, control=1)

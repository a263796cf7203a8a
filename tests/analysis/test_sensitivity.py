import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.analysis.mixed_sets import SETS, meta
from tests.analysis.mixed_sets import volumes as real_volumes
from tests.analysis.shared_files import oracle
from xenograft.analysis import arm_means, sensitivity
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits

PAIR = {"B against C": {"B": 1, "C": -1}}
DAYS = (0, 4, 8, 12, 16)
EXACT = {"rtol": 1e-9}


def made_up(effect=-0.08, mice=8, leave_at=None, seed=4):
    """mouse, arm, day, y, relative of two arms; mice leave past a relative size."""
    rng = np.random.default_rng(seed)
    rows = []
    for arm, rate in (("C", 0.15), ("B", 0.15 + effect)):
        for mouse in range(mice):
            own, relative = rate + 0.02 * rng.normal(), 0.0
            for day in DAYS:
                if leave_at is not None and relative > leave_at:
                    break
                relative = own * day + 0.05 * rng.normal() * (day > 0)
                rows.append((f"{arm}{mouse}", arm, day, relative))
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "relative"])
    level = frame["mouse"].map({m: 0.1 * rng.normal() for m in frame["mouse"].unique()})
    return frame.assign(y=4.8 + level + frame["relative"])


def by_rule(values, contrasts=PAIR, **more):
    fit = curves.fit_or_simpler(values)
    return sensitivity.by_rule(values, contrasts, fit, **more)


def of(found, rule):
    return found.set_index("rule").loc[rule]


def test_every_rule_answers_for_every_contrast():
    found = by_rule(made_up())
    assert found["rule"].tolist() == [rule for rule, _ in sensitivity.RULES]
    assert (found["problem"] == "").all()
    assert (found["conclusion"] == sensitivity.SMALLER).all()


def test_without_losses_the_rules_of_means_give_welch_s_test_of_the_last_day():
    values = made_up()
    last = values[values["day"] == 16].groupby("arm")["relative"]
    witness = stats.ttest_ind(last.get_group("B"), last.get_group("C"), equal_var=False)
    bounds = witness.confidence_interval(0.95)
    found = by_rule(values)
    for rule, _ in arm_means.LEAVE_RULES:
        row = of(found, rule)
        assert row["day"] == 16
        assert row["mice"] == "B 8, C 8"
        assert row["p"] == pytest.approx(witness.pvalue, rel=1e-9)
        assert row["low"] == pytest.approx(np.exp(bounds.low), rel=1e-9)
        assert row["high"] == pytest.approx(np.exp(bounds.high), rel=1e-9)


def test_the_model_s_answer_is_its_difference_of_rates_to_the_usual_day():
    values = made_up(leave_at=1.5)
    fit = curves.fit_or_simpler(values)
    found = by_rule(values)
    day = of(found, arm_means.STOP_AT_FRACTION)["day"]
    expected = fits.differences(fit, [("B", "C")]).iloc[0]
    row = of(found, sensitivity.MODEL_BASED)
    assert row["day"] == day < 16
    assert row["ratio"] == pytest.approx(np.exp(day * expected["estimate"]))
    assert row["p"] == pytest.approx(expected["p"])


def test_each_rule_ends_where_it_says():
    found = by_rule(made_up(leave_at=1.5))
    first, usual, every, carried = (
        of(found, rule)["day"]
        for rule in (
            arm_means.STOP_AT_FIRST_LOSS,
            arm_means.STOP_AT_FRACTION,
            arm_means.AVAILABLE_CASE,
            arm_means.LOCF,
        )
    )
    assert first <= usual <= every <= carried == 16


def test_a_conclusion_that_the_survivors_reverse_depends_on_the_rule():
    """Large tumors of the control leave, so its survivors look like the treated."""
    values = made_up(effect=-0.03, leave_at=1.5, mice=10, seed=8)
    found = sensitivity.dependence(by_rule(values)).loc["B against C"]
    assert not found["is_same"]
    assert found["said"].startswith("The conclusion depends on the rule: ")
    assert "“show survivors (misleading)”" in found["said"]


def test_a_conclusion_that_does_not_depend_is_said_once():
    found = sensitivity.dependence(by_rule(made_up())).loc["B against C"]
    assert found["is_same"]
    assert found["said"] == "By every rule: smaller."


def test_without_a_model_the_other_rules_still_answer():
    found = sensitivity.by_rule(made_up(), PAIR)
    assert of(found, sensitivity.MODEL_BASED)["problem"] == sensitivity.NO_FIT
    assert sensitivity.dependence(found)["n_rules"].tolist() == [4]


def test_one_mouse_in_an_arm_has_no_answer():
    values = made_up()
    found = sensitivity.by_rule(values[values["mouse"].isin(["B0", "C0", "C1"])], PAIR)
    assert found["problem"].tolist()[:4] == [sensitivity.NO_DAY] * 4
    said = sensitivity.dependence(found)["said"].tolist()
    assert said == [sensitivity.TOO_FEW_RULES]


def test_p_values_are_adjusted_over_the_contrasts_of_a_rule():
    values = pd.concat([made_up(), made_up(seed=9).query("arm == 'B'").assign(arm="A")])
    values["mouse"] = values["arm"] + values["mouse"]
    two = {"B": {"B": 1, "C": -1}, "A": {"A": 1, "C": -1}}
    found = by_rule(values, two)
    assert found["contrast"].tolist() == ["B"] * 5 + ["A"] * 5
    for _, own in found.groupby("rule"):
        np.testing.assert_allclose(own["p_holm"], fits.holm(own["p"]))


@pytest.mark.parametrize("study", SETS)
@pytest.mark.parametrize(
    ("rule", "method"), [("AVAILABLE_CASE", "observed"), ("LOCF", "locf")]
)
def test_ratios_of_geometric_means_are_those_of_r(study, rule, method):
    table = oracle(study, "tgi_tc")
    table = table[table["method"] == method].set_index(["arm", "t"])
    frame = real_volumes(study)
    start = frame[frame["day"] == 0].set_index("mouse")["volume_mm3"]
    frame = frame[(frame["volume_mm3"] > 0) & frame["mouse"].map(start).gt(0)]
    relative = np.log(frame["volume_mm3"] / frame["mouse"].map(start))
    control = meta(study)["control"]
    treated = [arm for arm in meta(study)["arms"] if arm != control]
    contrasts = {arm: {arm: 1, control: -1} for arm in treated}
    found = sensitivity.by_rule(frame.assign(relative=relative), contrasts)
    compared = 0
    for row in found[found["rule"] == rule].dropna(subset="ratio").itertuples():
        theirs = table.loc[(row.contrast, row.day)]
        counts = f"{row.contrast} {theirs['n_T']:.0f}, {control} {theirs['n_C']:.0f}"
        expected = theirs["TC_rtv_geo_pct"] / 100
        # R counts mice whose volume is 0, which has no logarithm.
        if row.mice == counts and not np.isnan(expected):
            np.testing.assert_allclose(row.ratio, expected, **EXACT)
            compared += 1
    assert compared or study == "MIMIC20"


NUMBERS = ["ratio", "low", "high", "p", "p_holm"]
VALUES = made_up(leave_at=1.5)
FOUND = by_rule(VALUES)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_the_rows_does_not_matter(seed):
    found = by_rule(VALUES.sample(frac=1, random_state=seed))
    np.testing.assert_allclose(found[NUMBERS], FOUND[NUMBERS], rtol=1e-6)


def test_other_names_of_the_arms_change_no_number():
    renamed = VALUES.assign(arm=VALUES["arm"].map({"B": "x", "C": "a"}))
    found = by_rule(renamed, {"B against C": {"x": 1, "a": -1}})
    np.testing.assert_allclose(found[NUMBERS], FOUND[NUMBERS], rtol=1e-6)


def test_missing_days_of_a_mouse_that_left_change_nothing():
    gaps = pd.DataFrame({"mouse": "C0", "arm": "C", "day": [12, 16]})
    gone = VALUES[(VALUES["mouse"] != "C0") | (VALUES["day"] < 12)]
    longer = pd.concat([gone, gaps], ignore_index=True)
    found = sensitivity.by_rule(longer, PAIR)
    expected = sensitivity.by_rule(gone, PAIR)
    pd.testing.assert_frame_equal(found, expected)

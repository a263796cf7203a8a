import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analysis import mixed_sets
from tests.analysis.combination.made_up import DESIGN, made_up
from tests.analysis.combination_sets import EVERY_SET, design_of
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import volumes


def relative(study):
    """mouse, arm, day and relative_volume, zeros counted as the packages do."""
    frame = mixed_sets.volumes(study)
    start = frame[(frame["day"] == 0) & (frame["volume_mm3"] > 0)]
    start = frame["mouse"].map(start.set_index("mouse")["volume_mm3"])
    return frame.assign(relative_volume=frame["volume_mm3"] / start)


@EVERY_SET
def test_the_log_ratios_are_those_of_combpdx(study):
    expected = oracle(study, "combpdx_ci")
    frame, design = relative(study), design_of(study)
    names = {"RA": "response additivity"}
    for (day, method), row in expected.groupby(["t", "method"]):
        row = row.iloc[0]
        ours = volumes.log_ratios(frame, design, day).set_index("reference")
        ours = ours.loc[names.get(method, method)]
        assert ours["log_ratio"] == pytest.approx(row["CI"], rel=1e-9, abs=1e-12)
        assert ours["se"] == pytest.approx(row["std.err"], rel=1e-9)
        # Its limits are those of a 90 % interval, its p is one-sided.
        reach = stats.norm.ppf(0.95) * ours["se"]
        limits = [ours["log_ratio"] - reach, ours["log_ratio"] + reach]
        assert limits == pytest.approx([row["lb"], row["ub"]], rel=1e-8, abs=1e-10)
        one_sided = stats.norm.sf(ours["log_ratio"] / ours["se"])
        assert one_sided == pytest.approx(row["p.val"], abs=1e-9)


@EVERY_SET
def test_the_interval_of_the_observed_volumes_is_scipy_s_of_that_arm_alone(study):
    values, design = mixed_sets.relative_logs(study), design_of(study)
    counts = values.groupby(["day", "arm"])["mouse"].nunique().unstack(fill_value=0)
    day = counts.index[(counts[design.arms] > 1).all(axis=1)][-1]
    found = volumes.at_day(values, design, day).set_index("reference")
    own = values[(values["day"] == day) & (values["arm"] == design.both)]["y"]
    of_logs = stats.ttest_1samp(own, 0).confidence_interval()
    of_ratios = stats.ttest_1samp(np.exp(own), 0).confidence_interval()
    expected = {name: np.exp(of_logs) for name in ("Bliss", "HSA")}
    expected["response additivity"] = of_ratios
    for reference, ends in expected.items():
        ours = found.loc[reference, ["observed_low", "observed_high"]]
        np.testing.assert_allclose(ours.to_numpy(float), ends, rtol=1e-9)


def growth_rates(study):
    frame = oracle(study, "per_mouse").dropna(subset=["V0", "eGR_invivoSyn"])
    frame["mouse"] = frame["mouse"].astype(str)
    known = mixed_sets.volumes(study)["mouse"].astype(str).unique()
    frame = frame[frame["mouse"].isin(known)]
    return frame.rename(columns={"eGR_invivoSyn": "rate"})[["mouse", "arm", "rate"]]


@EVERY_SET
@pytest.mark.parametrize("method", ["Bliss", "HSA"])
def test_the_survival_index_is_that_of_invivosyn(study, method):
    expected = oracle(study, "invivosyn_auc_synergy_point")
    mice, design = growth_rates(study), design_of(study)
    for row in expected[expected["method"] == method].itertuples():
        ours = volumes.survival_index(mice, design, row.t).set_index("reference")
        assert ours.loc[method, "index"] == pytest.approx(row.CI, rel=1e-9)
        score = ours.loc[method, "score"]
        assert score == pytest.approx(row.Synergy_score, rel=1e-8, abs=1e-9)


@EVERY_SET
@pytest.mark.parametrize("method", ["Bliss", "HSA"])
def test_the_bootstrap_is_that_of_invivosyn_within_its_draws(study, method):
    expected = oracle(study, "invivosyn_auc_synergy_boot2000_seed123456")
    expected = expected[expected["method"] == method].set_index("Metric")
    mice, design = growth_rates(study), design_of(study)
    day = expected["t"].iloc[0]
    ours = volumes.survival_index(mice, design, day, draws=20_000)
    ours = ours.set_index("reference").loc[method]
    assert ours["index"] == pytest.approx(expected.loc["CI", "Value"], rel=1e-9)
    score = expected.loc["Synergy_score", "Value"]
    assert ours["score"] == pytest.approx(score, rel=1e-8)
    tail = np.clip(ours["p_smaller"], 0.0005, 0.9995)
    for one in (expected["p.val.Synergy"], 1 - expected["p.val.Antagonism"]):
        off = (one - ours["p_smaller"]).abs()
        assert (off <= 3.5 * np.sqrt(tail / 2000)).all()
    # The error of a 2.5 % quantile of 2,000 draws in units of the interval's tail.
    width = np.log(ours["index_high"] / ours["index_low"])
    low, high = expected.loc["CI", ["lb", "ub"]].astype(float)
    assert np.log(low) == pytest.approx(np.log(ours["index_low"]), abs=0.12 * width)
    assert np.log(high) == pytest.approx(np.log(ours["index_high"]), abs=0.12 * width)
    width = ours["score_high"] - ours["score_low"]
    low, high = expected.loc["Synergy_score", ["lb", "ub"]].astype(float)
    # In MIMIC20 a fraction that grew to thousands has a long tail.
    share = 0.2 if study == "MIMIC20" else 0.12
    assert low == pytest.approx(ours["score_low"], abs=share * width)
    assert high == pytest.approx(ours["score_high"], abs=share * width)


def test_the_index_of_a_day_is_observed_over_expected():
    found = volumes.at_day(made_up(), DESIGN, 14)
    np.testing.assert_allclose(found["index"], found["observed"] / found["expected"])


def mean_of(values, arm):
    own = values[(values["day"] == 14) & (values["arm"] == arm)]
    return np.exp(own["y"].to_numpy())


def test_additivity_compares_sums_of_mean_relative_volumes():
    values = made_up()
    found = volumes.at_day(values, DESIGN, 14).set_index("reference")
    found = found.loc["response additivity"]
    control, a, b, both = (mean_of(values, arm) for arm in DESIGN.arms)
    expected = a.mean() + b.mean() - control.mean()
    assert found["expected"] == pytest.approx(expected)
    assert found["observed"] == pytest.approx(both.mean())
    assert found["difference"] == pytest.approx(both.mean() - expected)
    errors = [each.var(ddof=1) / len(each) for each in (control, a, b, both)]
    assert found["se"] == pytest.approx(np.sqrt(sum(errors)))


def test_the_limits_of_an_additive_index_are_where_fieller_s_t_is_critical():
    values = made_up()
    found = volumes.at_day(values, DESIGN, 14).set_index("reference")
    found = found.loc["response additivity"]
    control, a, b, both = (mean_of(values, arm) for arm in DESIGN.arms)
    error = [each.var(ddof=1) / len(each) for each in (control, a, b)]
    own = both.var(ddof=1) / len(both)
    for limit in (found["low"], found["high"]):
        t = (both.mean() - limit * found["expected"]) / np.sqrt(
            own + limit**2 * sum(error)
        )
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, found["df"]))
    assert found["low"] < found["index"] < found["high"]
    assert (found["p"] < 0.05) == (not found["low"] <= 1 <= found["high"])


def test_where_nothing_is_left_to_expect_there_is_no_additive_index():
    values = made_up(effects=(0.1, -0.1, -0.1, -0.1))
    found = volumes.at_day(values, DESIGN, 14).set_index("reference")
    found = found.loc["response additivity"]
    assert found["expected"] < 0
    assert found[["index", "low", "high"]].isna().all()
    assert np.isfinite(found["p"])


def test_the_score_is_above_0_when_smaller_than_expected():
    found = volumes.at_day(made_up(effects=(0, -0.02, -0.02, -0.1)), DESIGN, 14)
    assert (found["index"].dropna() < 1).all()
    assert (found["score"] > 0).all()
    np.testing.assert_allclose(found["score"], -found["difference"] / found["se"])


def test_against_one_drug_it_is_welch_s_test():
    values = made_up()
    found = volumes.at_day(values, DESIGN, 14).set_index("reference").loc["HSA"]
    day = values[values["day"] == 14].groupby("arm")["y"]
    expected = stats.ttest_ind(
        day.get_group("AB"), day.get_group(found["better"]), equal_var=False
    )
    assert found["p"] == pytest.approx(expected.pvalue)
    assert found["df"] == pytest.approx(expected.df)


def test_an_arm_with_one_mouse_is_refused_with_its_name_and_day():
    values = made_up()
    lone = values[(values["arm"] != "B") | (values["mouse"] == "B1")]
    with pytest.raises(ValueError, match="B has 1 mice with a volume on day 14"):
        volumes.at_day(lone, DESIGN, 14)


def test_an_arm_that_is_gone_is_refused():
    values = made_up()
    with pytest.raises(ValueError, match="C has 0 mice"):
        volumes.at_day(values[values["arm"] != "C"], DESIGN, 14)


def test_without_draws_there_is_only_the_point():
    mice = pd.DataFrame(
        [
            (arm, arm, rate)
            for arm, rate in zip(DESIGN.arms, (0.1, 0.07, 0.06, 0.01), strict=True)
        ],
        columns=["mouse", "arm", "rate"],
    )
    found = volumes.survival_index(mice, DESIGN, 10).set_index("reference")
    assert list(found.columns) == ["index", "score"]
    assert found.loc["Bliss", "index"] == pytest.approx(np.exp(-0.2))

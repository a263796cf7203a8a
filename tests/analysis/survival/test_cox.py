from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from tests.analysis.mixed_sets import meta
from tests.analysis.survival_sets import EVERY_SET, cases, expected, times
from xenograft.analysis.survival import cox, firth

COLUMNS = {
    "coefficient": "coef",
    "se": "se",
    "z": "z",
    "hazard_ratio": "HR",
    "low": "HR_lower",
    "high": "HR_upper",
    "p": "p",
}
INFINITE = 10
# R's standard errors beside an infinite ratio are wrong here: 0.52 and 0.61, where the
# likelihood without that arm has 0.72 and 0.85.
WRONG_IN_R = ("grwth_SIM", "abs", "t_lin")


@lru_cache(None)
def fitted(case, method=None):
    return cox.hazard_ratios(times(case), meta(case[0])["control"], method=method)


def reference(case):
    table = expected(case, "cox")
    return table.set_index(table["term"].str.removeprefix("arm"))


@EVERY_SET
@pytest.mark.parametrize(("column", "theirs"), COLUMNS.items())
def test_hazard_ratios_are_those_of_coxph(study, column, theirs):
    """Of Efron's fits every finite ratio; beside an infinite one pages show Firth's."""
    for case in cases(study, "cox"):
        table, ours = reference(case), fitted(case, cox.EFRON).ratios
        is_finite = table["coef"].abs() < INFINITE
        method = cox.EFRON if is_finite.all() else cox.FIRTH
        assert fitted(case).method == method
        if case == WRONG_IN_R and theirs not in ("coef", "HR"):
            continue
        ours = ours.assign(z=ours["coefficient"] / ours["se"])
        own = ours.loc[table.index[is_finite], column]
        theirs_too = table.loc[is_finite, theirs]
        np.testing.assert_allclose(own, theirs_too, rtol=1e-6, atol=1e-8)


def test_errors_beside_an_infinite_ratio_are_those_without_that_arm():
    rows = times(WRONG_IN_R)
    alone = cox.hazard_ratios(rows[rows["arm"] != "Combination"], "Control").ratios
    ours = fitted(WRONG_IN_R, cox.EFRON).ratios.loc[alone.index, "se"]
    np.testing.assert_allclose(ours, alone["se"], rtol=1e-6)
    assert (ours > 1.3 * reference(WRONG_IN_R).loc[alone.index, "se"]).all()


@EVERY_SET
def test_the_likelihoods_are_those_of_coxph(study):
    for case in cases(study, "cox"):
        table, found = expected(case, "cox").iloc[0], fitted(case, cox.EFRON)
        assert found.log_likelihood == pytest.approx(table["loglik"], abs=1e-6)
        assert found.chi_square == pytest.approx(table["lr_test"], abs=1e-6)
        rows, control = times(case), meta(study)["control"]
        own = rows.loc[rows["arm"] == control, "is_event"]
        assert found.ratios["n"].sum() + len(own) == table["n"]
        assert found.ratios["n_events"].sum() + own.sum() == table["events"]


def made_up(seed=5, events=0.8, mice=8):
    rng = np.random.default_rng(seed)
    arm = np.repeat(["C", "A", "B"], mice)
    day = rng.integers(2, 15, 3 * mice) + 4.0 * (arm != "C")
    is_event = rng.random(3 * mice) < events
    return pd.DataFrame({"arm": arm, "day": day, "is_event": is_event})


def without_events(arm="B"):
    frame = made_up()
    return frame.assign(is_event=frame["is_event"] & (frame["arm"] != arm))


class Witness:
    """Firth's penalized likelihood from statsmodels' own likelihood and Hessian."""

    def __init__(self, frame, arms=("A", "B")):
        from statsmodels.duration.hazard_regression import PHReg

        is_arm = frame["arm"].to_numpy()[:, None] == np.array(arms, dtype=object)
        event = frame["is_event"].to_numpy(int)
        self.model = PHReg(frame["day"], is_arm.astype(float), event, ties="efron")

    def value(self, coefficients):
        at = np.asarray(coefficients, float)
        information = -self.model.hessian(at)
        return self.model.loglike(at) + np.linalg.slogdet(information)[1] / 2

    def highest(self):
        options = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000}
        lost = lambda at: -self.value(at)  # noqa: E731
        return optimize.minimize(lost, [0, 0], method="Nelder-Mead", options=options)

    def profile(self, place, held):
        def lost(free):
            return -self.value(np.insert([free], place, held))

        found = optimize.minimize_scalar(lost, bounds=(-8, 4), options={"xatol": 1e-9})
        return -found.fun


@pytest.mark.parametrize("frame", [made_up(), without_events(), without_events("C")])
def test_firth_s_estimates_are_those_of_the_penalized_likelihood(frame):
    witness = Witness(frame)
    best = witness.highest()
    found = cox.hazard_ratios(frame, "C", method=cox.FIRTH)
    np.testing.assert_allclose(found.ratios["coefficient"], best.x, atol=1e-6)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-9)
    information = -witness.model.hessian(best.x)
    se = np.sqrt(np.diag(np.linalg.inv(information)))
    np.testing.assert_allclose(found.ratios["se"], se, rtol=1e-5)


def test_firth_s_limits_are_where_the_profile_has_fallen():
    frame = without_events()
    witness = Witness(frame)
    top = -witness.highest().fun
    found = cox.hazard_ratios(frame, "C").ratios
    for place, arm in enumerate(["A", "B"]):
        for limit in ("low", "high"):
            held = np.log(found.loc[arm, limit])
            fallen = 2 * (top - witness.profile(place, held))
            assert fallen == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-5)
        ratio = 2 * (top - witness.profile(place, 0.0))
        assert found.loc[arm, "p"] == pytest.approx(stats.chi2.sf(ratio, 1), abs=1e-7)


def test_limits_that_are_searched_for_are_those_that_are_solved_for(monkeypatch):
    solved = cox.hazard_ratios(without_events(), "C").ratios
    monkeypatch.setattr(firth, "_where_it_meets", lambda *_: None)
    searched = cox.hazard_ratios(without_events(), "C").ratios
    pd.testing.assert_frame_equal(searched, solved, rtol=1e-6)


def test_an_arm_without_an_event_gets_a_finite_ratio_and_it_is_said():
    found = cox.hazard_ratios(without_events(), "C")
    assert found.method == cox.FIRTH
    assert found.note == cox.WHY_FIRTH
    row = found.ratios.loc["B"]
    assert 0 < row["low"] < row["hazard_ratio"] < row["high"] < np.inf
    assert row["n_events"] == 0


def test_arms_whose_events_do_not_overlap_get_a_finite_ratio():
    frame = pd.DataFrame(
        {"arm": ["C"] * 4 + ["A"] * 4, "day": [1.0, 2, 3, 4, 8, 9, 10, 11]}
    ).assign(is_event=True)
    found = cox.hazard_ratios(frame, "C")
    assert found.method == cox.FIRTH
    assert np.isfinite(found.ratios.loc["A", "high"])


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (made_up().assign(is_event=False), "No mouse has had the event"),
        (made_up().query("arm == 'C'"), "Only one arm"),
        (made_up().query("arm != 'C'"), "C has no times"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_plain_words(frame, said):
    with pytest.raises(ValueError, match=said):
        cox.hazard_ratios(frame, "C")


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_the_rows_does_not_matter(seed):
    for frame in (made_up(), without_events()):
        shuffled = frame.sample(frac=1, random_state=seed)
        found = cox.hazard_ratios(shuffled, "C").ratios
        expected = cox.hazard_ratios(frame, "C").ratios
        pd.testing.assert_frame_equal(found, expected, rtol=1e-6)


def test_other_names_of_the_arms_rename_the_ratios():
    frame = without_events()
    names = {"C": "z", "A": "y", "B": "x"}
    renamed = cox.hazard_ratios(frame.assign(arm=frame["arm"].map(names)), "z").ratios
    expected = cox.hazard_ratios(frame, "C").ratios.rename(index=names)
    pd.testing.assert_frame_equal(renamed.loc[expected.index], expected, rtol=1e-6)

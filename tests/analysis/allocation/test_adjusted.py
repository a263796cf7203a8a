"""The analysis of covariance of a draw, against statsmodels."""

import numpy as np
import pytest

from tests.analysis.allocation.cohorts import FACTORS, SEED, document
from tests.analysis.allocation.test_rolling import batches
from xenograft.analysis import allocation


def made(**changes):
    """(record, values that depend on weight and arm, terms) of a drawn cohort."""
    record = allocation.draw(document(**changes), SEED)
    drawn = allocation.arms_of_draw(record)
    known = allocation.values_at_draw(record).set_index("unit")
    weights = known.loc[allocation.units_of_test(record), "weight_g"].to_numpy()
    noise = np.random.default_rng(4).normal(0, 0.1, len(drawn))
    values = 0.2 * weights - 0.3 * drawn + noise
    return values, drawn, allocation.balanced_terms([record])


@pytest.mark.parametrize(
    "changes",
    [{}, {"factors": FACTORS}, {"method": "RANK_BLOCK"}, {"ranked": ["weight_g"]}],
)
def test_it_is_the_linear_model_of_statsmodels(changes):
    import statsmodels.api as sm

    values, drawn, terms = made(**changes)
    values[[3, 17]] = np.nan
    found = allocation.adjusted_tests(values, drawn, terms, 0)
    arms = np.column_stack([drawn == arm for arm in (1, 2, 3)]).astype(float)
    x = np.column_stack([np.ones(len(values)), terms, arms])
    witness = sm.OLS(values, x, missing="drop").fit()
    restricted = sm.OLS(values, x[:, :-3], missing="drop").fit()
    assert list(found["n"]) == [38] * 4
    assert list(found["df"]) == [witness.df_resid] * 4
    differences = found["difference"][1:].to_numpy()
    assert differences == pytest.approx(witness.params[-3:], rel=1e-8)
    assert found["p"][1:].to_numpy() == pytest.approx(witness.pvalues[-3:], rel=1e-6)
    limits = found[["low", "high"]][1:].to_numpy()
    assert limits == pytest.approx(witness.conf_int()[-3:], rel=1e-8)
    assert found["p"][0] == pytest.approx(witness.compare_f_test(restricted)[1])


def test_what_was_balanced_is_in_the_model_and_nothing_else():
    terms = made(factors={"sex": "even"})[2]
    assert list(terms) == ["volume_mm3", "weight_g", "sex_M"]
    assert list(made(method="COMPLETE")[2]) == []
    blocks = made(method="RANK_BLOCK")[2]
    assert sum(name.startswith("block_") for name in blocks) == 9


def test_what_was_not_balanced_may_be_missing():
    given = document(method="COMPLETE", numeric=[])
    given["units"][4]["values"]["weight_g"] = ""
    terms = allocation.balanced_terms([allocation.draw(given, SEED)])
    assert terms.shape == (40, 0)


def test_each_batch_of_a_rolling_enrollment_has_its_level():
    records = batches([5, 9, 12], SEED)
    terms = allocation.balanced_terms(records)
    assert len(terms) == 26
    assert [name for name in terms if name.startswith("batch")] == [
        "batch_1",
        "batch_2",
    ]
    assert list(terms["batch_1"]) == [0] * 5 + [1] * 9 + [0] * 12


def test_a_covariate_that_was_balanced_no_longer_hides_a_difference():
    values, drawn, terms = made()
    adjusted = allocation.adjusted_tests(values, drawn, terms, 0)["p"][1]
    alone = allocation.adjusted_tests(values, drawn, terms[[]], 0)["p"][1]
    assert adjusted < 0.05 < alone


def test_terms_that_tell_the_arms_leave_gaps():
    values, drawn, terms = made()
    terms = terms.assign(of_an_arm=(drawn == 2).astype(float))
    found = allocation.adjusted_tests(values, drawn, terms, 0)
    assert found["p"].isna().all()


def test_too_few_units_leave_gaps():
    values, drawn, terms = made(factors=FACTORS)
    values[7:] = np.nan
    found = allocation.adjusted_tests(values, drawn, terms, 0)
    assert found["p"].isna().all()

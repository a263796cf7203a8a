"""A random level of each batch, beside statsmodels as the witness."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from xenograft.analysis.mixed import batches
from xenograft.analysis.mixed import fit as fits

MEANS = {"A": 0.0, "B": 1.0, "C": 0.5, "D": 2.0}


@pytest.fixture(scope="module")
def values():
    """Four blots with lanes of four arms, one arm with a lane less on each."""
    draws = np.random.default_rng(3)
    rows = []
    for blot in range(4):
        level = draws.normal(0, 1)
        for arm, mean in MEANS.items():
            for lane in range(1 if arm == "D" else 2):
                y = mean + level + draws.normal(0, 0.4)
                rows.append((arm, f"blot {blot}", f"{arm}{blot}{lane}", y))
    return pd.DataFrame(rows, columns=["group", "batch", "mouse", "y"])


@pytest.fixture(scope="module")
def witness(values):
    model = smf.mixedlm("y ~ 0 + group", values, groups="batch")
    return model.fit(reml=True)


def test_the_means_are_those_of_statsmodels(values, witness):
    found = batches.fit(values).estimates.to_numpy()
    assert found == pytest.approx(witness.fe_params.to_numpy(), abs=1e-5)


def test_their_standard_errors_are_those_of_statsmodels(values, witness):
    found = batches.fit(values).standard_errors.to_numpy()
    assert found == pytest.approx(witness.bse_fe.to_numpy(), rel=1e-4)


def test_the_variances_and_the_likelihood_are_those_of_statsmodels(values, witness):
    found = batches.fit(values)
    assert found.variances["residual"] == pytest.approx(witness.scale, rel=1e-4)
    between = witness.cov_re.iloc[0, 0]
    assert found.variances["batch"] == pytest.approx(between, rel=1e-3)
    assert found.log_likelihood == pytest.approx(witness.llf, abs=1e-6)


def test_on_one_batch_it_is_the_analysis_of_variance(values):
    own = values[values["batch"] == "blot 0"]
    twice = pd.concat([own, own.assign(mouse=own["mouse"] + "x", y=own["y"] + 0.2)])
    (row,) = fits.differences(batches.fit(twice), [("B", "A")]).to_dict("records")
    plain = smf.ols("y ~ group", twice).fit()
    assert row["estimate"] == pytest.approx(plain.params["group[T.B]"])
    assert row["se"] == pytest.approx(plain.bse["group[T.B]"])
    assert row["df"] == pytest.approx(plain.df_resid)


def test_two_lanes_of_a_mouse_on_a_blot_are_one_value(values):
    again = pd.concat([values.assign(y=values["y"] - 0.1), values])
    assert batches.fit(again).n_values == len(values)


def test_a_mouse_on_several_blots_has_a_level_of_its_own(values):
    again = values.assign(batch="blot 9", y=values["y"] + 0.3)
    found = batches.fit(pd.concat([values, again]))
    assert set(found.variances) == {"mouse", "batch", "residual"}


def test_groups_on_blots_of_their_own_cannot_be_compared(values):
    apart = values.assign(batch=values["group"])
    with pytest.raises(ValueError, match="No batch holds two of the groups"):
        batches.fit(apart)


def test_too_few_values_are_refused_with_their_number(values):
    with pytest.raises(ValueError, match="too few values: 2 of 2 groups"):
        batches.fit(values[values["mouse"].isin(["A00", "B00"])])

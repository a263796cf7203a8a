"""What SynergyLMM computes on the reference studies of four arms."""

import numpy as np
import pytest
from scipy import stats

from tests.analysis import mixed_sets
from tests.analysis.shared_files import oracle
from xenograft.analysis.combination import rates
from xenograft.analysis.combination.design import Design

EVERY_SET = pytest.mark.parametrize("study", mixed_sets.FOUR_ARMS)
EVERY_REFERENCE = pytest.mark.parametrize("reference", [rates.BLISS, rates.HSA])


def design_of(study):
    about = mixed_sets.meta(study)
    return Design(*(about[role] for role in ("control", "A", "B", "AB")))


def peer(study, reference, metric, robust=False):
    """SynergyLMM by errors of the model, or CR2: Estimate, lwr, upr, pval by day."""
    frame = oracle(study, "synergylmm_synergy")
    is_own = (frame["config"] == "default") & (frame["robust"].astype(bool) == robust)
    own = frame[is_own & (frame["Model"] == reference) & (frame["Metric"] == metric)]
    return own.set_index("Time")[["Estimate", "lwr", "upr", "pval"]]


def of_days_with_repeats(study, frame):
    """SynergyLMM also answers for days at which every mouse has one value only."""
    values = mixed_sets.relative_logs(study)
    counts = {
        day: values[values["day"] <= day]["mouse"].value_counts().max()
        for day in frame.index
    }
    return frame[[counts[day] > 1 for day in frame.index]]


def assert_same_score(ours, expected):
    """Its limits are the score and 1.96, so that they say no more than the score."""
    np.testing.assert_allclose(ours["score"], expected["Estimate"], atol=1e-4)
    reach = stats.norm.ppf(0.975)
    np.testing.assert_allclose(ours["score"] - reach, expected["lwr"], atol=1e-4)
    np.testing.assert_allclose(ours["score"] + reach, expected["upr"], atol=1e-4)

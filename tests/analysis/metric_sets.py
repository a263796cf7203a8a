"""The studies of the reference tables, ready for the metrics of mice and arms."""

from functools import lru_cache

import numpy as np
import pandas as pd

from tests.analysis.mixed_sets import SETS, meta, relative_logs, volumes
from tests.analysis.shared_files import oracle
from xenograft.analysis import growth
from xenograft.analysis.mixed import slopes

__all__ = ["SETS", "baselined", "by_mouse", "horizon", "meta", "through_baseline"]


@lru_cache(None)
def baselined(study):
    frame = volumes(study).astype({"mouse": str})
    return growth.since_baseline(frame, floor_mm3=0)


def horizon(study):
    """Days from the baseline to the day of comparison."""
    about = meta(study)
    return about["t_star_day"] - about["baseline_day"]


@lru_cache(None)
def through_baseline(study):
    """Rate of each mouse through its baseline, by the sums of the mixed model."""
    values = relative_logs(study).astype({"mouse": str})
    sums = slopes.sums_until(values, [values["day"].max()])
    mice = pd.Index(np.unique(values["mouse"]), name="mouse")
    return pd.Series(sums.ty[-1] / sums.tt[-1], mice)


def by_mouse(study, table="per_mouse"):
    """A reference table of mice that have a baseline: all but HB121:1, first
    measured three days late, in MAS98_EGF_Fulv."""
    expected = oracle(study, table).astype({"mouse": str})
    known = baselined(study).dropna(subset=["baseline_mm3"])["mouse"].unique()
    return expected[expected["mouse"].isin(known)]

"""The studies of the reference tables, ready for the metrics of mice and arms."""

from functools import lru_cache

from tests.analysis.mixed_sets import SETS, meta, volumes
from tests.analysis.shared_files import oracle
from xenograft.analysis import growth

__all__ = ["SETS", "baselined", "by_mouse", "horizon", "meta"]


@lru_cache(None)
def baselined(study):
    frame = volumes(study).astype({"mouse": str})
    return growth.since_baseline(frame, floor_mm3=0)


def horizon(study):
    """Days from the baseline to the day of comparison."""
    about = meta(study)
    return about["t_star_day"] - about["baseline_day"]


def by_mouse(study, table="per_mouse"):
    """A reference table of mice that have a baseline above zero."""
    expected = oracle(study, table).astype({"mouse": str})
    known = baselined(study).dropna(subset=["baseline_mm3"])["mouse"].unique()
    return expected[expected["mouse"].isin(known)]

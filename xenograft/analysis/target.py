"""Target engagement: what stains and blots of excised tumors say (DOMAIN 7)."""

import numpy as np
import pandas as pd

H_SCORE_WEIGHTS = (0, 1, 2, 3)
PERCENT_TOLERANCE = 1
FEWEST_CELLS = 500
# A collection is on time within the larger of these two.
WINDOW_SHARE = 0.10
WINDOW_MINUTES = 15
# Formalin for 24 hours, 12 more or less. DOMAIN 7.2: a starting value.
FIXATION_HOURS = (12, 36)
# Two readers of a stain that differ by more than this are asked for a third reading.
READERS_DIFFER_PCT = 20


def h_score(percents, weights=H_SCORE_WEIGHTS):
    """H-score: the weights times the percentages of cells of each intensity.

    `percents` has the columns pct_0, pct_1, pct_2 and pct_3 (percent of cells without
    stain, weak, moderate, strong), one row per reading; `weights` has one number for
    each. From 0 to 100 times the largest weight: 300 with the usual weights, 400 with
    (1, 2, 3, 4) in the reading of some centers. A gap where a percentage is missing,
    outside 0 to 100, or the four do not add up to 100 within 1.
    Source: McCarty et al. 1985; Hirsch et al. 2003.
    """
    parts = percents[["pct_0", "pct_1", "pct_2", "pct_3"]].astype(float)
    is_whole = (parts.sum(axis=1) - 100).abs() <= PERCENT_TOLERANCE + 1e-9
    is_known = parts.notna().all(axis=1) & parts.ge(0).all(axis=1) & is_whole
    return (parts * np.asarray(weights, float)).sum(axis=1).where(is_known)


def percent_positive(positive_cells, total_cells):
    """100 positive / total (percent); a gap without cells or with more than all.

    Two Series of counts. Fewer than 500 cells give a value that is worth little.
    """
    total = total_cells.astype(float)
    is_known = (total > 0) & positive_cells.between(0, total)
    return (100 * positive_cells / total.where(total > 0)).where(is_known)


def mean_intensity(grades):
    """Mean of the intensities 0 to 3 of the fields of a stain; a gap for anything else.

    `grades` is a list with one number for each field; the scale is ordinal, so its
    mean is a score and no amount.
    """
    if not grades or any(not 0 <= grade <= 3 for grade in grades):
        return np.nan
    return float(np.mean(grades))


def density_ratio(blots):
    """Phosphorylated over total protein of each lane, loading taken into account.

    `blots` has phospho_density and total_density (background taken off, arbitrary
    units) and phospho_loading and total_loading, the loading controls of the two
    blots (missing where none was used). Returns a Series: (phospho / its loading) /
    (total / its loading). A gap where a density is missing, the phosphorylated one
    is negative, or a divisor is zero or negative.
    """
    phospho = blots["phospho_density"] / _divisor(blots["phospho_loading"])
    total = blots["total_density"] / _divisor(blots["total_loading"])
    return (phospho / total.where(total > 0)).where(phospho >= 0)


def _divisor(loading):
    """The loading control, 1 where there is none, a gap where it is not positive."""
    loading = loading.astype(float).fillna(1)
    return loading.where(loading > 0)


def fold_of_vehicle(ratios):
    """Each ratio divided by the mean ratio of the vehicle lanes of its own blot.

    `ratios` has blot, is_vehicle (True or False) and ratio. Returns `ratios` with
    vehicle_ratio, fold, log2_fold (for statistics) and inhibition_pct =
    100 (1 - fold). Gaps where the blot has no vehicle lane with a value, its mean
    is zero, or the ratio is missing; a fold of 0 has no logarithm.
    """
    vehicle = ratios[ratios["is_vehicle"].astype(bool)]
    means = vehicle.groupby("blot")["ratio"].mean()
    of_blot = ratios["blot"].map(means).astype(float)
    fold = ratios["ratio"] / of_blot.where(of_blot > 0)
    return ratios.assign(
        vehicle_ratio=of_blot,
        fold=fold,
        log2_fold=np.log2(fold.where(fold > 0)),
        inhibition_pct=100 * (1 - fold),
    )


def of_reference(ratios):
    """Each ratio of a blot over that of the reference lysate on it, a Series.

    `ratios` has ratio and reference_ratio; a gap without a reference above 0. What
    stands on every blot makes blots comparable where their vehicles differ.
    """
    reference = ratios["reference_ratio"].astype(float)
    return ratios["ratio"] / reference.where(reference > 0)


def means_of_mice(points):
    """The readouts of each mouse at each hour as one: their means, and how many.

    `points` has arm, mouse, hours, after_hours and value; rows without hours or a
    value are left out. Two blots or two readers of one mouse are no second mouse: n,
    mean and SD of an arm count these rows. Returns arm, mouse, hours, after_hours,
    value and readout_count.
    """
    known = points.dropna(subset=["hours", "value"])
    grouped = known.groupby(["arm", "mouse", "hours"])
    return grouped.agg(
        after_hours=("after_hours", "mean"),
        value=("value", "mean"),
        readout_count=("value", "size"),
    ).reset_index()


def is_too_late(readouts, most_minutes):
    """Which readouts of a phosphoprotein come from a piece preserved too late.

    `readouts` has phosphosite (empty for total protein) and cold_ischemia_min. Not
    where the time is not known. DOMAIN 7.2: more than 30 minutes, a starting value.
    """
    return (readouts["phosphosite"] != "") & (
        readouts["cold_ischemia_min"] > most_minutes
    )


def readers_differ(values):
    """How far readers are apart, in percent of the mean of the lowest and highest.

    `values` has one number for each reader of the same thing. A gap below two.
    """
    if len(values) < 2 or max(values) + min(values) == 0:
        return None
    return 100 * (max(values) - min(values)) / ((max(values) + min(values)) / 2)


def allowed_minutes(planned_minutes):
    """How far from its planned time a collection may be (minutes).

    A tenth of the plan, and 15 minutes at least. DOMAIN 7.1: a starting value.
    """
    return np.maximum(WINDOW_SHARE * planned_minutes, WINDOW_MINUTES)


def collection_timing(collections):
    """How long after the last dose each piece was collected, and was it on time.

    `collections` has last_dose_at, died_at, collected_at and preserved_at (instants,
    missing where unknown), planned_hours (hours after the last dose, missing where
    nothing was planned) and, where the plan says so, window_minutes. Returns, with
    its index: after_dose_min, late_min (against the plan; negative when early),
    is_out_of_window (off by more than `window_minutes`, else `allowed_minutes`),
    warm_ischemia_min (death to excision; none before the death), cold_ischemia_min
    (excision to freezing or fixing), and fixation_hours where `collections` has
    fixed_until. Gaps where an instant is missing.
    """
    after = _minutes(collections["last_dose_at"], collections["collected_at"])
    planned = 60 * collections["planned_hours"].astype(float)
    allowed = allowed_minutes(planned)
    if "window_minutes" in collections:
        allowed = collections["window_minutes"].astype(float).fillna(allowed)
    # A piece of a living mouse has blood until it is taken.
    warm = _minutes(collections["died_at"], collections["collected_at"])
    ends = collections.get("fixed_until", pd.Series(pd.NaT, collections.index))
    return pd.DataFrame(
        {
            "after_dose_min": after,
            "late_min": after - planned,
            "is_out_of_window": (after - planned).abs() > allowed,
            "warm_ischemia_min": warm.where(warm >= 0),
            "cold_ischemia_min": _minutes(
                collections["collected_at"], collections["preserved_at"]
            ),
            "fixation_hours": _minutes(collections["preserved_at"], ends) / 60,
        }
    )


def _minutes(start, end):
    spans = pd.to_datetime(end, utc=True) - pd.to_datetime(start, utc=True)
    return spans.dt.total_seconds() / 60

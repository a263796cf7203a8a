"""Methods that compare arms on a day, by responses and by times, on drawn studies."""

import numpy as np

from benchmarks import drawn_studies as drawn
from benchmarks import type_one_of_rates as of_rates
from xenograft.analysis import (
    area,
    arm_means,
    comparison,
    efficacy,
    error_rates,
    growth,
    response,
    sensitivity,
)
from xenograft.analysis.blocks import inhibition
from xenograft.analysis.survival import cox, curves, logrank, times

DAY = 12
# Multiples of V0 that most mice reach, and few; the latter calls for Firth's.
MULTIPLES = (4, 12)
MANY = 2000


def truths(spread):
    """What the intervals should hold, from mice enough to know it."""
    frame = drawn.study(np.random.default_rng(99), spread, mice=MANY)
    volumes = growth.since_baseline(frame)
    day = frame[frame["day"] == DAY]["volume_mm3"]
    found = {"geometric mean": np.exp(np.log(day).mean())}
    ratio = efficacy.values_at(volumes, DAY)["relative_volume"].dropna()
    found[of_rates.GEOMETRIC] = np.exp(np.log(ratio).mean())
    found[of_rates.MEAN] = ratio.mean()
    classes = response.mrecist(response.best_responses(volumes))
    found["dcr"] = 100 * (classes == response.SD).mean()
    shown = of_multiple(volumes, 4, times.INTERPOLATED).assign(arm="C")
    found["median"] = curves.medians(shown)["median_days"].item()
    return found


def of_multiple(volumes, multiple, by):
    starts = volumes.drop_duplicates("mouse").set_index("mouse")["baseline_mm3"]
    return times.volume_times(volumes, multiple * starts, by=by)


def applied(frame, start, fit, truth):
    """(method, p, does the interval hold the truth) of every method of arms."""
    volumes = growth.since_baseline(frame)
    values = efficacy.values_at(volumes, DAY)
    yield from of_inhibition(volumes, values)
    yield from of_day(values, truth)
    yield from of_areas(frame)
    yield from of_responses(volumes, truth)
    for multiple in MULTIPLES:
        yield from of_times(of_multiple(volumes, multiple, times.VISIT))
    yield from of_curve(volumes, truth)
    yield from of_rules(frame, start, fit)


def of_inhibition(volumes, values):
    until = volumes[volumes["day"] <= DAY]
    areas = area.areas(until, last_day=DAY)["window_auc"] / DAY
    rate = values["mouse"].map(growth.growth_rate(until)["rate_per_day"])
    values = values.assign(
        area_per_day=values["mouse"].map(areas),
        rate_per_day=rate,
        fitted_relative=np.exp(DAY * rate),
    )
    metrics = [*efficacy.TGI, "TC_RTV_MEDIAN", "TC_GEO", "TC_RATE"]
    found = efficacy.against_control(values, "C", metrics, draws=1000)
    for row in found[found["arm"] == "A"].itertuples():
        null = 0 if row.metric in efficacy.TGI else 100
        holds = row.low <= null <= row.high if row.low == row.low else np.nan
        yield row.metric, np.nan, holds


def of_areas(frame):
    """All arms grow alike, so that no area lies between their curves."""
    until = growth.since_baseline(frame[frame["day"] <= DAY])
    areas = area.areas(until, last_day=DAY)["window_auc"] / DAY
    arms = until.drop_duplicates("mouse").set_index("mouse")["arm"]
    values = arms.to_frame().assign(area_per_day=areas)
    row = inhibition.area_differences(values, "C", DAY)["A"]
    holds = row["area_low"] <= 0 <= row["area_high"]
    yield "area between the curves", np.nan, holds


def of_day(values, truth):
    own = values.assign(value=np.log(values["relative_volume"])).dropna()
    one = comparison.welch_against(own, "C").loc["A"]
    yield "Welch's t on ln V/V0 of a day", one["p"], one["low"] <= 0 <= one["high"]
    means = arm_means.arm_means(values.assign(day=DAY))
    bounds = arm_means.geometric_interval(means)[means["arm"] == "C"].iloc[0]
    holds = bounds["low"] <= truth["geometric mean"] <= bounds["high"]
    yield "geometric mean of an arm", np.nan, holds


def of_responses(volumes, truth):
    arms = volumes.drop_duplicates("mouse").set_index("mouse")["arm"]
    classes = response.mrecist(response.best_responses(volumes))
    row = response.response_rates(classes, arms).loc["C"]
    holds = row["dcr_low"] <= truth["dcr"] <= row["dcr_high"]
    yield "share of responders, truth near 0", np.nan, holds


def of_times(visits):
    events = visits.groupby("arm")["is_event"].sum()
    few = error_rates.few(events.sum(), 4)
    yield f"log-rank of all arms{few}", logrank.shuffled(visits, 1000), np.nan
    p = logrank.log_rank(visits)["p"]
    yield f"log-rank of all arms by chi-square{few}", p, np.nan
    few = error_rates.few(events["A"] + events["C"], 2)
    p = logrank.log_rank(visits, arms=("A", "C"))["p"]
    yield f"log-rank of two arms{few}", p, np.nan
    if not visits["is_event"].any():
        return
    row = cox.hazard_ratios(visits, "C").ratios.loc["A"]
    holds = row["low"] <= 1 <= row["high"]
    yield f"hazard ratio{few}", row["p"], holds


def of_curve(volumes, truth):
    shown = of_multiple(volumes, 4, times.INTERPOLATED)
    row = curves.medians(shown, limits=curves.LOG_LOG).loc["C"]
    high = np.inf if np.isnan(row["high"]) else row["high"]
    low = 0 if np.isnan(row["low"]) else row["low"]
    yield "median time", np.nan, low <= truth["median"] <= high


def of_rules(frame, start, fit):
    relative = np.log(frame["volume_mm3"] / frame["mouse"].map(start))
    values = frame.assign(relative=relative)
    found = sensitivity.by_rule(values, {"A": {"A": 1, "C": -1}}, fit)
    for row in found.dropna(subset="p").itertuples():
        yield f"sensitivity, {row.rule}", row.p, row.low <= 1 <= row.high

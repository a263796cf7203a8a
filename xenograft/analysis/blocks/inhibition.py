"""Block 1: volumes and growth inhibition of the arms on one day."""

import numpy as np

from xenograft.analysis import area, comparison, efficacy, growth
from xenograft.analysis.arm_means import arm_means, geometric_interval
from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.volume import positive_volumes

NO_DAY = (
    "There is no day after D0 on which 80% of the mice of every arm were measured, "
    "so no day to compare the arms on. Choose a day."
)
NO_SUCH_DAY = "No mouse was measured on D{day:g}. Choose another day."
ONE_ARM = "Only one arm has mice, so there is nothing to compare with."


def inhibition(given, day=None, draws=efficacy.DRAWS, seed=0):
    """Volumes, TGI and T/C of every arm on `day`, each definition by its name.

    Without a `day` the last one on which 80 % of every arm were measured. Only mice
    measured on that very day count. Returns day, days (that can be chosen),
    usual_day, control, n_draws, seed, problem (a sentence, else empty), `arms`: one
    row per arm (n, n_randomized, mean_mm3, sem_mm3, median_mm3, geometric_mean_mm3
    with low and high, change_mm3, weight_change_pct and its sem, n_weighed,
    regression_pct, and against the control tc_pct, tgi_pct with low, high and
    problem, area_difference (mm3 day, of mean areas from D0 to the day, below 0
    smaller) with area_low and area_high, difference (of mean ln V/V0) with ratio low
    and high, p and p_holm) and `definitions`: `efficacy.against_control`.
    """
    volumes = given.since_baseline
    days = sorted(volumes.loc[volumes["day"] > 0, "day"].unique())
    usual = area.last_common_day(volumes, given.counts) if len(volumes) else None
    about = {"days": days, "usual_day": usual, "control": given.control}
    day = usual if day is None else day
    problem = _problem(given, day, days)
    if problem:
        return plain({"problem": problem, **about, "day": day})
    values = of_mice(given, day)
    found = efficacy.against_control(values, given.control, draws=draws, seed=seed)
    about |= {"day": day, "n_draws": draws, "seed": seed, "problem": ""}
    arms = _arms(given, values, found, day)
    return plain(about) | {"arms": arms, "definitions": rows(found)}


def _problem(given, day, days):
    if len(given.arms) < 2:
        return ONE_ARM
    if day is None:
        return NO_DAY
    return "" if day in days else NO_SUCH_DAY.format(day=day)


def of_mice(given, day):
    """One row per mouse: what the metrics of `efficacy` need on `day`.

    mouse, arm, baseline_mm3, volume_mm3, relative_volume, area_per_day (mm3, over
    day 0 to `day`), rate_per_day (of the values up to `day`), fitted_relative =
    exp(rate_per_day x day) and ln_relative.
    """
    volumes = given.since_baseline[given.since_baseline["day"] <= day]
    values = efficacy.values_at(given.since_baseline, day)
    floored = positive_volumes(values["volume_mm3"])
    gap = area.LONGEST_GAP_DAYS
    areas = area.areas(volumes, day, longest_gap_days=gap)["window_auc"] / day
    shortest = growth.SHORTEST_DAYS_OF_A_RATE
    rates = growth.growth_rate(volumes, shortest_days=shortest)["rate_per_day"]
    return values.assign(
        area_per_day=values["mouse"].map(areas),
        rate_per_day=values["mouse"].map(rates),
        fitted_relative=np.exp(day * values["mouse"].map(rates).astype(float)),
        ln_relative=np.log(floored / values["baseline_mm3"]),
    )


def _arms(given, values, found, day):
    means = arm_means(values.assign(day=day), given.counts)
    means = means.join(geometric_interval(means)).set_index("arm")
    tests = comparison.welch_against(_tested(values, given), given.control)
    between = area_differences(values, given.control, day)
    shrunk, weights = efficacy.regression(values), _weights(given, day)
    own = {
        metric: found[found["metric"] == metric].set_index("arm")
        for metric in ("TGI_DELTA", "TC_MEAN")
    }
    return [
        plain(
            {"arm": arm, "n_randomized": given.counts[arm]}
            | _volume(means, arm)
            | _change(values[values["arm"] == arm], shrunk.get(arm))
            | _against(own, tests, arm)
            | between.get(arm, {})
            | weights.get(arm, {"n_weighed": 0})
        )
        for arm in given.arms
    ]


def _tested(values, given):
    """arm and value in the order of the arms, the control first."""
    own = values[["arm", "ln_relative"]].rename(columns={"ln_relative": "value"})
    order = {arm: place for place, arm in enumerate(given.arms)}
    return own.sort_values("arm", key=lambda arms: arms.map(order), kind="stable")


def _volume(means, arm):
    if arm not in means.index:
        return {"n": 0}
    row = means.loc[arm]
    return {
        "n": row["n"],
        "mean_mm3": row["mean"],
        "sd_mm3": row["sd"],
        "sem_mm3": row["sem"],
        "median_mm3": row["median"],
        "geometric_mean_mm3": row["geometric_mean"],
        "geometric_low_mm3": row["low"],
        "geometric_high_mm3": row["high"],
    }


def _change(own, shrunk):
    both = own.dropna(subset=["baseline_mm3", "volume_mm3"])
    change = both["volume_mm3"].mean() - both["baseline_mm3"].mean()
    return {"n_both": len(both), "change_mm3": change, "regression_pct": shrunk}


def _against(own, tests, arm):
    if arm not in tests.index:
        return {}
    tgi, tc = own["TGI_DELTA"].loc[arm], own["TC_MEAN"].loc[arm]
    test = tests.loc[arm]
    return {
        "tgi_pct": tgi["estimate"],
        "tgi_low": tgi["low"],
        "tgi_high": tgi["high"],
        "tgi_problem": tgi["problem"],
        "tc_pct": tc["estimate"],
        "ratio": np.exp(test["difference"]),
        "ratio_low": np.exp(test["low"]),
        "ratio_high": np.exp(test["high"]),
        "df": test["df"],
        "p": test["p"],
        "p_holm": test["p_holm"],
    }


def area_differences(values, control, day):
    """Area between the curves of each arm and the control, D0 to `day`: by arm.

    `values` has one row per mouse: arm and area_per_day (mm3). area_difference = mean
    area of the arm less that of the control (mm3 day), with Welch's area_low and
    area_high; mice without an area are left out, arms with fewer than two are a gap.
    """
    own = values[["arm"]].assign(value=day * values["area_per_day"].astype(float))
    found = comparison.welch_against(own, control)[["difference", "low", "high"]]
    names = ["area_difference", "area_low", "area_high"]
    return found.set_axis(names, axis=1).to_dict("index")


def _weights(given, day):
    """Mean change of weight of the mice weighed on `day`, by arm."""
    own = given.weights[given.weights["day"] == day].dropna(subset=["change_pct"])
    found = own.groupby("arm")["change_pct"].agg(["size", "mean", "sem"])
    names = ["n_weighed", "weight_change_pct", "weight_change_sem"]
    return found.set_axis(names, axis=1).to_dict("index")


def weight_change_at_end(given, arm):
    """Mean change of the arm's last weights, percent; None without any."""
    own = given.weights[given.weights["arm"] == arm].dropna(subset=["change_pct"])
    last = own.sort_values("day", kind="stable").drop_duplicates("mouse", keep="last")
    return float(last["change_pct"].mean()) if len(last) else None

"""Every metric of every mouse, one row each."""

from xenograft.analysis import area, growth
from xenograft.analysis.blocks.plain import rows
from xenograft.analysis.blocks.responses import best_of_mice

TIMES = {"time_to_2x": 2, "time_to_4x": 4}
LIMIT_MM3 = 1000
AREAS = ["auc_per_day", "mean_change_pct", "window_auc", "egr_per_day", "itgr_per_day"]


def of_mice(given, day=None, min_day=10, limit_mm3=LIMIT_MM3):
    """Metrics of each mouse, in order of its number.

    mouse, name, cage, arm, baseline_mm3, last_day, last_mm3; rate_per_day with its
    se, r_squared, n_values and doubling_days; auc_per_day (mm3) and mean_change_pct, of
    its own days, window_auc (mm3 day, day 0 to `day`), egr_per_day, itgr_per_day;
    best_response_pct, best_day, best_average_pct, response; days to 2 x and 4 x V0 and
    to `limit_mm3`, each with reached (False is censored at the last value).
    """
    volumes = given.since_baseline
    last = volumes.drop_duplicates("mouse", keep="last").set_index("mouse")
    first = volumes.drop_duplicates("mouse").set_index("mouse")
    found = given.mice[["name", "cage", "arm"]].copy()
    found["baseline_mm3"] = first["baseline_mm3"]
    found["last_day"], found["last_mm3"] = last["day"], last["volume_mm3"]
    found = found.join(given.rates[["rate_per_day", "se_per_day", "r_squared"]])
    found["n_values"] = given.rates["n"].reindex(found.index, fill_value=0)
    found["doubling_days"] = growth.doubling_time(found["rate_per_day"])
    window = last["day"].max() if day is None and len(last) else day or 0
    gap = area.LONGEST_GAP_DAYS
    areas = area.areas(volumes, window, longest_gap_days=gap)
    found = found.join(areas[AREAS])
    best = best_of_mice(given, min_day).drop(columns="n")
    return rows(found.join(best).join(_times(volumes, first, limit_mm3)))


def _times(volumes, first, limit_mm3):
    limits = {name: times * first["baseline_mm3"] for name, times in TIMES.items()}
    limits["time_to_limit"] = limit_mm3
    found = first[[]]
    for name, limit in limits.items():
        reached = growth.time_to_volume(volumes, limit)[["day", "reached"]]
        found = found.join(
            reached.set_axis([f"{name}_days", f"{name}_reached"], axis=1)
        )
    return found

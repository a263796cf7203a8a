"""Block 5: time to a volume and survival of the arms."""

import math

import pandas as pd

from xenograft.analysis import efficacy
from xenograft.analysis.blocks.plain import plain, rows
from xenograft.analysis.survival import cox, curves, logrank
from xenograft.analysis.survival import times as survival_times

TIMES_BASELINE = 4
NO_TIMES = "No mouse has a volume at D0, so no time to {times:g} × D0 can be told."
SENSITIVITY = "sensitivity_is_event"


def volume_times(
    given, times=TIMES_BASELINE, by=survival_times.VISIT, event="volume_is_event"
):
    """Day of reaching `times` x V0 of each mouse, `survival.times.volume_times`."""
    starts = given.since_baseline.drop_duplicates("mouse").set_index("mouse")
    limits = times * starts["baseline_mm3"].dropna()
    endings = given.endings
    return _in_order(
        survival_times.volume_times(given.since_baseline, limits, endings, by, event),
        given,
    )


def death_times(given):
    """Day of leaving that counts as death, `survival.times.survival_times`."""
    found = survival_times.survival_times(
        given.endings, given.mice["arm"], given.last_days
    )
    return _in_order(found, given)


def _in_order(found, given):
    """Arms as categories in their order, so that tables follow it."""
    arms = [arm for arm in given.arms if (found["arm"] == arm).any()]
    return found.assign(arm=pd.Categorical(found["arm"], arms, ordered=True))


def time_to_volume(given, times=TIMES_BASELINE):
    """Time to `times` x V0: medians, gain, log-rank tests and hazard ratios.

    Medians and gains are of interpolated days, tests and hazards of the days of the
    readings. `arms` has arm, n, n_events, median_days with low and high,
    restricted_mean_days, and against the control gain_days (a gap where a median is
    not reached; then more_than_days, if any), gain_pct, lck_gross, p, p_holm,
    hazard_ratio with hazard_low, hazard_high and hazard_p; then the test of all
    arms, and which method gave the hazards, with its note.
    """
    visits = volume_times(given, times)
    if visits.empty:
        return {"problem": NO_TIMES.format(times=times), "times_baseline": times}
    shown = volume_times(given, times, survival_times.INTERPOLATED)
    return {"times_baseline": times} | _compared(given, shown, visits)


def survival(given):
    """Time to death of any cause by the rules of the protocol; as `time_to_volume`."""
    times = death_times(given)
    if times.empty:
        return {"problem": "No mouse was seen after D0."}
    return _compared(given, times, times)


def _compared(given, shown, visits):
    medians = curves.medians(shown)
    found = medians.join(_gains(given, shown, medians["median_days"]))
    found = found.join(_tests(given, visits))
    ratios, about = _hazards(given, visits)
    overall = logrank.log_rank(visits)
    about |= {f"log_rank_{name}": value for name, value in overall.items()}
    about["log_rank_shuffled_p"] = logrank.shuffled(visits)
    about["n_mice"] = len(visits)
    head = {"problem": "", "control": given.control, **about}
    return plain(head) | {"arms": rows(found.join(ratios).rename_axis("arm"))}


def _gains(given, shown, middle):
    if given.control not in middle.index:
        return pd.DataFrame(index=middle.index)
    rates = given.rates["rate_per_day"]
    arms = given.mice["arm"].reindex(rates.index)
    rate = rates[arms == given.control].mean()
    doubling = math.log(2) / rate if rate > 0 else float("nan")
    found = efficacy.growth_delay(middle, given.control, doubling)
    last = shown.groupby("arm", observed=True)["day"].max()
    more = (last - middle[given.control]).where(middle.isna())
    found = found.drop(columns=["median", "median_control", "lck_net"])
    found = found.rename(columns={"delay_days": "gain_days", "delay_pct": "gain_pct"})
    return found.assign(more_than_days=more).drop(index=given.control)


def _tests(given, visits):
    if given.control not in visits["arm"].cat.categories:
        return pd.DataFrame(index=visits["arm"].cat.categories)
    found = logrank.pairwise(visits, given.control).set_index("first")
    return found[["chi_square", "p", "p_holm"]]


def _hazards(given, visits):
    try:
        found = cox.hazard_ratios(visits, given.control)
    except ValueError as refused:
        none = pd.DataFrame(index=visits["arm"].cat.categories)
        return none, {"hazard_problem": str(refused)}
    names = {"hazard_ratio": "hazard_ratio", "low": "hazard_low", "high": "hazard_high"}
    names |= {"p": "hazard_p", "p_holm": "hazard_p_holm"}
    ratios = found.ratios[list(names)].rename(columns=names)
    return ratios, {"hazard_method": found.method, "hazard_note": found.note}

"""When each mouse is to be measured, weighed and looked at again."""

import numpy as np
import pandas as pd

from xenograft.analysis.volume import NOT_DONE, NOT_PALPABLE

NOT_PALPABLE_INTERVAL_DAYS = 7
COHORT_PALPABLE_INTERVAL_DAYS = 3
NEAR_LIMIT_INTERVAL_DAYS = 1


def measurement_due(mice, interval_days):
    """The date on which each mouse is to be measured at the latest.

    `mice` has implanted_on and last_on (dates; last_on is the last reading of any
    state but "not measured", missing before the first), is_palpable and is_near (a
    sign is at its warning level), and days_to_level where the present rate is known.
    A Series of dates with the index of `mice`: a week after the implant or a reading
    that found nothing (three days once is_cohort_palpable, where that is known: a
    tumor of a mouse of the study was felt), a day after one near a limit, else
    `interval_days` after the last, and in any case a day before the level is
    expected. Missing where neither date is known. DOMAIN 4.6.
    """
    is_found = mice["is_palpable"].astype(bool)
    is_cohort = mice.get("is_cohort_palpable", pd.Series(False, mice.index))
    step = np.select(
        [mice["last_on"].isna(), mice["is_near"], ~is_found],
        [
            NOT_PALPABLE_INTERVAL_DAYS,
            NEAR_LIMIT_INTERVAL_DAYS,
            np.where(
                is_cohort, COHORT_PALPABLE_INTERVAL_DAYS, NOT_PALPABLE_INTERVAL_DAYS
            ),
        ],
        interval_days,
    )
    if "days_to_level" in mice:
        step = np.fmin(step, _before_the_level(mice["days_to_level"]))
    start = pd.to_datetime(mice["last_on"]).fillna(pd.to_datetime(mice["implanted_on"]))
    return start + pd.to_timedelta(step, unit="D")


def _before_the_level(days_to_level):
    return np.maximum(NEAR_LIMIT_INTERVAL_DAYS, np.floor(days_to_level) - 1)


def weighing_due(mice, interval_days):
    """The date on which each mouse is to be weighed at the latest.

    `mice` has weighed_on (the last weight), day_zero (dates or missing) and is_near.
    On day zero when there is no weight; else as often as it is to be measured.
    Missing before day zero is known.
    """
    step = np.where(mice["is_near"], NEAR_LIMIT_INTERVAL_DAYS, interval_days)
    last = pd.to_datetime(mice["weighed_on"])
    due = last + pd.to_timedelta(step, unit="D")
    zero = pd.to_datetime(mice["day_zero"])
    return due.fillna(zero).where(zero.notna())


def last_looks(readings, weights, signs):
    """When each mouse was last measured, weighed and looked at, indexed by mouse.

    last_on is the oldest of the newest readings of its masses, so that a mass left
    out counts; "not measured" is no reading. weighed_on, seen_on (the newest of all),
    is_palpable (the last reading found something) and was_palpable (one of them did)
    beside it.
    """
    done = readings[readings["state"] != NOT_DONE]
    newest = done.drop_duplicates("tumor", keep="last")
    masses = newest.groupby("mouse")
    is_found = (newest["state"] != NOT_PALPABLE).groupby(newest["mouse"]).any()
    was_found = (done["state"] != NOT_PALPABLE).groupby(done["mouse"]).any()
    seen = [frame[["mouse", "date"]] for frame in (done, weights, signs)]
    return pd.DataFrame(
        {
            "last_on": masses["date"].min(),
            "weighed_on": weights.groupby("mouse")["date"].max(),
            "seen_on": pd.concat(seen).groupby("mouse")["date"].max(),
            "is_palpable": is_found,
            "was_palpable": was_found,
        }
    )

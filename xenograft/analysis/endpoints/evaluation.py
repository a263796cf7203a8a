"""The state of every mouse against every limit at one moment."""

import numpy as np
import pandas as pd

from xenograft.analysis.endpoints import trend
from xenograft.analysis.endpoints.due import (
    last_looks,
    measurement_due,
    weighing_due,
)
from xenograft.analysis.endpoints.levels import level_states
from xenograft.analysis.endpoints.values import (
    daily_burden,
    hours_in_grade,
    newest_readings,
    newest_values,
)
from xenograft.analysis.endpoints.words import (
    APPROACHING,
    CANNOT_MEASURE,
    CLEAR,
    NO_BASELINE,
    NOT_MEASURED,
    NOT_SEEN,
    NOT_WEIGHED,
    OF_SIGNS,
    OF_SIZE,
    REACHED,
    UNKNOWN,
)


def evaluate(mice, readings, weights, signs, limits, at):
    """Where each mouse stands against each limit of its study at the moment `at`.

    `mice`, indexed by mouse: study, day_zero, implanted_on and left_on (dates or
    missing), interval_days (the longest time between two measurements), and
    is_watched (daily checks were asked for) where known. `readings`: mouse, tumor,
    date, measured_at, state, length_mm, width_mm, volume_mm3. `weights`: mouse, date,
    weight_g. `signs`: mouse, date, observed_at, sign, grade. Each in order of time.
    `limits`: study, limit (key), version, kind, basis, purpose, warning_level,
    hold_level (from which nothing is dosed), action_level, duration_hours (missing or
    0 where it does not matter). `at` is a moment in the time zone of the lab; later
    values are not looked at.

    Returns one row per mouse and limit: the columns of the limit with mouse, value,
    date (of the value), note, gross_pct and net_pct (of a weight loss, in percent),
    hours and reaches_at (of an ulceration: how long it has had the grade, and when
    that is long enough), due_on, holds_dosing, last_state (by the last values) and
    state: REACHED,
    APPROACHING, CLEAR or UNKNOWN. why is what is missing, one of `REASONS_UNKNOWN`
    or empty; it also stands beside a limit that is reached already.

    All masses of a mouse count. A weight loss is the worse of the loss with and
    without the tumor. A limit reached stays so until a newer value says otherwise;
    any other state becomes unknown when the value is not renewed in time. A sign that
    nobody wrote down at a mouse looked at in time was not there. Limits that have not
    begun, of weight and duration before day zero, give no row; nor do mice that left
    before the day. DOMAIN 4.2 to 4.6; what a policy must set is in `limits`.
    """
    here, readings, weights, signs = _until(mice, readings, weights, signs, at)
    last = newest_readings(readings)
    values = newest_values(here, last, readings, weights, signs, at)
    rows = values.merge(limits, on=["study", "kind", "basis"], how="inner")
    rows = _begun(rows, here, weights, at)
    rows = rows.join(hours_in_grade(rows, signs, at))
    rows["last_state"] = level_states(rows)
    dues = due_dates(here, readings, weights, signs, rows)
    rows = rows.assign(due_on=_due_on(rows, dues))
    rows["why"] = _why_unknown(rows, dues, last, pd.Timestamp(at))
    rows["state"] = _states(rows)
    rows["holds_dosing"] = rows["value"] >= rows["hold_level"].astype(float)
    return rows


def _until(mice, readings, weights, signs, at):
    """What was known at a moment of the mice that were there."""
    day = _day(at)
    left_on = pd.to_datetime(mice["left_on"])
    here = mice[left_on.isna() | (left_on >= day)]
    frames = zip(
        (readings, weights, signs),
        ("measured_at", "weighed_at", "observed_at"),
        strict=True,
    )
    return here, *[_known(frame, name, here, at) for frame, name in frames]


def _known(frame, moment, here, at):
    day = _day(at)
    is_past = frame["date"] <= day
    if moment in frame:
        is_past &= (frame["date"] < day) | (frame[moment] <= at)
    is_here = frame["mouse"].isin(here.index)
    return frame[is_past & is_here]


def _day(at):
    return pd.Timestamp(at).tz_localize(None).normalize()


def _begun(rows, here, weights, at):
    """Without the limits of weight before day zero, and of size before an implant."""
    own = here[["day_zero", "implanted_on"]].reindex(rows["mouse"]).set_axis(rows.index)
    day_zero = pd.to_datetime(own["day_zero"])
    implanted_on = pd.to_datetime(own["implanted_on"])
    is_treated = day_zero <= _day(at)
    is_weighed = rows["mouse"].isin(weights["mouse"])
    has_tumor = (implanted_on <= _day(at)) | rows["value"].notna()
    kind = rows["kind"]
    begun = {
        "WEIGHT_LOSS": is_treated,
        "DURATION": is_treated,
        "BURDEN": has_tumor & (is_treated | is_weighed),
        "VOLUME": has_tumor,
        "DIAMETER": has_tumor,
    }
    conditions = [(kind == name) & ~is_begun for name, is_begun in begun.items()]
    return rows[~np.logical_or.reduce(conditions)].reset_index(drop=True)


def due_dates(here, readings, weights, signs, rows):
    """When each mouse is measured_due, weighed_due and seen_due (dates).

    Beside them last_on and weighed_on, the last of each, indexed by mouse.

    `rows` are those of `evaluate` with last_state: a mouse near a limit, or of which
    daily checks are asked, is due every day.
    """
    frame = here.join(last_looks(readings, weights, signs))
    # From the first tumor that was felt on, whatever became of it. DOMAIN 4.6.
    felt = frame["was_palpable"].fillna(False).astype(bool)
    frame["is_cohort_palpable"] = felt.groupby(frame["study"]).transform("any")
    frame["is_palpable"] = frame["is_palpable"].fillna(True).astype(bool)
    near = rows[rows["last_state"].isin([REACHED, APPROACHING])]
    near = near.loc[near["kind"] != "DURATION", "mouse"]
    frame["is_near"] = frame.index.isin(near)
    if "is_watched" in here:
        frame["is_near"] |= here["is_watched"]
    frame["days_to_level"] = _days_to_volume(readings, rows)
    seen = frame.assign(last_on=frame["seen_on"])
    return pd.DataFrame(
        {
            "last_on": frame["last_on"],
            "weighed_on": frame["weighed_on"],
            "measured_due": measurement_due(frame, frame["interval_days"]),
            "weighed_due": weighing_due(frame, frame["interval_days"]),
            "seen_due": measurement_due(seen, frame["interval_days"]),
        }
    )


def _days_to_volume(readings, rows):
    levels = rows[rows["kind"] == "VOLUME"].groupby("mouse")["action_level"].min()
    return trend.days_to_level(trend_points(readings), levels.astype(float))


def trend_points(readings):
    """mouse, date, day and volume_mm3 of the dates on which every mass was read."""
    found = daily_burden(readings)
    found = found[~found["is_lower_bound"]]
    return found.assign(day=(found["date"] - pd.Timestamp(0)).dt.days)


def _due_on(rows, dues):
    own = dues.reindex(rows["mouse"]).set_axis(rows.index)
    either = own[["measured_due", "weighed_due"]].min(axis=1)
    due_on = own["measured_due"].where(rows["kind"].isin(OF_SIZE))
    due_on = due_on.mask(rows["kind"] == "BURDEN", either)
    due_on = due_on.mask(rows["kind"] == "WEIGHT_LOSS", own["weighed_due"])
    return due_on.mask(rows["kind"].isin(OF_SIGNS), own["seen_due"])


def _why_unknown(rows, dues, last, at):
    is_late = rows["due_on"] < _day(at)
    kind, mouse = rows["kind"], rows["mouse"]
    own = dues.reindex(mouse).set_axis(rows.index)
    not_measured = own["measured_due"] < _day(at)
    is_unread = mouse.isin(last.loc[last["is_lower_bound"], "mouse"])
    of_weight = kind == "WEIGHT_LOSS"
    is_weighed = own["weighed_on"].notna()
    reasons = {
        NOT_MEASURED: kind.isin(OF_SIZE) & is_late & not_measured,
        NOT_WEIGHED: (of_weight | (kind == "BURDEN")) & is_late,
        NOT_SEEN: kind.isin(OF_SIGNS) & is_late,
        NO_BASELINE: of_weight & rows["value"].isna() & is_weighed,
        CANNOT_MEASURE: kind.isin(OF_SIZE) & is_unread,
    }
    return np.select(list(reasons.values()), list(reasons), "")


def _states(rows):
    last = rows["last_state"].replace(UNKNOWN, CLEAR)
    is_unknown = (rows["why"] != "") & (last != REACHED)
    return last.mask(is_unknown, UNKNOWN)

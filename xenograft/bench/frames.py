"""Volumes for the overview and the page of a mouse."""

import numpy as np
import pandas as pd

from xenograft.analysis import efficacy, growth
from xenograft.analysis.endpoints import APPROACHING, REACHED, due_dates
from xenograft.analysis.shrinking import shrunken
from xenograft.endpoint.models.overdue import LATE
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import frames as welfare_frames
from xenograft.measurement.welfare import standing

# Growth inhibition is told on the last day with this share of every arm measured.
COMPARABLE_SHARE = 0.8


def last_session(volumes):
    """Volume of each mouse in the last closed session that measured anything.

    `volumes` is a frame of `daily_volumes`. One row per mouse: mouse, arm, position,
    volume_mm3 (mm3, masses summed; missing where none has a volume), with `attrs`
    date and day (None without sessions), and ever_count, the mice in which a tumor
    was ever measured.
    """
    last = volumes[volumes["date"] == volumes["date"].max()]
    grouped = last.groupby("mouse", sort=False)
    frame = grouped.agg(position=("position", "first"), day=("day", "first"))
    frame["volume_mm3"] = grouped["volume_mm3"].sum(min_count=1)
    measured = volumes.loc[volumes["volume_mm3"] > 0, "mouse"]
    frame.attrs = {
        "date": None if last.empty else last["date"].iloc[0].date(),
        "anchor": volumes.attrs["anchor"],
        "ever_count": measured.nunique(),
    }
    return frame.reset_index()


def arm_volumes(frame):
    """{position: n, mean, sem, median} of the arms in a frame of `last_session`."""
    known = frame.dropna(subset="volume_mm3").groupby("position")["volume_mm3"]
    summary = known.agg(["size", "mean", "sem", "median"])
    return summary.rename(columns={"size": "n"}).to_dict("index")


def comparable_day(volumes, enrolled_counts):
    """The last day after day 0 on which 80 % of every arm was measured, or None.

    `enrolled_counts` is {position: mice of the arm}; `volumes` is a frame of
    `daily_volumes`.
    """
    known = volumes.dropna(subset=["volume_mm3"])
    known = known[known["day"] > 0]
    counts = known.groupby(["day", "position"])["mouse"].nunique().unstack(fill_value=0)
    counts = counts.reindex(columns=list(enrolled_counts), fill_value=0)
    needed = COMPARABLE_SHARE * pd.Series(enrolled_counts)
    enough = (counts >= needed).all(axis=1)
    return enough.index[enough].max() if enough.any() else None


def inhibition(volumes, control, day):
    """{position: estimate, low, high, problem} of TGI_DELTA (%) on a day.

    `volumes` is a frame of `daily_volumes`, `control` the position of the control
    arm. The interval is that of `efficacy.against_control`.
    """
    drawn = volumes[volumes["position"] > 0]
    burden = growth.burden(drawn.assign(arm=drawn["position"]))
    values = efficacy.values_at(growth.since_baseline(burden), day)
    found = efficacy.against_control(values, control, ["TGI_DELTA"])
    return found.set_index("arm").to_dict("index") if len(found) else {}


def shrunken_of(volumes, position):
    """The mice of an arm as of `shrinking.shrunken`, of a frame of `daily_volumes`."""
    own = volumes[volumes["position"] == position]
    return shrunken(growth.burden(own.assign(arm=own["position"])))


def weight_changes(weights):
    """{position: mean change of body weight, % of day 0} on the last day weighed.

    `weights` is a frame of `body_weights`; mice without a weight at day 0 do not
    count.
    """
    known = growth.weight_change(weights.assign(arm=weights["position"]))
    last = known[(known["day"] == known["day"].max()) & (known["day"] > 0)]
    return last.groupby("arm")["change_pct"].mean().to_dict()


def in_window_count(frame, least_mm3, most_mm3):
    """Mice of a frame of `last_session` within the enrollment window."""
    return int(frame["volume_mm3"].between(least_mm3, most_mm3).sum())


def mouse_values(days):
    """The days of one mouse that have a number, as its figures want them.

    Columns: mouse, arm, day, volume_mm3 (mm³), weight_g (g) and is_open; a value that
    was not read is missing.
    """
    rows = [
        (day.number, day.volume_mm3, day.weight_g, day.is_open)
        for day in days
        if day.number is not None
    ]
    names = ["day", "volume_mm3", "weight_g", "is_open"]
    frame = pd.DataFrame(rows, columns=names).astype(
        {"day": float, "volume_mm3": float, "weight_g": float, "is_open": bool}
    )
    return frame.assign(mouse="mouse", arm="mouse")


def looks_due(studies, today):
    """What is due of measuring, weighing and deciding in studies at a date.

    Returns {study key: {"measure": {...}, "weigh": {...}, and the mice that reached a
    limit, approach one or were not looked at when due: "reached_count",
    "approaching_count" and "late_count"}}; each of the first two has done (mice looked
    at on the date), due (mice still to be looked at by its end), overdue (those of
    them due earlier) and first_due_on (the earliest date that is due, or None). At
    most 16 queries.
    """
    mice = Mouse.objects.filter(study__in=studies).on_study()
    found = standing(mice)
    looks = due_dates(
        found.known,
        found.readings,
        welfare_frames.weights(mice),
        welfare_frames.signs(mice),
        found.states,
    ).assign(study=found.known["study"])
    counts = _alert_counts(found)
    return {
        study: {
            "measure": _look(own["last_on"], own["measured_due"], today),
            "weigh": _look(own["weighed_on"], own["weighed_due"], today),
            **{name: int(count.get(study, 0)) for name, count in counts.items()},
        }
        for study, own in looks.groupby("study")
    }


def _alert_counts(found):
    """name -> mice by study, by their last values, as the board shows them.

    A mouse at a limit does not also approach one.
    """
    # The planned end comes to all mice on one day: no news of a single mouse.
    states = found.states[found.states["kind"] != "DURATION"]
    study = found.known["study"]
    reached = states.loc[states["last_state"] == REACHED, "mouse"].unique()
    near = states.loc[states["last_state"] == APPROACHING, "mouse"].unique()
    late = states.loc[states["why"].isin(LATE), "mouse"].unique()
    near = near[~np.isin(near, reached)]
    named = {"reached_count": reached, "approaching_count": near, "late_count": late}
    return {name: study.loc[mice].value_counts() for name, mice in named.items()}


def _look(last_on, due_on, today):
    now = pd.Timestamp(today)
    due = due_on[due_on <= now]
    return {
        "done": int((last_on == now).sum()),
        "due": len(due),
        "overdue": int((due < now).sum()),
        "first_due_on": None if due.empty else due.min().date(),
    }

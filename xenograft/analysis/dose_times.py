"""When a planned dose is to be given, and how far apart two doses must lie."""

import datetime as dt

WINDOW_HOURS = {"BID": 6, "TID": 6}
OTHER_WINDOW_HOURS = 24
GAP_HOURS = {"TID": 4}
OTHER_GAP_HOURS = 8


def usual_window_hours(frequency):
    """Hours around the planned time within which a dose is in time.

    6 for two and three doses a day, else 24; a default of ours.
    """
    return WINDOW_HOURS.get(frequency, OTHER_WINDOW_HOURS)


def usual_gap_hours(frequency):
    """Hours that lie between two doses at least: 8, and 4 with three a day.

    Defaults of ours, so that three doses fit into a working day.
    """
    return GAP_HOURS.get(frequency, OTHER_GAP_HOURS)


def dose_window(slot_on, clock_time, window_hours):
    """(earliest, latest) of a planned dose, naive, in the time of the lab.

    `window_hours` before and after `clock_time` (a time) of the date `slot_on`.
    Without a time of day the whole day is the window.
    """
    if clock_time is None:
        start = dt.datetime.combine(slot_on, dt.time())
        return start, start + dt.timedelta(days=1)
    planned = dt.datetime.combine(slot_on, clock_time)
    around = dt.timedelta(hours=window_hours)
    return planned - around, planned + around


def too_close(given_at, other_times, min_gap_hours):
    """The nearest of `other_times` within the gap of `given_at`, or None.

    Instants before and after count alike; a gap of exactly `min_gap_hours` is wide
    enough. A second dose within it would double the first.
    """
    gap = dt.timedelta(hours=min_gap_hours)
    near = [other for other in other_times if abs(given_at - other) < gap]
    return min(near, key=lambda other: abs(given_at - other), default=None)

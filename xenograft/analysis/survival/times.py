"""When each mouse has its event, or until when it is known to have none."""

import numpy as np
import pandas as pd

from xenograft.analysis.growth import time_to_volume

VISIT = "VISIT"
INTERPOLATED = "INTERPOLATED"
LINEAR = "LINEAR"
# Which column of `growth.time_to_volume` is the day of the crossing.
CROSSINGS = {VISIT: "day_observed", INTERPOLATED: "day", LINEAR: "day_linear"}
DAY_RULES = (
    (VISIT, "the day of the reading at or above the volume"),
    (INTERPOLATED, "ln V interpolated between the readings around it"),
    (LINEAR, "V interpolated between the readings around it"),
)
VOLUME, ENDING, NO_EVENT = "VOLUME", "ENDING", ""


def survival_times(endings, arms, last_days):
    """Day of death of any cause, or the day until which a mouse was followed.

    `endings`, indexed by mouse, has day (of leaving, since day 0; a gap on study) and
    survival_is_event, as `endpoints.ending_events` reads the rules of the protocol.
    `arms` and `last_days` (the last day on which the mouse was seen) are Series by
    mouse; only mice with an arm count. Returns mouse, arm, day (days) and is_event. A
    mouse on study is censored at its last day; one that left before day 0, or was
    never seen from then on, is left out.
    """
    known = endings.reindex(arms.index)
    day = known["day"].fillna(last_days.reindex(arms.index)).astype(float)
    is_event = known["survival_is_event"].eq(True) & known["day"].notna()
    found = pd.DataFrame({"arm": arms, "day": day, "is_event": is_event})
    return _by_mouse(found[found["day"] >= 0])


def volume_times(volumes, limit_mm3, endings=None, by=VISIT, event="volume_is_event"):
    """Day on which each mouse reaches a volume or leaves for its tumor, or censored.

    `volumes` has mouse, arm, day, volume_mm3 (mm³); `limit_mm3` is a number, or a
    Series by mouse such as 4 V0 (a mouse without a limit is left out). `endings`,
    indexed by mouse, has day and the column `event` (sensitivity_is_event reads the
    doubtful endings the other way); without it leaving is always censoring. `by` is
    VISIT (the day of the reading, for the tests), INTERPOLATED or LINEAR.

    Returns mouse, arm, day (days), is_event and cause (VOLUME, ENDING or empty). A
    mouse without an event is censored at its last reading, which is what is known of
    its tumor. A mouse at the limit at its first reading has that day.
    """
    reached = time_to_volume(volumes, limit_mm3)
    day = reached[CROSSINGS[by]].astype(float)
    cause = pd.Series(np.where(reached["reached"], VOLUME, NO_EVENT), reached.index)
    if endings is not None:
        known = endings.reindex(reached.index)
        left = known[event].eq(True) & known["day"].notna() & ~reached["reached"]
        day = day.mask(left, known["day"].astype(float))
        cause = cause.mask(left, ENDING)
    arms = volumes.drop_duplicates("mouse").set_index("mouse")["arm"]
    found = pd.DataFrame({"arm": arms.reindex(day.index), "day": day})
    found = found.assign(is_event=cause != NO_EVENT, cause=cause)
    return _by_mouse(found)


def _by_mouse(found):
    return found.rename_axis("mouse").sort_index().reset_index()

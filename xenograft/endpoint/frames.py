"""When mice reach the limit of their volume, from what is known of them."""

import pandas as pd

from xenograft.analysis import endpoints
from xenograft.analysis.endpoints.one_mouse import LONGEST_FORECAST_DAYS
from xenograft.endpoint.models import Disposition
from xenograft.implantation.frames import mice
from xenograft.study.models import EndingRule


def forecasts(standing):
    """When each mouse reaches the lowest volume limit above its last volume.

    `standing` is that of `measurement.welfare`. Returns expected_on, earliest_on and
    latest_on (dates; missing where there is no such day, or it is more than a month
    away), indexed by mouse.
    """
    points = endpoints.trend_points(standing.readings)
    days = endpoints.expected_days(points, _next_levels(standing.states))
    last = points.dropna(subset="volume_mm3").groupby("mouse")["date"].max()
    days = days[(days["days"] > 0) & (days["days"] <= LONGEST_FORECAST_DAYS)]
    last = pd.to_datetime(last.reindex(days.index))
    # What is centuries away does not fit into a date.
    days = days.clip(upper=10 * LONGEST_FORECAST_DAYS)
    names = {"days": "expected_on", "earliest": "earliest_on", "latest": "latest_on"}
    found = {
        names[name]: (last + pd.to_timedelta(days[name], unit="D")).dt.normalize()
        for name in names
    }
    return pd.DataFrame(found)


def endings(study):
    """How each mouse of a study left, and what that counts as. Four queries.

    One row per mouse, indexed by its key: number, ending (a code of the protocol,
    missing on study), left_on (date), day (of leaving, since its day zero) and
    survival_is_event, volume_is_event, sensitivity_is_event (False is censored).
    """
    known = mice(study)
    left = Disposition.objects.of_study(study).standing()
    codes = {found.mouse_id: found.ending for found in left}
    rows = known[["number", "left_on"]].assign(
        ending=[codes.get(mouse) for mouse in known.index],
        day=(known["left_on"] - known["day_zero"]) / pd.Timedelta(days=1),
    )
    return endpoints.ending_events(rows, _rules(study))


def _rules(study):
    names = ["ending", *endpoints.EVENTS]
    rows = EndingRule.objects.of_study(study).values_list(*names)
    own = pd.DataFrame.from_records(rows, columns=names)
    return endpoints.usual_rules() if own.empty else own


def burdens(standing):
    """Volume of each mouse on each date, masses summed: mouse, date, volume_mm3."""
    return endpoints.daily_burden(standing.readings).dropna(subset="volume_mm3")


def _next_levels(states):
    """The lowest volume limit that each mouse has not reached."""
    of_volume = states[(states["kind"] == "VOLUME") & (states["basis"] == "SUM")]
    ahead = of_volume[of_volume["last_state"] != endpoints.REACHED]
    return ahead.groupby("mouse")["action_level"].min()

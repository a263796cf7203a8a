"""The last days of a mouse, to look at while its endpoint is recorded."""

from dataclasses import dataclass
from datetime import date

from xenograft.analysis import endpoints
from xenograft.analysis.volume import STATES
from xenograft.templatetags.xenograft import caliper

SHOWN_DAYS = 7
SAID = dict(STATES)
TONES = {endpoints.REACHED: "danger", endpoints.APPROACHING: "warn"}


@dataclass(frozen=True)
class LastDay:
    """What was read of a mouse on one day; `tone` of the volume by its limits."""

    date: date
    number: int | None
    sizes: list
    volume_mm3: float | None
    is_lower_bound: bool
    weight_g: float | None
    tone: str


def last_days(standing, mouse):
    """Up to seven days with a value, the oldest first; `standing` is of one mouse."""
    readings, weights = standing.readings, standing.weights
    burden = endpoints.daily_burden(readings).set_index("date")
    grams = weights.set_index("date")["weight_g"]
    dates = sorted({*readings["date"], *grams.index})[-SHOWN_DAYS:]
    zero = standing.known.loc[mouse.pk, "day_zero"]
    levels = _levels(standing.states)
    found = []
    for day in dates:
        volume, is_bound = _volume(burden, day)
        found.append(
            LastDay(
                day.date(),
                None if zero != zero else (day - zero).days,
                _sizes(readings[readings["date"] == day]),
                volume,
                is_bound,
                grams.get(day),
                _tone(volume, levels),
            )
        )
    return found


def _volume(burden, day):
    """The masses together, and whether one of them has no volume on the day."""
    if day not in burden.index:
        return None, False
    volume, is_bound = burden.loc[day, ["volume_mm3", "is_lower_bound"]]
    return (None, False) if volume != volume else (float(volume), bool(is_bound))


def _sizes(readings):
    """L × W of the last reading of each mass, or why there is none."""
    last = readings.drop_duplicates("tumor", keep="last").sort_values("tumor")
    return [_size(row) for row in last.itertuples()]


def _size(row):
    if row.length_mm != row.length_mm:
        return SAID[row.state]
    return f"{caliper(row.length_mm)} × {caliper(row.width_mm)}"


def _levels(states):
    rows = states[(states["kind"] == "VOLUME") & (states["basis"] == "SUM")]
    return list(rows[["warning_level", "action_level"]].itertuples(index=False))


def _tone(volume_mm3, levels):
    states = {
        endpoints.level_state(
            "VOLUME", volume_mm3, None if warning != warning else warning, action
        )
        for warning, action in levels
    }
    return next((tone for state, tone in TONES.items() if state in states), "")

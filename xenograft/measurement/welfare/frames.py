"""Mice, their values and their limits as frames, of any number of studies at once."""

import datetime as dt

import numpy as np
import pandas as pd
from django.db.models import Exists, Field, Min, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from xenograft.analysis.endpoints import day_number, normal_points
from xenograft.analysis.endpoints.words import OF_SIGNS, OF_SIZE
from xenograft.analysis.volume import NOT_DONE
from xenograft.implantation.days import day_zeros_of
from xenograft.implantation.models import Mouse
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
    Session,
)
from xenograft.study.models import Limit, Study

_LIMIT = {
    "study": "study_id",
    "limit": "pk",
    "version": "version",
    "kind": "kind",
    "basis": "basis",
    "purpose": "purpose",
    "warning_level": "warning_level",
    "hold_level": "hold_level",
    "action_level": "action_level",
    "duration_hours": "duration_hours",
}
_LEVELS = ["warning_level", "hold_level", "action_level"]
# What the value of each kind of limit is read from.
SIZE, WEIGHT = "SIZE", "WEIGHT"
SOURCES = {
    **dict.fromkeys(OF_SIZE, SIZE),
    "WEIGHT_LOSS": WEIGHT,
    **{kind: kind for kind in OF_SIGNS},
}
KEYS = ["source", "mouse", "date"]


def mice_of(mice):
    """One row per mouse of a queryset, indexed by its key. At most six queries.

    Columns: study (key), number, interval_days (the longest time between two
    measurements), implanted_on, left_on and day_zero (dates or missing), is_watched
    (the newest note of the mouse asks for daily checks, or its dosing is on hold), and
    normal (the weights that
    are usual for its sex and age) where a study has such.
    """
    fields = {
        "mouse": "pk",
        "study": "study_id",
        "number": "number",
        "interval_days": "study__measure_every_max_days",
        "left_on": "disposition__left_on",
        "implanted_on": "first_implant_on",
        "is_watched": "asks_daily",
        "is_held": "is_held",
        "sex": "sex",
        "born_on": "born_on",
    }
    last_note = Mouse.welfare_notes.rel.related_model.objects.filter(
        mouse=OuterRef("pk")
    ).order_by("-written_at", "-pk")
    holds = Mouse.holds.rel.related_model.objects
    rows = mice.order_by("study__code", "number").annotate(
        first_implant_on=Min("tumors__implanted_on"),
        asks_daily=Subquery(last_note.values("asks_daily")[:1]),
        is_held=Exists(holds.standing().filter(mouse=OuterRef("pk"))),
    )
    frame = pd.DataFrame.from_records(
        rows.values_list(*fields.values()), columns=list(fields)
    ).set_index("mouse")
    zeros = day_zeros_of(Study.objects.filter(pk__in=frame["study"].unique().tolist()))
    asked = frame["is_watched"].fillna(False).astype(bool)
    # A mouse that is not dosed is looked at every day. DOMAIN 4.6.
    frame["is_watched"] = asked | frame.pop("is_held").astype(bool)
    frame["day_zero"] = [zeros.get(mouse) for mouse in frame.index]
    frame = _with_normal(frame)
    dates = ["implanted_on", "left_on", "day_zero"]
    frame[dates] = frame[dates].apply(pd.to_datetime)
    return frame.astype({"study": "int64", "interval_days": "int64"})


def _with_normal(frame):
    own, plain = ["sex", "born_on"], frame.drop(columns=["sex", "born_on"])
    studies = Study.objects.filter(pk__in=frame["study"].unique().tolist())
    tables = dict(
        studies.exclude(normal_weights={}).values_list("pk", "normal_weights")
    )
    if not tables:
        return plain
    known = zip(frame["study"], *(frame[name] for name in own), strict=True)
    normal = [
        normal_points(tables.get(study, {}), sex, day_number(born_on))
        for study, sex, born_on in known
    ]
    return plain.assign(normal=pd.Series(normal, frame.index, dtype=object))


def readings(mice):
    """Every reading of a queryset of mice, in order of time. Two queries.

    Columns: mouse, tumor (keys), date, measured_at (UTC), state, length_mm, width_mm
    (mm) and volume_mm3 (mm3, missing where the state has none).
    """
    rows = CaliperMeasurement.objects.filter(tumor__mouse__in=mice)
    names = ["tumor", "mouse", "state", "length_mm", "width_mm", "volume_mm3"]
    found = rows.order_by("session__held_on", "measured_at", "pk").values_list(
        "session_id",
        "measured_at",
        "tumor_id",
        "tumor__mouse_id",
        "state",
        _number("length_mm"),
        _number("width_mm"),
        _number("volume_mm3"),
    )
    frame = _dated(found, ["measured_at", *names])
    return frame.astype({"tumor": "int64"} | dict.fromkeys(names[3:], float))


def weights(mice):
    """Every body weight of a queryset of mice, in order of time. Two queries.

    Columns: mouse, date, weighed_at (UTC), weight_g (g). The last of a day only.
    """
    rows = BodyWeight.objects.filter(mouse__in=mice)
    found = rows.order_by("session__held_on", "weighed_at", "pk").values_list(
        "session_id", "weighed_at", "mouse_id", _number("weight_g")
    )
    frame = _dated(found, ["weighed_at", "mouse", "weight_g"])
    frame = frame.astype({"weight_g": float})
    return frame.drop_duplicates(["mouse", "date"], keep="last", ignore_index=True)


def signs(mice):
    """Every clinical sign of a queryset of mice, in order of time. Two queries.

    Columns: mouse, date, observed_at (UTC), sign, grade and is_timed. What was written
    down on a later day than its session counts from noon of the session, and is not.
    """
    rows = ClinicalSign.objects.filter(mouse__in=mice)
    found = rows.order_by("session__held_on", "observed_at", "pk").values_list(
        "session_id", "observed_at", "mouse_id", "sign", _number("grade")
    )
    frame = _dated(found, ["observed_at", "mouse", "sign", "grade"])
    zone = timezone.get_current_timezone()
    local = frame["observed_at"].dt.tz_convert(zone).dt.tz_localize(None)
    noon = (frame["date"] + dt.timedelta(hours=12)).dt.tz_localize(zone)
    is_of_day = local.dt.normalize() == frame["date"]
    at = frame["observed_at"].where(is_of_day, noon.dt.tz_convert("UTC"))
    frame = frame.assign(observed_at=at, is_timed=is_of_day)
    return frame.astype({"grade": float})


def limits_of(mice):
    """The limits that count now in the studies of a queryset of mice. One query."""
    rows = Limit.objects.current().filter(study__in=mice.order_by().values("study"))
    frame = pd.DataFrame.from_records(
        rows.values_list(*_LIMIT.values()), columns=list(_LIMIT)
    )
    return frame.astype({"study": "int64"} | dict.fromkeys(_LEVELS, float))


def _number(field):
    # Cast to a FloatField would call a converter for each value.
    return Cast(field, output_field=_Double())


class _Double(Field):
    """A number in double precision, as the database hands it over."""

    def db_type(self, connection):
        return "double precision"


def _dated(rows, names):
    """A frame of rows that begin with a session: its date instead, and instants."""
    frame = pd.DataFrame.from_records(
        list(rows.iterator(chunk_size=5000)), columns=["session", *names]
    )
    dates = dict(
        Session.objects.filter(pk__in=frame["session"].unique().tolist()).values_list(
            "pk", "held_on"
        )
    )
    held = np.array(list(dates.values()), dtype="datetime64[ns]")
    days = pd.Series(held, index=pd.Index(list(dates), dtype="int64"))
    frame["date"] = days.reindex(frame["session"]).array
    at = names[0]
    frame[at] = pd.to_datetime(frame[at], utc=True)
    return frame.drop(columns="session").astype({"mouse": "int64"})


def read_at(states, readings, weights, signs):
    """When the value of each row of `evaluate` was read, in UTC.

    Missing where it was written down on another day than that of its session: the hour
    of the writing says nothing of the reading.
    """
    sizes = readings[readings["state"] != NOT_DONE]
    parts = [
        _timed(sizes, "measured_at", SIZE),
        _timed(weights, "weighed_at", WEIGHT),
        *(_timed(signs[_is_of(signs, kind)], "observed_at", kind) for kind in OF_SIGNS),
    ]
    last = pd.concat(parts).groupby(KEYS)["at"].max()
    wanted = states["kind"].map(SOURCES), states["mouse"], states["date"]
    return last.reindex(pd.MultiIndex.from_arrays(wanted, names=KEYS)).array


def _is_of(signs, kind):
    """A normal day says something of the skin and of the signs."""
    own = ("BODY_CONDITION", "ULCERATION")
    if kind in own:
        return signs["sign"].isin([kind, "NORMAL"] if kind == "ULCERATION" else [kind])
    return ~signs["sign"].isin(own)


def _timed(rows, name, source):
    local = rows[name].dt.tz_convert(timezone.get_current_timezone())
    of_day = local.dt.tz_localize(None).dt.normalize() == rows["date"]
    if "is_timed" in rows:
        of_day &= rows["is_timed"]
    found = rows.loc[of_day, ["mouse", "date"]]
    return found.assign(at=rows[name], source=source)

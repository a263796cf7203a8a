"""Measurements of a study as frames: the one place where they meet pandas."""

import numpy as np
import pandas as pd
from django.db.models import Case, Exists, F, Field, OuterRef, Value, When

from xenograft.analysis.day_value import day_values
from xenograft.analysis.ulceration import UNRELIABLE_GRADE
from xenograft.analysis.volume import (
    LOQ_MM3,
    MEASURED,
    NOT_PALPABLE,
    PALPABLE_BELOW_LOQ,
)
from xenograft.implantation.frames import mice
from xenograft.implantation.models import Tumor
from xenograft.measurement.models import (
    BodyWeight,
    CaliperMeasurement,
    ClinicalSign,
)
from xenograft.study.models.bench_rules import rules_of

STATES_WITH_VOLUME = [MEASURED, NOT_PALPABLE, PALPABLE_BELOW_LOQ]
# Stands for the state while a volume is read, so that one number says both.
BELOW_LOQ = -1.0
OF_DAY = ["session_id", "tumor_id"]
SIZES = ["length_mm", "width_mm"]
VOLUME = Case(
    When(state=PALPABLE_BELOW_LOQ, then=Value(BELOW_LOQ)),
    default=F("volume_mm3"),
    # A FloatField would convert each number once more.
    output_field=Field(),
)


def tumor_volumes(study, closed_only=True, known_mice=None):
    """Every reading of every tumor, several a day included, in order of reading.

    Columns: mouse (key), number, name, arm, position, tumor (key), side, day (days
    since the mouse's own day zero), date, state, length_mm and width_mm (mm, as
    read), volume_mm3 (mm3; missing where the state has none, 0 when not palpable),
    measured_at, is_confirmed (as for `day_values`). Sessions still open are left out
    unless `closed_only` is False. `known_mice` is the frame `mice(study)` where there
    is one already. At most six queries.
    """
    fields = ["state", *SIZES, "volume_mm3", "measured_at", "is_confirmed"]
    rows = _readings(CaliperMeasurement, study, closed_only)
    rows = rows.with_confirmed().order_by("measured_at", "pk")
    found = _columns(rows.values_list(*OF_DAY, *fields), 8)
    frame = _of_tumors(study, found[0], found[1], known_mice)
    frame["state"] = found[2]
    for name, values in zip(fields[1:4], found[3:6], strict=True):
        frame[name] = _numbers(values)
    frame["measured_at"] = pd.to_datetime(pd.Series(found[6], dtype=object), utc=True)
    frame["is_confirmed"] = np.array(found[7], dtype=bool)
    return frame


def daily_volumes(study, closed_only=True, known_mice=None):
    """The volume of every tumor on every day, by the rule of the study for several.

    Columns: mouse (key), number, name, arm, position, tumor (key), side, day, date,
    state (missing where there is no volume) and volume_mm3 (mm3, for analysis: 0
    when not palpable, the floor of 13.5 when palpable below 3 mm, missing when not
    read; DOMAIN 1.3). `attrs` tells whether the study has_bad_ulcers, of grade 3. At
    most seven queries, and the columns of `tumor_volumes` that
    are slow to read stay in the database.
    """
    rows = _readings(CaliperMeasurement, study, closed_only).order_by()
    found = _volumes(rows)
    if _has_repeats(found):
        found = _of_days(rows.order_by("measured_at", "pk"), rules_of(study).day_value)
    frame = _of_tumors(study, found["session"], found["tumor"], known_mice)
    return _with_volumes(frame, np.asarray(found["volume_mm3"]))


def body_weights(study, closed_only=True, known_mice=None):
    """The body weight of every mouse on every day: its last reading of the day.

    Columns: mouse (key), number, name, arm, position, day, date, weight_g (g,
    tumor included). At most six queries.
    """
    rows = _readings(BodyWeight, study, closed_only).order_by("weighed_at", "pk")
    found = _columns(rows.values_list("session_id", "mouse_id", "weight_g"), 3)
    frame = _of_mice(study, found[0], _keys(found[1]), known_mice)
    frame["weight_g"] = _numbers(found[2])
    return frame.drop_duplicates(["mouse", "date"], keep="last", ignore_index=True)


def ulceration_grades(study, closed_only=True):
    """The ulceration of the mice that ever had a grade-3 ulcer, in order of time.

    Columns: mouse (key), date and grade, a "normal" as 0. One query; mostly of nothing.
    """
    rows = _readings(ClinicalSign, study, closed_only)
    told = rows.filter(
        sign__in=["ULCERATION", "NORMAL"], mouse__in=_bad_ulcers(study).values("mouse")
    ).order_by("session__held_on", "observed_at", "pk")
    found = _columns(told.values_list("mouse_id", "session__held_on", "grade"), 3)
    dates = np.array(found[1], dtype="datetime64[D]").astype("datetime64[s]")
    return pd.DataFrame(
        {"mouse": _keys(found[0]), "date": dates, "grade": _numbers(found[2])}
    )


def _bad_ulcers(study):
    rows = ClinicalSign.objects.of_study(study).order_by()
    return rows.filter(sign="ULCERATION", grade__gte=UNRELIABLE_GRADE)


def _readings(model, study, closed_only):
    rows = model.objects.of_study(study)
    return rows.filter(session__closed_at__isnull=False) if closed_only else rows


def _volumes(rows):
    kind = [("session", "i8"), ("tumor", "i8"), ("volume_mm3", "f8")]
    wanted = rows.values_list(*OF_DAY, VOLUME)
    return np.fromiter(wanted.iterator(chunk_size=5000), dtype=kind)


def _with_volumes(frame, volumes):
    is_below = volumes == BELOW_LOQ
    codes = np.where(volumes > 0, 0, np.where(is_below, 2, 1))
    frame["state"] = pd.Categorical.from_codes(
        np.where(np.isnan(volumes), -1, codes), STATES_WITH_VOLUME
    )
    frame["volume_mm3"] = np.where(is_below, LOQ_MM3, volumes)
    return frame


def _pairs(found):
    return found["session"] * (found["tumor"].max(initial=0) + 1) + found["tumor"]


def _has_repeats(found):
    pairs = np.sort(_pairs(found))
    return bool((pairs[1:] == pairs[:-1]).any())


def _of_days(rows, rule):
    """What counts of the readings of each tumor and session, that come in order."""
    rows = rows.with_confirmed().values_list(*OF_DAY, *SIZES, VOLUME, "is_confirmed")
    names = ["day", "tumor", *SIZES, "volume_mm3", "is_confirmed"]
    frame = pd.DataFrame.from_records(list(rows), columns=names)
    frame = frame.astype(dict.fromkeys([*SIZES, "volume_mm3"], float))
    found = day_values(frame.astype({"is_confirmed": bool}), rule)
    return found.rename(columns={"day": "session"})


def _of_tumors(study, session_keys, tumor_keys, known):
    rows = Tumor.objects.of_study(study).order_by()
    is_bad = Exists(_bad_ulcers(study).filter(mouse=OuterRef("mouse")))
    tumors = _columns(rows.values_list("pk", "mouse_id", "side", is_bad), 4)
    place = pd.Index(_keys(tumors[0])).get_indexer(_keys(tumor_keys))
    frame = _of_mice(study, session_keys, _keys(tumors[1])[place], known)
    frame.insert(5, "tumor", _keys(tumor_keys))
    frame.insert(6, "side", pd.Categorical(tumors[2]).take(place))
    frame.attrs["has_bad_ulcers"] = any(tumors[3])
    return frame


def _of_mice(study, session_keys, mouse_keys, known):
    """What is known of the mouse and the day of each reading."""
    known = mice(study) if known is None else known
    place = known.index.get_indexer(mouse_keys)
    dates = _session_dates(study, session_keys)
    frame = known[["number", "name", "arm", "position"]].take(place)
    frame = frame.reset_index(names="mouse")
    day_zero = known["day_zero"].to_numpy()[place]
    frame["day"] = _whole_days(dates - day_zero)
    frame["date"] = dates
    return frame


def _session_dates(study, session_keys):
    # By the study's own name for them: a page may have read them already.
    sessions = {one.pk: one.held_on for one in study.sessions.all()}
    place = pd.Index(_keys(list(sessions))).get_indexer(_keys(session_keys))
    held = np.array(list(sessions.values()), dtype="datetime64[D]")
    held = held.astype("datetime64[s]")
    return held[place]


def _whole_days(spans):
    days = spans / np.timedelta64(1, "D")
    return days if np.isnan(days).any() else days.astype(np.int64)


def _columns(rows, count):
    rows = list(rows)
    return list(zip(*rows, strict=True)) if rows else [()] * count


def _keys(values):
    return np.array(values, dtype=np.int64)


def _numbers(values):
    return np.array(
        [np.nan if value is None else float(value) for value in values], dtype=float
    )

"""A mouse as frames, told in days since its day zero."""

import pandas as pd

from xenograft.analysis.endpoints import evaluate

ZONE = "Europe/Stockholm"
ZERO = pd.Timestamp("2026-11-02")
LIMITS = [
    ("VOLUME", "SUM", "STUDY", 1200, 1500, None),
    ("VOLUME", "SUM", "HUMANE", 1600, 2000, None),
    ("DIAMETER", "LONGEST", "HUMANE", 15, 20, None),
    ("BURDEN", "GROSS", "HUMANE", 8, 10, None),
    ("WEIGHT_LOSS", "BASELINE", "HUMANE", 10, 20, None),
    ("BODY_CONDITION", "SCORE", "HUMANE", 2, 2, None),
    ("ULCERATION", "GRADE", "HUMANE", 1, 3, None),
    ("ULCERATION", "GRADE", "HUMANE", 1, 2, 48),
    ("SIGNS", "WORST", "HUMANE", 2, 3, None),
    ("DURATION", "DAYS", "STUDY", None, 28, None),
]
NAMES = ["kind", "basis", "purpose", "warning_level", "action_level", "duration_hours"]
READING = ["mouse", "tumor", "date", "measured_at", "state"]
TYPES = {"mouse": "int64", "date": "datetime64[ns]"}
READING += ["length_mm", "width_mm", "volume_mm3"]


def limits(rows=LIMITS, version=1, study=1):
    frame = pd.DataFrame(rows, columns=NAMES)
    frame["hold_level"] = frame["kind"].map({"WEIGHT_LOSS": 15.0})
    return frame.assign(study=study, limit=range(1, len(frame) + 1), version=version)


def moment(day, hour=9, minute=0):
    at = ZERO + pd.Timedelta(days=day, hours=hour, minutes=minute)
    return at.tz_localize(ZONE)


def mice(**changed):
    one = {
        "study": 1,
        "day_zero": ZERO,
        "implanted_on": ZERO - pd.Timedelta(days=20),
        "left_on": pd.NaT,
        "interval_days": 3,
    }
    index = pd.Index([7], name="mouse")
    columns = {
        name: pd.Series([value], index) for name, value in (one | changed).items()
    }
    return pd.DataFrame(columns)


def readings(*rows):
    """(day, L, W) or (day, L, W, tumor) or (day, state) or (day, state, tumor)."""
    frame = pd.DataFrame([_reading(*row) for row in rows], columns=READING)
    frame["measured_at"] = pd.to_datetime(frame["measured_at"], utc=True)
    sizes = dict.fromkeys(["length_mm", "width_mm", "volume_mm3"], float)
    return frame.astype(sizes | TYPES | {"tumor": "int64"})


def _reading(day, *told):
    date, at = ZERO + pd.Timedelta(days=day), moment(day)
    if isinstance(told[0], str):
        state, tumor = told[0], (*told, 1)[1]
        volume = 0.0 if state == "NOT_PALPABLE" else None
        return [7, tumor, date, at, state, None, None, volume]
    length, width, tumor = (*told, 1)[:3]
    return [7, tumor, date, at, "MEASURED", length, width, length * width**2 / 2]


def weights(*rows):
    """(day, grams)."""
    found = [(7, ZERO + pd.Timedelta(days=day), float(g)) for day, g in rows]
    frame = pd.DataFrame(found, columns=["mouse", "date", "weight_g"])
    return frame.astype(TYPES | {"weight_g": float})


def signs(*rows):
    """(moment, sign, grade), the moment as a day or in full."""
    found = []
    for at, sign, grade in rows:
        at = at if isinstance(at, pd.Timestamp) else moment(at)
        day = at.tz_localize(None).normalize()
        found.append((7, day, at, sign, float(grade)))
    names = ["mouse", "date", "observed_at", "sign", "grade"]
    frame = pd.DataFrame(found, columns=names)
    frame["observed_at"] = pd.to_datetime(frame["observed_at"], utc=True)
    return frame.astype(TYPES | {"grade": float})


def states(
    at,
    read=(),
    weighed=(),
    seen=(),
    rows=LIMITS,
    **mouse,
):
    """The rows of `evaluate` for one mouse."""
    at = at if isinstance(at, pd.Timestamp) else moment(at, 18)
    return evaluate(
        mice(**mouse),
        readings(*read),
        weights(*weighed),
        signs(*seen),
        limits(rows),
        at,
    )


def one(kind, *told, purpose="HUMANE", **named):
    """(state, why) of the worst row of a kind, or None without a row."""
    found = states(*told, **named)
    found = found[(found["kind"] == kind) & (found["purpose"] == purpose)]
    order = ["REACHED", "UNKNOWN", "APPROACHING", "CLEAR"]
    ranked = found.sort_values("state", key=lambda s: s.map(order.index))
    return None if ranked.empty else tuple(ranked.iloc[0][["state", "why"]])

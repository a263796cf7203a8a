"""Real studies, every mouse and every day, against a second program."""

import csv
from collections import defaultdict

import pandas as pd
import pytest

from tests.analysis.endpoints.frames import limits
from tests.analysis.endpoints.reference_states import LIMITS, states_of
from xenograft.analysis.endpoints import evaluate, usual_basis

START = pd.Timestamp("2026-01-01")
RULES = [
    (kind, usual_basis(kind), purpose, *levels, None)
    for (kind, purpose), levels in LIMITS.items()
]
FILES = ["mas98_06/tidy_lw.csv", "osu_mimic/tidy.csv", "ucsf_c2c12/tidy.csv"]


def mice_of(file):
    """{(study, mouse): (readings, weights)} as the reference wants them."""
    found = defaultdict(lambda: ([], []))
    with file.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if not row["day"]:
                continue
            day = round(float(row["day"]))
            readings, weights = found[row["study"], row["mouse"]]
            if row["length_mm"] and row["width_mm"]:
                sizes = float(row["length_mm"]), float(row["width_mm"])
                sizes = sizes if all(sizes) else (0.0, 0.0)
                readings.append((day, row["tumour"] or "R", *sizes))
            if row["body_weight_g"]:
                weights.append((day, float(row["body_weight_g"])))
    return {key: value for key, value in found.items() if value[0]}


def frames_of(mice):
    """The same as frames: mice, readings, weights, signs."""
    known, read, weighed = [], [], []
    for key, (readings, weights) in enumerate(mice.values()):
        first = min(row[0] for row in readings)
        known.append((key, 1, date(0), date(first), pd.NaT, 3))
        for day, mass, length, width in sorted(readings, key=lambda row: row[0]):
            is_felt = length > 0
            volume = max(length, width) * min(length, width) ** 2 / 2
            state = "MEASURED" if is_felt else "NOT_PALPABLE"
            sizes = (length, width) if is_felt else (None, None)
            read.append((key, f"{key} {mass}", date(day), state, *sizes, volume))
        for day, grams in sorted(weights, key=lambda row: row[0]):
            weighed.append((key, date(day), grams))
    names = ["mouse", "study", "day_zero", "implanted_on", "left_on", "interval_days"]
    sizes = ["length_mm", "width_mm", "volume_mm3"]
    return (
        pd.DataFrame(known, columns=names).set_index("mouse"),
        frame(read, ["mouse", "tumor", "date", "state", *sizes]).astype(
            dict.fromkeys(sizes, float)
        ),
        frame(weighed, ["mouse", "date", "weight_g"]).drop_duplicates(
            ["mouse", "date"], keep="last"
        ),
        frame([], ["mouse", "date", "observed_at", "sign", "grade"]).astype(
            {"grade": float}
        ),
    )


def frame(rows, names):
    made = pd.DataFrame(rows, columns=names)
    return made.astype({"mouse": "int64", "date": "datetime64[ns]"})


def date(day):
    return START + pd.Timedelta(days=day)


def expected(mice, day):
    return {
        (key, *rule): state
        for key, (readings, weights) in enumerate(mice.values())
        for rule, state in states_of(readings, weights, 0, day).items()
    }


def found(frames, day):
    at = (date(day) + pd.Timedelta(hours=23)).tz_localize("UTC")
    rows = evaluate(*frames, limits(RULES), at)
    keys = zip(rows["mouse"], rows["kind"], rows["purpose"], strict=True)
    return dict(zip(keys, rows["state"], strict=True))


@pytest.mark.parametrize("file", FILES)
def test_every_mouse_and_day_of_a_real_study_has_the_states_of_the_reference(
    shared, file
):
    mice = mice_of(shared / "data" / file)
    frames = frames_of(mice)
    days = [row[0] for readings, _ in mice.values() for row in readings]
    seen = set()
    for day in range(min(days), max(days) + 5):
        states = found(frames, day)
        assert states == expected(mice, day), day
        seen |= set(states.values())
    assert seen >= {"CLEAR", "UNKNOWN"}


def test_the_real_studies_reach_and_approach_limits(shared):
    seen = set()
    for file in FILES:
        mice = mice_of(shared / "data" / file)
        for readings, weights in mice.values():
            for day in {row[0] for row in readings}:
                states = states_of(readings, weights, 0, day)
                seen |= {(rule, state) for rule, state in states.items()}
    assert {state for _, state in seen} == {
        "CLEAR",
        "APPROACHING",
        "REACHED",
        "UNKNOWN",
    }

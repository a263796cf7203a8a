"""The nightly check of the limits, against loading the same rows as one frame.

python benchmarks/check_endpoints.py [studies] [mice per study]

Prints the seconds of both and their ratio, in a database of its own in memory.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xenograft.settings")

import django  # noqa: E402

django.setup()

import pandas as pd  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from tests import builders  # noqa: E402
from xenograft import models  # noqa: E402
from xenograft.endpoint import actions  # noqa: E402
from xenograft.implantation.models import Mouse  # noqa: E402

STUDIES, MICE, DAYS = 500, 40, range(0, 30, 3)


def fill(studies, mice_count):
    """Studies with a reading and a weight of each mouse in ten sessions."""
    for number in range(studies):
        study = builders.study(f"B-{number}")
        builders.limits(study)
        builders.member(study, "director")
        sessions = [builders.session(study, day) for day in DAYS]
        mice = models.Mouse.objects.bulk_create(
            models.Mouse(study=study, number=place)
            for place in range(1, mice_count + 1)
        )
        tumors = models.Tumor.objects.bulk_create(
            models.Tumor(mouse=mouse, implanted_on=builders.DAY_ZERO) for mouse in mice
        )
        values(study, sessions, mice, tumors)


def values(study, sessions, mice, tumors):
    models.CaliperMeasurement.objects.bulk_create(
        models.CaliperMeasurement(
            session=held,
            tumor=tumor,
            length_mm=round(5 + step * 0.9 + place % 7 / 10, 1),
            width_mm=round(4.8 + step * 0.8, 1),
            measured_at=builders.at(DAYS[step]),
        )
        for step, held in enumerate(sessions)
        for place, tumor in enumerate(tumors)
    )
    models.BodyWeight.objects.bulk_create(
        models.BodyWeight(
            session=held,
            mouse=mouse,
            weight_g=round(22 - step * place % 5 / 10, 1),
            weighed_at=builders.at(DAYS[step]),
        )
        for step, held in enumerate(sessions)
        for place, mouse in enumerate(mice)
    )


def load():
    """The rows that the check needs, as one plain frame."""
    readings = models.CaliperMeasurement.objects.values_list(
        "tumor__mouse_id",
        "tumor_id",
        "session__held_on",
        "measured_at",
        "state",
        "length_mm",
        "width_mm",
        "volume_mm3",
    )
    weights = models.BodyWeight.objects.values_list(
        "mouse_id", "session__held_on", "weighed_at", "weight_g"
    )
    return pd.concat(
        [pd.DataFrame.from_records(list(rows)) for rows in (readings, weights)]
    )


def check():
    at = builders.at(28)
    studies = list(models.Study.objects.all())
    for start in range(0, len(studies), 50):
        some = studies[start : start + 50]
        actions.check(mice=Mouse.objects.filter(study__in=some), at=at)


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(studies=STUDIES, mice_count=MICE):
    old = setup_databases(verbosity=0, interactive=False)
    try:
        fill(int(studies), int(mice_count))
        rows = len(load())
        loading = min(seconds(load) for _ in range(2))
        first, again = seconds(check), seconds(check)
        print(f"{rows:,} rows of {studies} studies with {mice_count} mice")
        print(f"load as one frame     {loading:8.2f} s   1.0")
        print(f"check, alerts raised  {first:8.2f} s   {first / loading:.1f}")
        print(f"check, nothing new    {again:8.2f} s   {again / loading:.1f}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Importing 100,000 measurements against a bare bulk_create of the same rows.

The real path reads a CSV of 100,000 readings (and a weight for every second of them),
checks every cell, and writes study, mice, readings and weights with their history.
The bare one is `bulk_create` of the same readings and weights, from rows that are
ready in memory, into a copy of the database without triggers. Prints seconds of
processor time and of the clock, and the ratios.

    python benchmarks/import_measurements.py [--rows 100000] [--runs 3]
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

DAYS = 100


def main():
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="xenograft-benchmark-") as folder:
        os.environ["XENOGRAFT_DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        _setup()
        content = _list(asked.rows).encode()
        print(f"{asked.rows:,} readings, {len(content) / 1e6:.1f} MB")
        database = Path(folder) / "xenograft.sqlite3"
        _migrate()
        _close(database, f"{folder}/empty.sqlite3")
        ours, bare = [], []
        for turn in range(asked.runs):
            ours.append(_timed(_import, content))
            rows = _without_keys(_rows())
            _close(f"{folder}/empty.sqlite3", database)
            _foundations(content)
            bare.append(_timed(_bulk_create, *rows))
            _close(f"{folder}/empty.sqlite3", database)
            _tell(f"run {turn + 1}", ours[-1], bare[-1])
        _tell("best", min(ours), min(bare))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _tell(name, ours, bare):
    print(
        f"{name}: import {ours[0]:.2f} s processor, {ours[1]:.2f} s clock; bare "
        f"bulk_create {bare[0]:.2f} s, {bare[1]:.2f} s; ratio {ours[0] / bare[0]:.2f} "
        f"processor, {ours[1] / bare[1]:.2f} clock",
        flush=True,
    )


def _timed(work, *arguments):
    clock, processor = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.process_time() - processor, time.perf_counter() - clock


def _list(rows):
    """A list of mice with two tumors each, measured on DAYS days, weighed once."""
    chance = random.Random(14)
    lines = ["mouse,arm,cage,side,date,length_mm,width_mm,weight_g"]
    for place in range(rows // (2 * DAYS)):
        arm = ("Vehicle", "A", "B", "A + B")[place % 4]
        for day in range(DAYS):
            on = f"2025-{1 + day // 28:02}-{1 + day % 28:02}"
            for side in "RL":
                sizes = [f"{chance.uniform(4, 18):.1f}" for _ in range(2)]
                weight = f"{chance.uniform(18, 30):.1f}" if side == "R" else ""
                lines.append(
                    f"{place + 1},{arm},C{place // 4:03},{side},{on},"
                    f"{sizes[0]},{sizes[1]},{weight}"
                )
    return "\n".join(lines) + "\n"


def _import(content):
    from xenograft.export import actions

    record = actions.prepare(content=content, file_name="list.csv", code="BENCH")
    checked = actions.check(record)
    actions.import_study(record=record, checked=checked)


def _rows():
    from xenograft.measurement.models import BodyWeight, CaliperMeasurement

    return (
        list(CaliperMeasurement.objects.order_by("pk")),
        list(BodyWeight.objects.order_by("pk")),
    )


def _without_keys(models):
    for rows in models:
        for row in rows:
            row.pk = None
            row._state.adding = True
    return models


def _foundations(content):
    """The study, mice, tumors and sessions that the rows point at, no triggers."""
    from django.db import connection

    from xenograft.history import triggers
    from xenograft.measurement.models import BodyWeight, CaliperMeasurement

    _import(content)
    triggers.drop(connection)
    CaliperMeasurement.objects.all()._raw_delete("default")
    BodyWeight.objects.all()._raw_delete("default")


def _bulk_create(calipers, weights):
    from django.db import transaction

    from xenograft.measurement.models import BodyWeight, CaliperMeasurement

    with transaction.atomic():
        CaliperMeasurement.objects.bulk_create(calipers)
        BodyWeight.objects.bulk_create(weights)


def _migrate():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _close(source, target):
    """Copy a database over another, with no connection open."""
    from django.db import connection

    connection.close()
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    shutil.copy(source, target)


def _setup():
    import django

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xenograft.settings")
    django.setup()


if __name__ == "__main__":
    main()

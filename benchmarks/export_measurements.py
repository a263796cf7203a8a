"""measurements.csv of a million readings against the sqlite3 shell.

Makes a study of 2,500 mice with two tumors each, measured and weighed on 200 days,
in a temporary SQLite database; then writes measurements.csv from it through the
application, and the same columns by the `sqlite3` shell with one query. Prints
seconds of processor time and of the clock, the ratios and the peak memory of
the application's process. The shell gets an index for its join of weights that the
application does without. Needs `sqlite3` on the PATH.

    python benchmarks/export_measurements.py [--mice 2500] [--days 200] [--runs 3]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUERY = """
WITH zero AS (SELECT id AS study_id, code, day_zero_on FROM xenograft_study),
first_volume AS (
  SELECT tumor_id, volume_mm3 FROM (
    SELECT c.tumor_id, c.volume_mm3, row_number() OVER (
      PARTITION BY c.tumor_id ORDER BY s.held_on DESC, c.measured_at DESC) AS place
    FROM zero z JOIN xenograft_session s ON s.study_id = z.study_id
      AND s.held_on BETWEEN date(z.day_zero_on, '-3 days') AND z.day_zero_on
    JOIN xenograft_calipermeasurement c ON c.session_id = s.id)
  WHERE place = 1 AND volume_mm3 >= 13.5),
first_weight AS (
  SELECT mouse_id, weight_g FROM (
    SELECT w.mouse_id, w.weight_g, row_number() OVER (
      PARTITION BY w.mouse_id ORDER BY s.held_on DESC, w.weighed_at DESC) AS place
    FROM zero z JOIN xenograft_session s ON s.study_id = z.study_id
      AND s.held_on BETWEEN date(z.day_zero_on, '-3 days') AND z.day_zero_on
    JOIN xenograft_bodyweight w ON w.session_id = s.id)
  WHERE place = 1)
SELECT z.code AS study, a.name AS arm, a.position AS arm_position,
  CASE WHEN m.lab_id = '' THEN m.number ELSE m.lab_id END AS mouse, g.name AS cage,
  t.side AS tumor,
  CAST(julianday(s.held_on) - julianday(z.day_zero_on) AS INTEGER) AS day,
  s.held_on AS date, CAST(c.length_mm AS REAL) AS length_mm,
  CAST(c.width_mm AS REAL) AS width_mm, c.volume_mm3,
  c.volume_mm3 / v.volume_mm3 AS relative_volume,
  CAST(w.weight_g AS REAL) AS weight_g,
  100.0 * (w.weight_g - f.weight_g) / f.weight_g AS weight_change_percent,
  p.username AS weighed_by, replace(w.weighed_at, ' ', 'T') || 'Z' AS weighed_at,
  c.state, c.reason, o.username AS operator,
  replace(c.measured_at, ' ', 'T') || 'Z' AS measured_at, c.note
FROM zero z JOIN xenograft_mouse m ON m.study_id = z.study_id
JOIN xenograft_tumor t ON t.mouse_id = m.id
JOIN xenograft_calipermeasurement c ON c.tumor_id = t.id
JOIN xenograft_session s ON s.id = c.session_id
LEFT JOIN xenograft_cage g ON g.id = m.cage_id
LEFT JOIN xenograft_assignment n ON n.mouse_id = m.id
LEFT JOIN xenograft_arm a ON a.id = n.arm_id
LEFT JOIN xenograft_bodyweight w ON w.mouse_id = m.id AND w.session_id = s.id
LEFT JOIN first_volume v ON v.tumor_id = t.id
LEFT JOIN first_weight f ON f.mouse_id = m.id
LEFT JOIN auth_user o ON o.id = c.measured_by_id
LEFT JOIN auth_user p ON p.id = w.weighed_by_id
{order};
"""
INDEX = "CREATE INDEX benchmark ON xenograft_bodyweight (mouse_id, session_id)"
ORDER = "ORDER BY m.number, s.held_on, t.side, c.measured_at, c.id"


def main():
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="xenograft-benchmark-") as folder:
        os.environ["XENOGRAFT_DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        database = Path(folder) / "xenograft.sqlite3"
        _run([__file__, "make", str(asked.mice), str(asked.days)])
        subprocess.run(["sqlite3", str(database), INDEX], check=True)
        ours, shell = [], []
        for turn in range(asked.runs):
            ours.append(_run([__file__, "write", f"{folder}/ours.csv"]))
            shell.append(_shell(database, f"{folder}/shell.csv", ORDER))
            _tell(f"run {turn + 1}", ours[-1], shell[-1])
        unsorted = _shell(database, f"{folder}/unsorted.csv", "")
        _tell("best", min(ours), min(shell))
        _tell("best, against a query without order", min(ours), unsorted)
        print(f"peak memory of the application: {max(one[2] for one in ours):,.0f} MB")
        _compare(f"{folder}/ours.csv", f"{folder}/shell.csv")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mice", type=int, default=2500)
    parser.add_argument("--days", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _tell(name, ours, shell):
    print(
        f"{name}: {ours[0]:.2f} s processor, {ours[1]:.2f} s clock; shell "
        f"{shell[0]:.2f} s, {shell[1]:.2f} s; ratio {ours[0] / shell[0]:.2f} "
        f"processor, {ours[1] / shell[1]:.2f} clock",
        flush=True,
    )


def _run(command):
    """(processor s, clock s, peak MB) that a program of this file reports."""
    done = subprocess.run(
        [sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True
    )
    return tuple(float(number) for number in done.stdout.split())


def _shell(database, out, order):
    query = QUERY.format(order=order)
    before, started = _children(), time.perf_counter()
    with open(out, "wb") as file:
        command = ["sqlite3", "-readonly", "-header", "-csv", str(database), query]
        subprocess.run(command, check=True, stdout=file)
    return _children() - before, time.perf_counter() - started, 0


def _children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _compare(ours, shell):
    """Both files must say the same; the shell writes 15 digits, and CR LF."""
    different = rows = 0
    with open(ours) as first, open(shell) as second:
        for one, other in zip(first, second, strict=True):
            rows += 1
            different += not _same(one, other)
    print(f"{rows - 1:,} rows, {different:,} of them differ by more than 1e-14")


def _same(one, other):
    pairs = zip(one.strip().split(","), other.strip().split(","), strict=True)
    return all(a == b or _close(a, b) for a, b in pairs)


def _close(one, other):
    try:
        one, other = float(one), float(other)
    except ValueError:
        return one.strip('"') == other.strip('"')
    return abs(one - other) <= 1e-14 * abs(one)


def _make(mice, days):
    _setup()
    from django.core.management import call_command
    from django.db import connection

    from xenograft.history import triggers

    call_command("migrate", verbosity=0)
    triggers.drop(connection)
    study = _study(mice)
    _readings(study, mice, days)


def _study(mice):
    import datetime as dt

    from xenograft import models

    study = models.Study.objects.create(
        code="BENCH", title="Benchmark", day_zero_on=dt.date(2025, 3, 1)
    )
    arms = [
        models.Arm.objects.create(study=study, name=name, position=place)
        for place, name in enumerate(("Vehicle", "A", "B", "A + B"), start=1)
    ]
    cages = models.Cage.objects.bulk_create(
        models.Cage(study=study, name=f"C{place:03}") for place in range(1 + mice // 4)
    )
    made = models.Mouse.objects.bulk_create(
        models.Mouse(study=study, number=place + 1, cage=cages[place // 4])
        for place in range(mice)
    )
    models.Tumor.objects.bulk_create(
        models.Tumor(mouse=mouse, side=side) for mouse in made for side in "RL"
    )
    draw = models.Randomization.objects.create(study=study, method="IMPORTED")
    models.Assignment.objects.bulk_create(
        models.Assignment(randomization=draw, mouse=mouse, arm=arms[place % 4])
        for place, mouse in enumerate(made)
    )
    return study


def _readings(study, mice, days):
    """Rows as a study makes them: day by day, mouse by mouse."""
    import datetime as dt
    import random

    from django.contrib.auth import get_user_model
    from django.db import connection, transaction

    from xenograft import models

    person = get_user_model().objects.create(username="anovak").pk
    chance = random.Random(14)
    tumors = dict.fromkeys(range(1, mice + 1))
    for key, mouse in models.Tumor.objects.values_list("pk", "mouse_id"):
        tumors[mouse] = [*(tumors[mouse] or []), key]
    for day in range(days):
        on = dt.date(2025, 2, 25) + dt.timedelta(days=day)
        session = models.Session.objects.create(
            study=study, held_on=on, closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        )
        calipers, weights = [], []
        for mouse, own in tumors.items():
            at = f"{on} 09:{mouse % 60:02}:{mouse // 60 % 60:02}.{mouse:06}"
            weights.append((session.pk, mouse, at, person, _size(chance, 18, 30)))
            calipers += [
                (
                    session.pk,
                    key,
                    at,
                    person,
                    _size(chance, 4, 18),
                    _size(chance, 4, 18),
                )
                for key in own
            ]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO xenograft_bodyweight (session_id, mouse_id, weighed_at,"
                " weighed_by_id, weight_g, question, answer, version)"
                " VALUES (%s, %s, %s, %s, %s, '', '', 1)",
                weights,
            )
            cursor.executemany(
                "INSERT INTO xenograft_calipermeasurement (session_id, tumor_id,"
                " measured_at, measured_by_id, length_mm, width_mm, state, reason,"
                " note, question, answer, version)"
                " VALUES (%s, %s, %s, %s, %s, %s, 'MEASURED', '', '', '', '', 1)",
                calipers,
            )


def _size(chance, low, high):
    return round(chance.uniform(low, high), 1)


def _write(out):
    _setup()
    from xenograft.export import writing
    from xenograft.export.snapshot import one_moment
    from xenograft.study.models import Study

    study = Study.objects.get(code="BENCH")
    clock, processor = time.perf_counter(), time.process_time()
    with open(out, "w", encoding="utf-8", newline="") as file, one_moment():
        writing.write(file, "measurements.csv", study)
    spent = time.process_time() - processor, time.perf_counter() - clock
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*spent, peak_mb)


def _setup():
    import django

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xenograft.settings")
    django.setup()


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        _make(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["write"]:
        _write(sys.argv[2])
    else:
        main()

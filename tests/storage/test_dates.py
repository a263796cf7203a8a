"""Days and instants come from SQLite as they were stored, however often."""

import datetime as dt

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def read(column, value):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE told (value {column})")
        cursor.execute("INSERT INTO told VALUES (%s)", [value])
        cursor.execute("SELECT value FROM told UNION ALL SELECT value FROM told")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP TABLE told")
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite stores texts")
@pytest.mark.parametrize(
    ("column", "stored", "day"),
    [
        ("date", "2026-11-29", dt.date(2026, 11, 29)),
        (
            "datetime",
            "2026-11-29 09:12:00.000001",
            dt.datetime(2026, 11, 29, 9, 12, 0, 1),
        ),
        ("timestamp", "2026-11-29 09:12:00", dt.datetime(2026, 11, 29, 9, 12)),
        ("date", None, None),
    ],
)
def test_the_same_text_is_the_same_day(column, stored, day):
    assert read(column, stored) == [day, day]
    assert read(column, stored) == [day, day]

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders


class Bench:
    """An open session of today, and one mouse with one tumor."""

    def __init__(self, study, client):
        self.study, self.client = study, client
        self.today = timezone.localdate()
        self.session = study.sessions.create(held_on=self.today)
        self.mouse = builders.mouse(study, 3)
        self.tumor = builders.tumor(self.mouse)
        self.page_address = reverse(
            "measurement:session", args=[study.code, self.today]
        )

    def fields(self, **cells):
        """The fields of the one mouse: l, w, s, y, b, k, v of its tumor, g, h, ..."""
        keys = dict.fromkeys("lwsybkv", self.tumor.pk) | dict.fromkeys(
            "ghqfuczd", self.mouse.pk
        )
        return {f"{name}-{keys[name]}": value for name, value in cells.items()}

    def save(self, client=None, **cells):
        return (client or self.client).post(self.page_address, self.fields(**cells))

    def page(self, answer=None):
        return (answer or self.client.get(self.page_address)).content.decode()

    @property
    def readings(self):
        rows = self.session.caliper_measurements.order_by("pk")
        return [
            (row.state, row.length_mm and str(row.length_mm), row.reason)
            for row in rows
        ]

    def base(self):
        """What a freshly loaded form would send as the base of the row."""
        from xenograft.measurement.entry import base_of

        return base_of(self.session.caliper_measurements.order_by("pk").last())


@pytest.fixture
def bench(study, measurer):
    return Bench(study, measurer)


@pytest.fixture
def other(people):
    """A second person who measures, signed in elsewhere."""
    from django.test import Client

    client = Client()
    client.force_login(people["director"])
    return client


@pytest.fixture
def yesterday():
    return timezone.localdate() - dt.timedelta(days=1)

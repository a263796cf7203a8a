"""A clock that a test moves on, and a mouse at a limit whose people have addresses."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from tests.endpoint.alerting import NOW, measure


@pytest.fixture
def clock(monkeypatch):
    """The time, which a test may move on; it begins on day 10."""

    class Clock:
        now = NOW

        def on(self, **time):
            self.now += dt.timedelta(**time)

    one = Clock()
    monkeypatch.setattr(timezone, "now", lambda: one.now)
    return one


@pytest.fixture
def addressed(people):
    """The people, each with an address."""
    for role, person in people.items():
        person.email = f"{role}@lab.example"
        person.save()
    return people


@pytest.fixture
def mouse(study, addressed, clock):
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    builders.tumor(mouse)
    measure(mouse, 10, "14.5")
    return mouse


@pytest.fixture
def dose(study, mouse):
    """A dose of the mouse on day 10, of an arm that masked people do not learn."""
    vehicle = builders.agent(study, "0.5% MC", is_vehicle=True)
    regimen = builders.regimen(builders.arm(study, "Secret arm"), vehicle, 0)
    return builders.dose(mouse, regimen, day=10)

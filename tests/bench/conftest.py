import datetime as dt

import pytest
from django.utils import timezone

from tests import builders

TODAY = builders.DAY_ZERO + dt.timedelta(days=9)
SECRETS = ["Vehicle", "Avutometinib", "0.5% MC", "mg/kg", "arm-1", "arm-2"]


@pytest.fixture
def on_day_nine(monkeypatch):
    monkeypatch.setattr(
        timezone,
        "localdate",
        lambda value=None, *zone: value.date() if value else TODAY,
    )


@pytest.fixture
def treated(people, on_day_nine):
    """A treated study of three mice per arm, with everybody in it."""
    study = builders.treated_study(
        code="OVX-T", title="Two inhibitors in an LGSOC organoid"
    )
    for role, person in people.items():
        builders.models.Membership.objects.create(study=study, person=person, role=role)
    return study


@pytest.fixture
def names_no_arm():
    """Fails when a page tells an arm: its name, place, agent, dose or count."""

    def check(page):
        assert [secret for secret in SECRETS if secret in page] == []

    return check

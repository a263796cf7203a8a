"""A study to analyze, made once for each file of tests, and a client to ask of it."""

import pytest
from django.db import transaction

from tests import builders
from tests.results.computing import combined_study
from xenograft import models


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Four arms of five mice with agents, made once; what a test writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        study = combined_study()
        yield study, builders.member(study, "statistician")
        transaction.set_rollback(True)


@pytest.fixture
def treated(client, made):
    """The study, and a client of its statistician."""
    study, person = made
    client.force_login(person)
    return models.Study.objects.get(pk=study.pk)

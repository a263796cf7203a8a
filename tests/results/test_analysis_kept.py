"""A result is kept once, and says when what it rests on has changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests import builders
from tests.results.computing import computed, page, result_of
from xenograft import models
from xenograft.history import triggers
from xenograft.results import actions

pytestmark = pytest.mark.django_db


def test_the_same_data_and_choices_are_kept_once(client, treated):
    computed(client, treated)
    computed(client, treated)
    assert models.AnalysisResult.objects.count() == 1
    assert "This is look 1 at the data." in page(client, treated).content.decode()


def test_a_second_view_computes_nothing_again(client, treated, monkeypatch):
    computed(client, treated)
    monkeypatch.setattr(actions, "whole", None)
    monkeypatch.setattr("xenograft.results.pictures.drawn", None)
    assert page(client, treated).status_code == 200


def test_a_newer_session_makes_the_result_stale_and_recomputing_makes_it_new(
    client, treated
):
    computed(client, treated)
    held = builders.session(treated, 17, is_closed=False)
    for mouse in treated.mice.all():
        builders.measurement(held, mouse.tumors.get(), "9.0", "8.0")
    assert "newer than this result" not in page(client, treated).content.decode()
    models.Session.objects.filter(pk=held.pk).update(closed_at=NOW, closed_by=None)
    text = page(client, treated).content.decode()
    assert "1 session newer than this result." in text
    assert "at D14" in text
    text = computed(client, treated).content.decode()
    assert "newer than this result" not in text
    assert "at D17" in text
    assert "This is look 2 at the data." in text


NOW = "2099-01-01T00:00:00Z"


def test_a_corrected_value_is_said_to_have_changed_since(client, treated):
    computed(client, treated)
    one = models.CaliperMeasurement.objects.filter(session__study=treated).first()
    longer = one.length_mm + 1
    models.CaliperMeasurement.objects.filter(pk=one.pk).update(length_mm=longer)
    text = page(client, treated).content.decode()
    assert "Values, arms or endings were changed since this result." in text


def test_a_result_of_an_earlier_format_is_shown_and_computed_again(client, treated):
    kept = result_of(treated)
    kept.pk, kept.document["format"] = None, 2
    kept.data_sha256 = "0" * 64
    del kept.document["other_models"], kept.document["responses"]["schemes"]
    kept.save()
    text = page(client, treated).content.decode()
    assert "4 Combination effect" in text
    assert "Does it depend on the model" not in text
    assert "An earlier version of this program computed this result" in text
    assert "Does it depend on the model" in computed(client, treated).content.decode()


def test_a_value_with_an_open_question_is_said_in_the_banner(client, treated):
    assert "All values are confirmed." in computed(client, treated).content.decode()
    reading = treated.sessions.first().caliper_measurements.first()
    type(reading).objects.filter(pk=reading.pk).update(
        question="Measure again or keep."
    )
    text = page(client, treated).content.decode()
    assert "1 value of closed sessions has an open question" in text


def test_another_version_of_a_library_is_said(client, treated):
    kept = result_of(treated)
    kept.pk, kept.document["versions"]["numpy"] = None, "1.0.0"
    kept.save()
    text = page(client, treated).content.decode()
    assert "Computed with numpy 1.0.0; this installation has" in text


def test_a_kept_result_can_be_neither_changed_nor_deleted(treated, settings):
    kept = result_of(treated)
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    rows = models.AnalysisResult.objects.filter(pk=kept.pk)
    for write in (lambda: rows.update(choices="day=3"), lambda: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()

import pytest
from django.db import connection
from django.db.models import BigAutoField, CharField
from django.test.utils import CaptureQueriesContext

from tests import builders
from xenograft.models import CaliperMeasurement, Mouse, Study
from xenograft.storage.prepared import Prepared

pytestmark = pytest.mark.django_db


def of_study():
    return Prepared(
        lambda study: Mouse.objects.filter(study=study).select_related("study"),
        study=BigAutoField(),
    )


def test_the_rows_are_those_of_the_query_with_the_values_in_place():
    one, other = builders.study("A-1"), builders.study("B-1")
    for study, number in ((one, 1), (one, 2), (other, 7)):
        builders.mouse(study, number)
    mice = of_study()
    assert [mouse.number for mouse in mice.rows(study=one.pk)] == [1, 2]
    assert [mouse.number for mouse in mice.rows(study=other.pk)] == [7]


def test_every_asking_reads_what_is_there_now():
    study = builders.study("A-1")
    mice = of_study()
    assert mice.rows(study=study.pk) == []
    mouse = builders.mouse(study, 1)
    assert mice.rows(study=study.pk) == [mouse]
    study.title = "Another title"
    study.save()
    assert mice.rows(study=study.pk)[0].study.title == "Another title"


def test_the_query_is_composed_once_for_a_connection():
    composed = []

    def compose(study):
        composed.append(1)
        return Mouse.objects.filter(study=study)

    mice = Prepared(compose, study=BigAutoField())
    with CaptureQueriesContext(connection) as queries:
        mice.rows(study=1)
        mice.rows(study=2)
    assert len(composed) == 1
    assert len(queries) == 2


def readings_of_study():
    return Prepared(
        lambda study: CaliperMeasurement.objects.filter(
            session__study=study
        ).values_list("pk", "length_mm", "measured_at"),
        study=BigAutoField(),
    )


def test_raw_rows_become_what_the_query_finds_once_converted():
    study = builders.study("A-1")
    tumor = builders.tumor(builders.mouse(study, 1))
    builders.measurement(builders.session(study, 0), tumor, "12.4", "10.1")
    readings = readings_of_study()
    found = [list(row) for row in readings.rows(study=study.pk)]
    assert readings.converted(readings.raw(study=study.pk)) == found
    assert str(found[0][1]) == "12.40"


def test_raw_rows_differ_as_soon_as_the_database_does():
    study = builders.study("A-1")
    tumor = builders.tumor(builders.mouse(study, 1))
    reading = builders.measurement(builders.session(study, 0), tumor, "12.4", "10.1")
    readings = readings_of_study()
    before = readings.raw(study=study.pk)
    assert readings.raw(study=study.pk) == before
    reading.length_mm = "12.41"
    reading.save()
    assert readings.raw(study=study.pk) != before


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL keeps the gap in this lookup."
)
def test_a_gap_that_a_lookup_would_read_as_text_is_refused():
    codes = Prepared(
        lambda code: Study.objects.filter(code__iexact=code), code=CharField()
    )
    with pytest.raises(TypeError, match="would stay open"):
        codes.rows(code="A-1")

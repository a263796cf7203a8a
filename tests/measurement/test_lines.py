import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from xenograft.measurement.grid import Grid
from xenograft.measurement.lines import Lines
from xenograft.models import Study
from xenograft.templatetags.xenograft import clock

pytestmark = pytest.mark.django_db


def test_what_people_typed_is_escaped_in_a_line():
    study = builders.study()
    held = builders.session(study, 0)
    mouse = builders.mouse(study, 1, ear_mark='<b>"', lab_id="<i>7")
    builders.tumor(mouse)
    (row,) = Grid(study, held).rows
    study = Study.objects.with_header().get()
    line = Lines(study, is_editing=True, is_today=False).draw(row)
    assert "&lt;b&gt;&quot;" in line
    assert "Mouse &lt;i&gt;7 length, mm" in line
    assert "<i>" not in line
    assert "<b>&" in line


def test_a_clock_shows_the_time_of_the_lab():
    noon = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    with timezone.override("Europe/Berlin"):
        assert clock(noon) == "14:00"

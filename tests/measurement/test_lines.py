import datetime as dt
from pathlib import Path

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils import timezone

from tests import builders
from xenograft.measurement import actions
from xenograft.measurement.grid import Grid
from xenograft.measurement.lines import Lines
from xenograft.measurement.rows import (
    CONDITION_CHOICES,
    STATE_CHOICES,
    ULCERATION_CHOICES,
)
from xenograft.measurement.tables import day_label
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


PLAIN = Path(__file__).with_name("plain_line.html")
CHOICES = {
    "states": STATE_CHOICES,
    "ulcerations": ULCERATION_CHOICES,
    "conditions": CONDITION_CHOICES,
}


def plain_line(study, row, **how):
    """The line as an ordinary template draws it, value by value."""
    template = engines["django"].from_string(PLAIN.read_text())
    before = row.previous and row.previous.held_on
    day = before and day_label(before, study.anchor_on, study.implanted_on)
    known = {"row": row, "study": study, "previous_day": day, **CHOICES, **how}
    return template.render(known)


@pytest.fixture
def many(study):
    """A session with mice of every kind, after another one."""
    builders.limits(study)
    before, held = (builders.session(study, day, is_closed=day == 0) for day in (0, 3))
    both = builders.mouse(study, 1, ear_mark='<b>"', lab_id="A&7")
    for side in "LR":
        tumor = builders.tumor(both, side)
        builders.measurement(before, tumor, "8.0", "7.0")
        builders.measurement(held, tumor, "9.25", "7.5")
    builders.weight(before, both, "20")
    builders.weight(held, both, "15.4")
    builders.sign(held, both, "HUNCHED", 2)
    builders.sign(held, both, "ULCERATION", 1)
    large = builders.tumor(builders.mouse(study, 2, rfid="900123456789012"))
    builders.measurement(held, large, "18", "18")
    gone = builders.tumor(builders.mouse(study, 3, cage=builders.cage(study, "C2")))
    builders.measurement(held, gone, None, None, state="NOT_DONE", reason="<i>away")
    builders.mouse(study, 4)
    builders.tumor(builders.mouse(study, 5))
    return held


@pytest.mark.parametrize("is_today", [True, False])
@pytest.mark.parametrize("is_editing", [True, False])
def test_a_line_is_what_an_ordinary_template_draws(many, is_editing, is_today):
    study = Study.objects.with_header().get()
    lines = Lines(study, is_editing=is_editing, is_today=is_today)
    how = {"is_editing": is_editing, "is_today": is_today, "rows_url": "/rows/"}
    rows = Grid(study, many).rows
    assert len(rows) == 6
    for row in rows:
        assert lines.draw(row, "/rows/") == plain_line(study, row, **how)


def test_a_line_that_was_not_saved_is_what_an_ordinary_template_draws(many):
    study = Study.objects.with_header().get()
    tumor = study.mice.get(number=5).tumors.get()
    read = study.mice.get(number=2).tumors.get()
    typed = f"l-{tumor.pk}=x&w-{tumor.pk}=7&s-{tumor.pk}=&y-{tumor.pk}=&b-{tumor.pk}="
    post = QueryDict(typed)
    outcome = actions.save_grid(
        study=study,
        session=many,
        post=post,
        signs=[],
        is_rest_normal=False,
        by=builders.person("novak"),
    )
    assert outcome.problem_count == 1
    lines = Lines(study, is_editing=True, is_today=True)
    how = {"is_editing": True, "is_today": True, "rows_url": ""}
    for row in Grid(study, many, post=post, outcome=outcome, again=read.pk).rows:
        assert lines.draw(row) == plain_line(study, row, **how)

"""What was drawn of a mouse is shown again only where nothing of it has changed."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests import builders
from xenograft.measurement import drawn
from xenograft.models import BenchRules, CaliperMeasurement, Limit, Mouse, Tumor

OF_THE_MOMENT = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|"as_of": [0-9.]+'
    r"|[0-9]{1,2} \w{3} [0-9]{4}, [0-9]{2}:[0-9]{2}"
)


@pytest.fixture(autouse=True)
def nothing_drawn():
    drawn.forget()


@pytest.fixture
def filled(bench, yesterday):
    """Two sessions; today's mouse has a reading, a weight and a sign."""
    builders.limits(bench.study)
    before = bench.study.sessions.create(held_on=yesterday)
    builders.measurement(before, bench.tumor, "8", "7")
    builders.weight(before, bench.mouse, "21")
    someone = builders.person("reader", first_name="Ada", last_name="Reader")
    builders.measurement(bench.session, bench.tumor, "9", "8", measured_by=someone)
    builders.weight(bench.session, bench.mouse, "22")
    builders.sign(bench.session, bench.mouse, "HUNCHED", 1)
    return bench


def seen(bench, client=None):
    """The page without what differs at every look."""
    answer = (client or bench.client).get(bench.page_address)
    return OF_THE_MOMENT.sub("", answer.content.decode())


def corrected(bench):
    row = bench.session.caliper_measurements.get()
    row.length_mm, row.version = "9.9", 2
    row.save()


def asked(bench):
    rows = bench.session.body_weights
    rows.update(question="22 g is 5% more than the last weight, 21 g.")


def entered_twice(bench):
    builders.sent_row(bench.session, bench.mouse, "OPEN")


def named(bench):
    get_user_model().objects.filter(username="reader").update(last_name="Other")


def limited(bench):
    Limit.objects.filter(kind="VOLUME").update(warning_level=100, action_level=200)


def amended(bench):
    limit = Limit.objects.filter(kind="VOLUME").first().of_version(2)
    limit.warning_level, limit.action_level = 100, 200
    limit.save()
    bench.study.limits_version = 2
    bench.study.save()


def without_previous(bench):
    BenchRules.objects.create(study=bench.study, previous_values="NEVER")


def day_zero(bench):
    bench.study.day_zero_on = timezone.localdate() - timezone.timedelta(days=1)
    bench.study.save()


CHANGES = [
    corrected,
    asked,
    entered_twice,
    named,
    limited,
    amended,
    without_previous,
    day_zero,
    lambda b: builders.measurement(b.session, b.tumor, "9.1", "8"),
    lambda b: builders.weight(b.session, b.mouse, "19"),
    lambda b: builders.sign(b.session, b.mouse, "ULCERATION", 1),
    lambda b: b.session.clinical_signs.update(grade=2),
    lambda b: Tumor.objects.update(
        implanted_on=timezone.localdate() - timezone.timedelta(days=30)
    ),
    lambda b: Mouse.objects.update(ear_mark="RR"),
    lambda b: Mouse.objects.update(rfid="900123456789012"),
    lambda b: Mouse.objects.update(lab_id="A-7"),
    lambda b: Mouse.objects.update(cage=builders.cage(b.study, "C9")),
    lambda b: builders.tumor(b.mouse, "L"),
    lambda b: Tumor.objects.update(side="O") and builders.tumor(b.mouse, "L"),
    lambda b: CaliperMeasurement.objects.filter(length_mm=8).update(length_mm="7.5"),
    lambda b: b.study.sessions.filter(pk=b.session.pk).update(closed_at=timezone.now()),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_seen_before_shows_what_is_there_now(filled, change):
    before = seen(filled)
    change(filled)
    now = seen(filled)
    drawn.forget()
    assert now == seen(filled) != before


def test_nothing_is_drawn_twice_of_a_mouse_that_did_not_change(filled, monkeypatch):
    before = seen(filled)
    monkeypatch.setattr(drawn, "Grid", None)
    assert seen(filled) == before


def test_a_mouse_that_did_not_change_is_kept_beside_one_that_did(filled, monkeypatch):
    other = builders.tumor(builders.mouse(filled.study, 4))
    seen(filled)
    builders.measurement(filled.session, other, "6", "5")
    drew = []
    real = drawn.Grid
    monkeypatch.setattr(
        drawn, "Grid", lambda *a, known: drew.append(known) or real(*a, known=known)
    )
    assert 'value="6.0"' in seen(filled)
    assert [mouse.number for mice, *_ in drew for mouse in mice] == [4]


def test_who_may_record_an_endpoint_sees_the_way_and_nobody_else(filled, other):
    limited(filled)
    way = "Record endpoint"
    assert way not in seen(filled)
    assert way in seen(filled, other)
    assert way not in seen(filled)


def test_an_old_day_is_not_shown_as_today(filled, monkeypatch):
    assert "st saved" in seen(filled)
    clock = f"{timezone.localtime(filled.session.body_weights.get().weighed_at):%H:%M}"
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    assert f"Saved</span> {clock}" in seen(filled)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert f"Saved</span> {clock}" not in seen(filled)


def test_no_more_is_kept_than_ten_large_pages(filled, monkeypatch):
    monkeypatch.setattr(drawn, "KEPT_COUNT", 3)
    for number in range(10, 15):
        builders.tumor(builders.mouse(filled.study, number))
    assert seen(filled) == seen(filled)
    assert [len(mice) for mice in drawn._kept.pages.values()] == [3]


def test_who_was_told_of_a_limit_is_not_kept_with_the_mouse():
    first = drawn.Drawn("", {"notes": [{"text": "Reached."}]}, False)
    first.fresh_state["notes"][0]["text"] += " Ferreira was told."
    assert first.fresh_state["notes"] == [{"text": "Reached."}]


BLANK = [
    lambda b: None,
    lambda b: builders.tumor(b.mouse, "L"),
    lambda b: builders.mouse(b.study, 8),
    lambda b: Mouse.objects.update(lab_id="A<b>%s{}", ear_mark="", rfid="1"),
    lambda b: Tumor.objects.update(
        implanted_on=timezone.localdate() + timezone.timedelta(days=1)
    ),
    day_zero,
    lambda b: BenchRules.objects.create(study=b.study, previous_values="ALWAYS"),
]


@pytest.mark.parametrize("change", BLANK)
def test_a_mouse_that_nobody_looked_at_is_drawn_as_any_other(
    bench, yesterday, monkeypatch, change
):
    before = bench.study.sessions.create(held_on=yesterday)
    builders.measurement(before, bench.tumor, "8", "7")
    builders.weight(before, bench.mouse, "21")
    change(bench)
    filled_in = seen(bench)
    drawn.forget()
    monkeypatch.setattr(drawn, "is_blank", lambda *_: False)
    assert filled_in == seen(bench)

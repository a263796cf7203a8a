"""Sessions: started for a day, closed with reasons, reopened with one."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.history.models import Change
from xenograft.measurement.models import CaliperMeasurement, Session


def start(client, day):
    address = reverse("measurement:sessions", args=["OVX-014"])
    return client.post(address, {"held_on": day})


def page_of(name, session):
    return reverse(f"measurement:{name}", args=["OVX-014", session.held_on])


def text(answer):
    return answer.content.decode()


def test_a_session_is_started_once_for_a_day(measurer, study, people):
    builders.tumor(builders.mouse(study))
    today = timezone.localdate()
    assert start(measurer, today).url == reverse(
        "measurement:session", args=["OVX-014", today]
    )
    start(measurer, today)
    assert Session.objects.get().opened_by == people["measurer"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2999-01-01", "1 Jan 2999 is in the future."),
        ("2026-10-13", "13 Oct 2026 is before the first implant on 14 Oct 2026."),
        ("yesterday", "Enter a valid date."),
    ],
)
def test_a_day_on_which_nothing_can_be_measured_is_refused(
    measurer, study, day, sentence
):
    builders.tumor(builders.mouse(study), implanted_on=dt.date(2026, 10, 14))
    assert sentence in text(start(measurer, day))
    assert not Session.objects.exists()


def test_nothing_is_measured_before_an_implant_is_recorded(measurer):
    answer = start(measurer, timezone.localdate())
    assert "No tumor is implanted yet. Record the implants first." in text(answer)


def test_the_list_counts_mice_measured_and_on_study_that_day(measurer, study, people):
    held = builders.session(study, 0, closed_by=people["director"])
    for number in range(1, 5):
        mouse = builders.mouse(study, number)
        tumor = builders.tumor(mouse)
        if number < 3:
            builders.measurement(held, tumor, measured_by=people["measurer"])
    builders.disposition(mouse, day=-1)
    page = text(measurer.get(reverse("measurement:sessions", args=["OVX-014"])))
    assert "2 of 3" in page
    assert "I+20" in page
    assert ">measurer</td>" in page
    assert "by director" in page


def test_a_second_tumor_of_a_mouse_is_not_a_second_mouse(measurer, study):
    held, mouse = builders.session(study, 0), builders.mouse(study)
    for side in "LR":
        builders.measurement(held, builders.tumor(mouse, side=side))
    page = text(measurer.get(reverse("measurement:sessions", args=["OVX-014"])))
    assert "1 of 1" in page


def test_the_list_of_sessions_takes_few_queries(
    measurer, study, django_assert_max_num_queries
):
    tumor = builders.tumor(builders.mouse(study))
    for day in range(20):
        builders.measurement(builders.session(study, day), tumor)
    with django_assert_max_num_queries(13):
        measurer.get(reverse("measurement:sessions", args=["OVX-014"]))


@pytest.fixture
def unfinished(study):
    """An open session with one mouse measured and two without a value."""
    held = builders.session(study, 0, is_closed=False)
    tumors = [builders.tumor(builders.mouse(study, n)) for n in (1, 2, 3)]
    builders.measurement(held, tumors[0])
    return held, tumors


def test_closing_asks_why_a_mouse_has_no_value(measurer, unfinished):
    held, _ = unfinished
    page = text(measurer.post(page_of("close", held), {"reason": ""}))
    assert "Mouse 2 has no value. Give a reason for it, or one for all." in page
    held.refresh_from_db()
    assert held.is_open


def test_closing_keeps_one_reason_for_all_or_one_for_each(measurer, unfinished, people):
    held, (_, second, _) = unfinished
    measurer.post(
        page_of("close", held),
        {"reason": "device fault", f"y-{second.pk}": "not found"},
    )
    held.refresh_from_db()
    rows = CaliperMeasurement.objects.filter(state="NOT_DONE").order_by("tumor")
    assert list(rows.values_list("tumor__mouse__number", "reason")) == [
        (2, "not found"),
        (3, "device fault"),
    ]
    assert held.closed_by == people["measurer"]
    assert not held.is_open


def test_a_mouse_that_left_needs_no_reason(measurer, unfinished):
    held, (_, second, third) = unfinished
    for tumor in (second, third):
        builders.disposition(tumor.mouse, day=-1)
    measurer.post(page_of("close", held), {"close": "yes"})
    held.refresh_from_db()
    assert not held.is_open
    assert CaliperMeasurement.objects.count() == 1


def test_a_session_cannot_be_closed_twice(measurer, unfinished):
    held, _ = unfinished
    measurer.post(page_of("close", held), {"reason": "device fault"})
    page = text(measurer.post(page_of("close", held), {"close": "yes"}))
    assert "This session is closed already." in page


def test_reopening_needs_a_reason_and_the_history_keeps_it(measurer, study):
    held = builders.session(study, 0)
    page = text(measurer.post(page_of("reopen", held), {"reason": " "}))
    assert "This field is required." in page
    measurer.post(page_of("reopen", held), {"reason": "mouse 7 was forgotten"})
    held.refresh_from_db()
    assert held.is_open
    change = Change.objects.of_row(held).corrections().first()
    assert change.reason == "mouse 7 was forgotten"


def test_an_open_session_cannot_be_reopened(measurer, unfinished):
    page = text(measurer.post(page_of("reopen", unfinished[0]), {"reason": "x"}))
    assert "This session is open already." in page


def test_a_closed_session_is_read_only(measurer, study):
    held, tumor = builders.session(study, 0), builders.tumor(builders.mouse(study))
    builders.measurement(held, tumor, "8.2", "6.9")
    page = text(measurer.get(page_of("session", held)))
    assert f'name="l-{tumor.pk}"' not in page
    assert ">8.2<" in page
    assert ">195<" in page


@pytest.mark.parametrize("role", ["doser", "statistician", "welfare_officer"])
def test_who_does_not_measure_is_refused(as_role, study, role):
    held = builders.session(study, 0)
    assert as_role(role).get(page_of("session", held)).status_code == 403

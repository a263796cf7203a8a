import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from xenograft.bench.today import tasks_of
from xenograft.dosing.models import Regimen

TODAY = "/today/"


@pytest.fixture
def now(monkeypatch):
    """It is 9:30 of day 7 + 3: everything was last measured three days ago."""
    at = builders.at(10, 9, 30)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def treated(db, now):
    return builders.treated_study(code="OVX-014", title="A study")


def person(study, role):
    return builders.member(study, role)


def titles(someone):
    return [task.title for task in tasks_of(someone)]


def task(someone, title):
    return next(one for one in tasks_of(someone) if one.title == title)


def test_a_measurer_is_told_to_measure_and_to_weigh(treated):
    found = titles(person(treated, "measurer"))
    assert found == ["Measure, D10", "Weigh"]


def test_what_was_due_before_today_is_overdue_and_first(treated, monkeypatch):
    builders.measurement(
        builders.session(treated, 9),
        treated.mice.get(number=1).tumors.get(),
        "6.0",
        "5.8",
    )
    monkeypatch.setattr(timezone, "now", lambda: builders.at(11, 9))
    one = task(person(treated, "measurer"), "Measure, D11")
    assert (one.overdue_count, one.window) == (11, "since 13 Nov")


def test_a_mouse_measured_today_counts_as_done(treated):
    held = builders.session(treated, 10, is_closed=False)
    tumor = treated.mice.get(number=1).tumors.get()
    builders.measurement(held, tumor, "6.1", "6.0", measured_at=builders.at(10, 9))
    one = task(person(treated, "measurer"), "Measure, D10")
    assert (one.done, one.total, one.link[0]) == (1, 12, "Continue")
    assert one.link[1] == f"/studies/OVX-014/sessions/{held.held_on}/"


def test_who_opened_the_session_is_on_it(treated):
    someone = person(treated, "measurer")
    builders.session(treated, 10, is_closed=False, opened_by=someone)
    assert task(someone, "Measure, D10").who == someone.username


def test_a_doser_is_told_of_each_slot_with_its_window(treated):
    Regimen.objects.of_study(treated).update(slot_times="08:00,17:00")
    one = task(person(treated, "doser"), "Dose, PM")
    assert (one.done, one.total, one.window) == (0, 12, "17:00, until 23:00")


def test_doses_of_earlier_days_are_one_overdue_line(treated):
    one = task(person(treated, "doser"), "Dose, earlier days")
    # Two a day for twelve mice over ten days, of which the first slot was given.
    assert one.text == "228 doses nobody told of"
    assert one.link[1].endswith("/dosing/2026-11-03/")
    assert one.is_overdue


def test_a_first_dose_waits_to_be_begun(study, now):
    draw = builders.randomization(study)
    arm = builders.four_arms(study)[0]
    builders.regimen(arm, builders.agent(study))
    builders.assignment(draw, builders.mouse(study), arm)
    assert "First dose" in titles(person(study, "doser"))


@pytest.mark.parametrize("role", ["measurer", "welfare_officer", "statistician"])
def test_who_does_not_dose_reads_nothing_of_doses(treated, role):
    assert [name for name in titles(person(treated, role)) if "ose" in name] == []


def test_who_also_measures_reads_nothing_of_doses(treated):
    someone = person(treated, "doser")
    treated.memberships.create(person=someone, role="measurer")
    assert [name for name in titles(someone) if "ose" in name] == []


def test_a_limit_reached_is_first(treated):
    treated.limits.filter(kind="VOLUME").update(warning_level=None, action_level=1)
    assert titles(person(treated, "director"))[0] == "Endpoint, act today"


def test_a_study_that_is_locked_or_of_others_is_not_there(treated):
    builders.treated_study(code="OTHER-1")
    someone = person(treated, "measurer")
    assert {one.study.code for one in tasks_of(someone)} == {"OVX-014"}
    type(treated).objects.update(locked_at=timezone.now())
    assert tasks_of(someone) == []


def test_the_page_says_when_nothing_is_due(client, db):
    client.force_login(builders.person("idle"))
    assert "Nothing is due today." in client.get(TODAY).content.decode()


def test_the_start_page_of_a_technician_is_today(client, treated):
    client.force_login(person(treated, "measurer"))
    assert client.get("/").url == TODAY


def test_the_start_page_of_a_director_is_the_list_of_studies(client, treated):
    client.force_login(person(treated, "director"))
    assert client.get("/").url == reverse("bench:studies")


def test_the_queries_do_not_grow_with_mice_or_studies(
    client, treated, django_assert_max_num_queries
):
    someone = person(treated, "director")
    for code in ("OVX-015", "OVX-016"):
        other = builders.treated_study(5, code=code)
        other.memberships.create(person=someone, role="director")
    client.force_login(someone)
    with django_assert_max_num_queries(38):
        assert client.get(TODAY).content.decode().count("OVX-016") > 1

"""The daily look into every cage: one press each, or one for all."""

import pytest
from django.urls import reverse

from tests import builders
from xenograft.bench.today import tasks_of
from xenograft.history.models import Change
from xenograft.measurement.models import DailyCheck

URL = "/studies/OVX-014/daily-check/"


@pytest.fixture
def cages(study):
    cages = [builders.cage(study, f"C0{number}") for number in (1, 2, 3)]
    for cage in cages[:2]:
        builders.tumor(builders.mouse(study, cage=cage))
    return cages


@pytest.fixture
def doser(as_role):
    return as_role("doser")


def kept():
    rows = DailyCheck.objects.order_by("cage__name", "pk")
    return list(rows.values_list("cage__name", "all_alive", "concern"))


def test_one_press_says_that_a_cage_was_seen(doser, people, cages):
    doser.post(URL, {"seen": cages[0].pk})
    assert kept() == [("C01", True, "")]
    assert DailyCheck.objects.get().checked_by == people["doser"]


def test_one_press_says_so_of_all_cages_that_hold_a_mouse(doser, cages):
    doser.post(URL, {"all": "1"})
    assert kept() == [("C01", True, ""), ("C02", True, "")]


def test_the_press_for_all_leaves_a_cage_alone_that_was_seen(doser, cages):
    doser.post(URL, {"concern": cages[0].pk, f"words-{cages[0].pk}": "Wet bedding"})
    doser.post(URL, {"all": "1"})
    assert kept() == [("C01", True, "Wet bedding"), ("C02", True, "")]


def test_words_typed_beside_another_cage_are_kept_with_any_press(doser, cages):
    typed = {"seen": cages[1].pk, f"words-{cages[0].pk}": "Wet bedding"}
    doser.post(URL, typed)
    assert kept() == [("C01", True, "Wet bedding"), ("C02", True, "")]


def test_a_mouse_that_was_not_seen_alive_wants_words(doser, cages):
    typed = {"all": "1", f"missing-{cages[0].pk}": "on"}
    page = doser.post(URL, typed).content.decode()
    assert "Cage C01: say in words which mouse was not seen alive." in page
    assert kept() == []


def test_what_was_typed_stays_where_nothing_could_be_kept(doser, cages):
    typed = {f"missing-{cages[0].pk}": "on", f"words-{cages[1].pk}": "Wet bedding"}
    page = doser.post(URL, typed).content.decode()
    assert 'value="Wet bedding"' in page


def test_an_earlier_check_of_the_day_stays(doser, cages):
    doser.post(URL, {"seen": cages[0].pk})
    doser.post(URL, {f"words-{cages[0].pk}": "Limps", f"missing-{cages[0].pk}": "on"})
    assert kept() == [("C01", True, ""), ("C01", False, "Limps")]


def test_a_locked_study_is_not_checked_any_more(doser, study, cages):
    study.locked_at = builders.at(0)
    study.save()
    assert doser.post(URL, {"all": "1"}).status_code == 403
    assert kept() == []


def test_today_has_it_as_due_until_all_cages_are_seen(doser, people, study, cages):
    def progress():
        (task,) = [t for t in tasks_of(people["doser"]) if t.title == "Daily check"]
        return task.done, task.total, task.link[1]

    assert progress() == (0, 2, URL)
    doser.post(URL, {"seen": cages[0].pk})
    assert progress() == (1, 2, URL)


def test_the_check_of_yesterday_does_not_count_today(people, study, cages):
    for cage in cages:
        builders.daily_check(cage)
    (task,) = [t for t in tasks_of(people["doser"]) if t.title == "Daily check"]
    assert task.done == 0


def test_a_concern_of_the_day_stands_on_the_board(as_role, cages):
    as_role("doser").post(URL, {f"words-{cages[0].pk}": "Wet bedding"})
    page = as_role("director").get(reverse("endpoint:board", args=["OVX-014"])).text
    assert "Cage C01, daily check:</b> Wet bedding" in page


def test_the_history_has_who_looked(doser, cages):
    doser.post(URL, {"seen": cages[0].pk})
    change = Change.objects.get(table_name=DailyCheck._meta.db_table)
    assert (change.person_name, change.new["all_alive"]) == ("doser", True)


def test_the_page_has_no_more_queries_for_more_cages(
    doser, study, cages, django_assert_max_num_queries
):
    for number in range(10, 30):
        builders.mouse(study, cage=builders.cage(study, f"C{number}"))
    with django_assert_max_num_queries(14):
        doser.get(URL)

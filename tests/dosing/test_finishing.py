"""An administration is finished when each of its doses has an entry, and not before."""

import re

from django.urls import reverse

from tests import builders
from tests.dosing.conftest import dosed
from xenograft.dosing.models import Dose

AM, PM = "1:PO", "2:PO"


def page(answer):
    return answer.content.decode()


def listed(answer):
    """The lines of the list of what is not decided."""
    found = re.search(r"data-left>(.*?)</ul>", page(answer), re.S).group(1)
    lines = re.findall("<li>(.*?)</li>", found)
    return sorted(re.sub(r"<[^>]+>", "", one) for one in lines)


def told():
    rows = Dose.objects.standing().order_by("mouse__number", "slot_number")
    return list(rows.values_list("mouse__number", "slot_number", "status", "reason"))


def test_finishing_saves_the_ticks_and_lists_what_is_not_decided(doser, sheet):
    answer = doser.post(sheet, {"finish": AM, "1-1-PO-given": "on"})
    assert listed(answer) == ["Mouse 2", "Mouse 3", "Mouse 4"]
    assert "1 saved. AM is not finished: 3 of 4 doses are not decided." in page(answer)
    assert 'href="#row-3"' in page(answer)
    assert told() == [(1, 1, "GIVEN", "")]


def test_what_stands_in_the_way_of_a_dose_is_said(doser, ready, people, sheet):
    builders.hold(ready.mice.get(number=2))
    ready.mice.get(number=3).weights.update(mouse=ready.mice.get(number=4))
    answer = doser.post(sheet, {"finish": AM})
    assert listed(answer) == [
        "Mouse 1",
        "Mouse 2: on hold",
        "Mouse 3: no volume yet",
        "Mouse 4",
    ]


def test_the_rest_is_recorded_as_not_given_with_one_reason(doser, ready, sheet):
    builders.hold(ready.mice.get(number=2))
    doser.post(sheet, {"1-1-PO-given": "on"})
    typed = {"3-1-PO-status": "MISSED", "3-1-PO-reason": "reflux"}
    rest = {"rest": AM, "rest-reason": "preparation short"}
    answer = doser.post(sheet, typed | rest, follow=True)
    assert told() == [
        (1, 1, "GIVEN", ""),
        (2, 1, "WITHHELD", "preparation short"),
        (3, 1, "MISSED", "reflux"),
        (4, 1, "MISSED", "preparation short"),
    ]
    assert "AM is finished: each of its 4 doses has an entry." in page(answer)
    assert "AM 08:00, done" in page(answer)
    assert f'name="finish" value="{PM}"' in page(answer)


def test_nothing_is_recorded_as_not_given_without_a_reason(doser, sheet):
    answer = doser.post(sheet, {"rest": AM, "rest-reason": "  "})
    assert "Say why the rest was not given." in page(answer)
    assert len(listed(answer)) == 4
    assert told() == []


def test_an_administration_that_is_told_in_full_is_finished_at_once(doser, sheet):
    doser.post(sheet, {"rest": AM, "rest-reason": "other"})
    answer = doser.post(sheet, {"finish": AM}, follow=True)
    assert "AM is finished: each of its 4 doses has an entry." in page(answer)
    assert "Nothing new was ticked" not in page(answer)
    assert len(told()) == 4


def test_two_entries_are_not_decided_until_somebody_chooses(as_role, sheet):
    first, second = as_role("doser"), as_role("director")
    first.post(sheet, {"1-1-PO-given": "on"})
    typed = {"1-1-PO-status": "MISSED", "1-1-PO-reason": "refused"}
    second.post(sheet, typed)
    first.post(sheet, {"rest": AM, "rest-reason": "other"})
    answer = first.post(sheet, {"finish": AM})
    assert listed(answer) == ["Mouse 1: two entries"]
    assert "data-rest hidden" in page(answer)


def test_an_administration_that_is_not_there_finishes_nothing(doser, sheet):
    answer = doser.post(sheet, {"finish": "9:PO"}, follow=True)
    assert "Nothing new was ticked" in page(answer)
    doser.post(sheet, {"rest": "9:PO", "rest-reason": "other"})
    assert told() == []


def test_of_one_dose_a_day_the_button_names_the_day(doser, study, today, day):
    dosed(study, frequency="QD", slot_times="08:00")
    answer = doser.get(reverse("dosing:sheet", args=[study.code, day(0)]))
    (words,) = re.findall(r'name="finish"[^>]*>([^<]*)<', page(answer))
    assert words == "Finish dose"

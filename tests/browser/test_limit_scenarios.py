"""Every rule of the limits, below, at and above its levels, once through the browser.

The same rules at the pure function are in tests/analysis/endpoints/test_evaluation.py.
"""

import datetime as dt

import pytest
from django.utils import timezone

from tests import builders
from tests.browser.limit_mice import (
    FINE,
    NOW,
    SMALL,
    TODAY,
    WEIGHED,
    ZERO,
    agree,
    mice_of,
    rows_said,
    write,
)
from tests.browser.watch import axe, signed_in

pytestmark = pytest.mark.browser

# What is read (side, L, W, and days ago where it is not today; a state stands in the
# place of L and W), weights by day, signs (hours ago, sign, grade), and what the table
# of the board says of the state and of the limit.
SCENARIOS = [
    ("volume below its warning", [("R", "13.38", "13.38")], WEIGHED, [], FINE, ""),
    ("volume at its warning", [("R", "13.39", "13.39")], WEIGHED, [], "approaching",
     "Tumor volume: 1,200 of 1,500 mm³"),
    ("volume over its limit", [("R", "14.43", "14.43")], WEIGHED, [], "reached",
     "Tumor volume: 1,502 of 1,500 mm³"),
    ("both flanks together", [("R", "10", "10"), ("L", "12.6", "12.6")], WEIGHED, [],
     "reached", "Tumor volume: 1,500 of 1,500 mm³"),
    ("diameter below its warning", [("R", "14.9", "5")], WEIGHED, [], FINE, ""),
    ("diameter at its warning", [("R", "15", "5")], WEIGHED, [], "approaching",
     "Tumor diameter: 15.0 of 20 mm"),
    ("diameter at its limit", [("R", "20", "5")], WEIGHED, [], "reached",
     "Tumor diameter: 20.0 of 20 mm"),
    ("burden at its warning", [("R", "13.38", "13.38")], {0: "14.9", 9: "14.9"}, [],
     "approaching", "Tumor burden: 8.0% of 10%"),
    ("burden at its limit", [("R", "13.38", "13.38")], {0: "11.9", 9: "11.9"}, [],
     "reached", "Tumor burden: 10.1% of 10%"),
    ("weight loss below its warning", SMALL, {0: "20", 9: "18.2"}, [], FINE, ""),
    ("weight loss at its warning", SMALL, {0: "20", 9: "18"}, [], "approaching",
     "Weight loss: 10.5% of 20%, without the tumor, 10.0% with it"),
    ("weight loss at its limit", SMALL, {0: "20", 9: "16"}, [], "reached",
     "Weight loss: 20.5% of 20%, without the tumor, 20.0% with it"),
    ("thin", SMALL, WEIGHED, [(1, "BODY_CONDITION", 2)], "approaching",
     "Body condition: 2, limit below 2"),
    ("too thin", SMALL, WEIGHED, [(1, "BODY_CONDITION", "1.5")], "reached",
     "Body condition: 1.5, limit below 2"),
    ("a dry scab", SMALL, WEIGHED, [(1, "ULCERATION", 1)], "approaching",
     "Ulceration: grade 1 of 3"),
    ("an open ulcer", SMALL, WEIGHED, [(1, "ULCERATION", 3)], "reached",
     "Ulceration: grade 3 of 3"),
    ("an ulcer for 47 hours", SMALL, WEIGHED, [(47, "ULCERATION", 2)],
     "approaching", "Ulceration: grade 2 of 2, for 47 h of 48 h"),
    # By the clock on the wall it is 48 hours old: the night had one more.
    ("an ulcer for 49 hours", SMALL, WEIGHED, [(49, "ULCERATION", 2)], "reached",
     "Ulceration: grade 2 of 2, for 49 h of 48 h"),
    ("hunched", SMALL, WEIGHED, [(1, "HUNCHED", 2)], "approaching",
     "Clinical signs: grade 2 of 3"),
    ("moribund", SMALL, WEIGHED, [(1, "MORIBUND", 1)], "reached",
     "Clinical signs: grade 3 of 3"),
    ("not weighed", SMALL, {0: "20"}, [], "not weighed when due", ""),
    ("no weight at day 0", SMALL, {9: "20"}, [], "no weight at day 0", ""),
    ("not measured", [], {0: "20"}, [], "not measured when due", ""),
    ("cannot be measured", [("R", "NOT_MEASURABLE", "")], WEIGHED, [],
     "the tumor could not be measured", ""),
    ("volume at the limit of the license", [("R", "15.88", "15.88")], WEIGHED, [],
     "reached", "Tumor volume: 2,002 of 2,000 mm³"),
    ("diameter over its limit", [("R", "21", "5")], WEIGHED, [], "reached",
     "Tumor diameter: 21.0 of 20 mm"),
    ("burden below its warning", [("R", "13.38", "13.38")], {0: "15.2", 9: "15.2"}, [],
     FINE, ""),
    ("weight loss over its limit", SMALL, {0: "20", 9: "15"}, [], "reached",
     "Weight loss: 25.5% of 20%, without the tumor, 25.0% with it"),
    ("well conditioned", SMALL, WEIGHED, [(1, "BODY_CONDITION", "2.5")], FINE, ""),
    ("no ulcer", SMALL, WEIGHED, [(1, "ULCERATION", 0)], FINE, ""),
    ("a mild sign", SMALL, WEIGHED, [(1, "HUNCHED", 1)], FINE, ""),
    ("a severe sign", SMALL, WEIGHED, [(1, "HUNCHED", 3)], "reached",
     "Clinical signs: grade 3 of 3"),
    ("two flanks below together", [("R", "10", "10"), ("L", "8.8", "8.8")], WEIGHED, [],
     FINE, ""),
    ("measured three days ago", [("R", "6", "6", 3)], WEIGHED, [], FINE, ""),
    ("measured four days ago", [("R", "6", "6", 4)], WEIGHED, [],
     "not measured when due", ""),
    ("weighed three days ago", SMALL, {0: "20", 6: "20"}, [], FINE, ""),
    ("near and not measured the day after", [("R", "13.8", "13.8", 2)], WEIGHED, [],
     "approaching, not measured when due", "Tumor volume: 1,314 of 1,500 mm³"),
    ("reached and not measured since", [("R", "14.43", "14.43", 4)], WEIGHED, [],
     "reached, not measured when due", "Tumor volume: 1,502 of 1,500 mm³"),
    ("a visit at which it was not measured",
     [("R", "6", "6", 4), ("R", "NOT_DONE", "")], WEIGHED, [],
     "not measured when due", ""),
    ("a large one that broke", [("R", "18", "18", 3), ("R", "NOT_MEASURABLE", "")],
     WEIGHED, [], "reached, the tumor could not be measured",
     "Tumor volume: at least 2,916 of 2,000 mm³"),
    # Others of the study are palpable, so it is looked for every three days.
    ("not palpable three days ago", [("R", "NOT_PALPABLE", "", 3)], WEIGHED, [], FINE,
     ""),
    ("not palpable four days ago", [("R", "NOT_PALPABLE", "", 4)], WEIGHED,
     [(1, "NORMAL", 0)], "not measured when due", ""),
    ("a fast one, due before its limit", [("R", "6", "6", 5), ("R", "10", "10", 2)],
     WEIGHED, [], "not measured when due", ""),
    ("an ulcer that healed", SMALL, WEIGHED,
     [(72, "ULCERATION", 2), (1, "NORMAL", 0)], FINE, ""),
    ("an ulcer that was better in between", SMALL, WEIGHED,
     [(72, "ULCERATION", 2), (30, "ULCERATION", 1), (24, "ULCERATION", 2)],
     "approaching", "Ulceration: grade 2 of 2, for 24 h of 48 h"),
]  # fmt: skip


# The other things that a limit may be compared with, each in the place of the usual.
OPTIONS = [
    ("BURDEN", "NET", 8, 10), ("SIGNS", "SUM", 4, 6),
    ("WEIGHT_LOSS", "MAXIMUM", 10, 20), ("VOLUME", "LARGEST", 1200, 1500),
    ("DIAMETER", "MEAN", 14.5, 16),
]  # fmt: skip
BOTH = [("R", "13.4", "13.4"), ("L", "13", "13")]
NET = "of weight without the tumor"
OF_OPTIONS = [
    # 1,197.7 mm3 are 7.6 % of 15.7 g and 8.3 % of what is left without them.
    ("net burden below its warning", [("R", "13.38", "13.38")], {0: "17", 9: "17"}, [],
     FINE, ""),
    ("net burden over its warning", [("R", "13.38", "13.38")], {0: "15.7", 9: "15.7"},
     [], "approaching", f"Tumor burden: 8.3% of 10%, {NET}"),
    ("net burden over its limit", [("R", "13.38", "13.38")], {0: "12.9", 9: "12.9"}, [],
     "reached", f"Tumor burden: 10.2% of 10%, {NET}"),
    ("signs below the sum", SMALL, WEIGHED, [(1, "HUNCHED", 2), (1, "LETHARGY", 1)],
     FINE, ""),
    ("signs at the sum that warns", SMALL, WEIGHED,
     [(1, "HUNCHED", 2), (1, "LETHARGY", 2)], "approaching",
     "Clinical signs: sum 4 of 6"),
    ("signs at the sum", SMALL, WEIGHED, [(1, "HUNCHED", 3), (1, "LETHARGY", 3)],
     "reached", "Clinical signs: sum 6 of 6"),
    ("signs over the sum", SMALL, WEIGHED,
     [(1, "HUNCHED", 3), (1, "LETHARGY", 3), (1, "TREMOR", 1)], "reached",
     "Clinical signs: sum 7 of 6"),
    ("moribund is beyond every sum", SMALL, WEIGHED, [(1, "MORIBUND", 1)], "reached",
     "Clinical signs: moribund, limit 6"),
    ("loss from the most below", SMALL, {0: "20", 6: "22", 9: "20"}, [], FINE, ""),
    ("loss from the most at its warning", SMALL, {0: "20", 6: "22", 9: "19.8"}, [],
     "approaching", "Weight loss: 10.5% of 20%, without the tumor, 10.0% with it, "
     "since the most so far"),
    ("loss from the most at its limit", SMALL, {0: "20", 6: "25", 9: "20"}, [],
     "reached", "Weight loss: 20.4% of 20%, without the tumor, 20.0% with it, "
     "since the most so far"),
    ("loss from the most over its limit", SMALL, {0: "20", 6: "25", 9: "19"}, [],
     "reached", "Weight loss: 24.4% of 20%, without the tumor, 24.0% with it"),
    ("the largest of two", BOTH, {0: "30", 9: "30"}, [], "approaching",
     "Tumor volume: 1,203 of 1,500 mm³, largest mass"),
    ("the largest over its limit", [("R", "14.43", "14.43")], {0: "30", 9: "30"}, [],
     "reached", "Tumor volume: 1,502 of 1,500 mm³, largest mass"),
    ("a mean diameter below", [("R", "18", "10.9")], WEIGHED, [], FINE, ""),
    ("a mean diameter at its warning", [("R", "18", "11")], WEIGHED, [], "approaching",
     "Tumor diameter: 14.5 of 16 mm, mean of L and W"),
    ("a mean diameter at its limit", [("R", "24", "8")], WEIGHED, [], "reached",
     "Tumor diameter: 16.0 of 16 mm, mean of L and W"),
]  # fmt: skip


@pytest.fixture
def autumn(monkeypatch, settings):
    settings.TIME_ZONE = "Europe/Stockholm"
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def scenarios(autumn, study, people):
    builders.limits(mice_of(study, SCENARIOS))
    gone = builders.mouse(study, len(SCENARIOS) + 1)
    builders.tumor(gone, implanted_on=ZERO)
    write(study, gone, [("R", "18", "18")], WEIGHED, [])
    builders.models.Disposition.objects.create(
        mouse=gone, left_on=TODAY, reason="TUMOR_SIZE", method="CO₂"
    )
    return study


def test_every_scenario_is_on_the_board_as_the_rules_say(new_page, people, scenarios):
    page = signed_in(new_page(), people["welfare_officer"])
    page.goto(f"/studies/{scenarios.code}/endpoints/?view=table", timeout=60_000)
    said = rows_said(page)
    agree(said, SCENARIOS)
    assert said[len(SCENARIOS) + 1] == ("left", "Tumor size limit reached")
    axe(page)


def test_what_else_a_limit_may_be_compared_with_is_on_the_board(
    new_page, people, autumn, study
):
    names = ("kind", "basis", "warning_level", "action_level")
    for option in OPTIONS:
        study.limits.create(**dict(zip(names, option, strict=True)))
    mice_of(study, OF_OPTIONS)
    page = signed_in(new_page(), people["welfare_officer"])
    page.goto(f"/studies/{study.code}/endpoints/?view=table", timeout=60_000)
    agree(rows_said(page), OF_OPTIONS)
    axe(page)


@pytest.mark.parametrize(
    ("day", "told"),
    [(27, {}), (28, ("reached", "Treatment: day 28 of 28")),
     (29, ("reached", "Treatment: day 29 of 28"))],
)  # fmt: skip
def test_the_planned_end_is_on_the_board_when_it_is_asked_for(
    new_page, people, autumn, study, day, told
):
    study.day_zero_on = TODAY - dt.timedelta(days=day)
    study.save()
    builders.limits(study)
    mouse = builders.mouse(study, 1)
    builders.tumor(mouse, implanted_on=study.day_zero_on)
    write(study, mouse, SMALL, {9 - day: "20", 9: "20"}, [])
    page = signed_in(new_page(), people["director"])
    page.goto(f"/studies/{study.code}/endpoints/?view=table")
    assert rows_said(page) == {}
    page.get_by_label("Limit", exact=True).select_option("DURATION")
    page.wait_for_url("**kind=DURATION*")
    assert rows_said(page) == ({1: told} if told else {})
    page.goto(f"/studies/{study.code}/mice/1/endpoint/")
    beside = page.get_by_role("radio", name=f"End of study treatment day {day} of 28")
    assert beside.count() == 1


def test_a_page_of_a_mouse_and_the_lanes_say_the_same(new_page, people, scenarios):
    page = signed_in(new_page(), people["welfare_officer"])
    page.goto(f"/studies/{scenarios.code}/endpoints/", timeout=60_000)
    lanes = page.locator(".lane")
    in_lane = {"reached": lanes.nth(0), "approaching": lanes.nth(1)}
    for state, lane in in_lane.items():
        names = lane.locator(".h b").all_text_contents()
        found = {int(name.split()[-1]) for name in names}
        told = {
            n for n, one in enumerate(SCENARIOS, start=1) if one[4].startswith(state)
        }
        assert found == told
    for number, word in ((3, "Tumor volume reached"), (2, "Tumor volume near")):
        page.goto(f"/studies/{scenarios.code}/mice/{number}/")
        assert word in page.locator("h1").inner_text()

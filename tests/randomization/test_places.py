"""Satellites, reserve and replacements."""

import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.test_actions import randomized
from xenograft.randomization import freezing, replacing
from xenograft.randomization.models import Assignment, Replacement
from xenograft.study.actions import Refused


@pytest.fixture
def with_satellites(study):
    grown(study, count=12)
    study.arms.filter(position=1).update(satellite_count=2)
    study.arms.filter(position=2).update(satellite_count=1)
    builders.draw_plan(study)
    return study


def test_satellites_are_drawn_beside_the_arms(with_satellites):
    made, _ = randomized(with_satellites)
    rows = Assignment.objects.filter(is_satellite=True)
    found = sorted(rows.values_list("arm__position", flat=True))
    assert found == [1, 1, 2]
    counts = [
        arm.assignments.filter(is_satellite=False).count()
        for arm in with_satellites.arms.order_by("position")
    ]
    assert counts == [2, 2, 2, 2]
    assert len(made.result["surplus"]) == 1


def test_too_few_mice_for_arms_and_satellites_are_refused(with_satellites):
    builders.disposition(with_satellites.mice.get(number=1), -1)
    builders.disposition(with_satellites.mice.get(number=2), -1)
    with pytest.raises(Refused, match="10 mice do not fill 11 places"):
        freezing.inputs_now(with_satellites)


def test_satellites_are_in_no_curve(with_satellites):
    from xenograft.results import frames

    randomized(with_satellites)
    curves = frames.tumor_curves(with_satellites)
    assert len(curves.drawn_mice) == 8


@pytest.mark.parametrize("rule", ["RANDOM", "NEAREST"])
def test_the_engine_picks_who_replaces_a_mouse(study, people, rule):
    grown(study, count=11)
    builders.draw_plan(study, replacement_rule=rule)
    made, _ = randomized(study)
    place = Assignment.objects.first()
    leaving, arm = place.mouse, place.arm
    found = replacing.replace(
        study=study, mouse=leaving, by=people["director"], reason="bitten"
    )
    reserve = {row["mouse"] for row in made.result["surplus"]}
    assert found.entering.number in reserve
    place.refresh_from_db()
    assert (place.mouse, place.arm, place.drawn_mouse) == (
        found.entering,
        arm,
        leaving,
    )


def test_the_reserve_ends(study):
    grown(study, count=9)
    builders.draw_plan(study)
    randomized(study)
    first, second = Assignment.objects.order_by("pk")[:2]
    replacing.replace(study=study, mouse=first.mouse, by=None, reason="bitten")
    with pytest.raises(Refused, match="No mouse of the reserve is left"):
        replacing.replace(study=study, mouse=second.mouse, by=None, reason="bitten")


def test_a_dosed_mouse_is_not_replaced(study):
    grown(study, count=9)
    builders.draw_plan(study)
    randomized(study)
    mouse = Assignment.objects.first().mouse
    regimen = builders.regimen(mouse.assignment.arm, builders.agent(study))
    builders.dose(mouse, regimen)
    with pytest.raises(Refused, match="is dosed already: it keeps its arm"):
        replacing.replace(study=study, mouse=mouse, by=None, reason="bitten")
    assert not Replacement.objects.exists()


def test_the_page_replaces_and_the_record_keeps_both(director, study):
    grown(study, count=9)
    builders.draw_plan(study)
    randomized(study)
    mouse = Assignment.objects.first().mouse
    url = reverse("randomization:replace", args=[study.code, mouse.number])
    assert "Say why." in director.post(url, {"reason": ""}).text
    director.post(url, {"reason": "bitten"})
    made = Replacement.objects.get()
    record = director.get(reverse("randomization:record", args=[study.code])).text
    assert (
        f"Mouse {mouse.name} was replaced by mouse {made.entering.name} of the "
        "reserve before its first dose (bitten)."
    ) in record

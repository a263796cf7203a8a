"""The balance of a draw: arms, their ages, pairs of arms, whole cages."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.pages import confirm, page_of, record_url
from xenograft.randomization import frames
from xenograft.randomization.models import Randomization


def test_one_mouse_per_arm_shows_no_spread(director, study):
    grown(study, count=4, per_arm=1)
    builders.draw_plan(study)
    confirm(director, study)
    page = director.get(record_url(study)).content.decode()
    assert "± —" in page
    assert "nan" not in page


def test_whole_cages_are_drawn_where_the_cage_is_the_unit(director, study):
    builders.four_arms(study, planned_count=4)
    study.experimental_unit = "CAGE"
    study.save()
    builders.draw_plan(study)
    held = builders.session(study, -1)
    for number in range(16):
        cage, _ = study.cages.get_or_create(name=f"C{number // 2}")
        mouse = builders.mouse(study, cage=cage)
        builders.measurement(held, builders.tumor(mouse), "6.5", f"{5.7 + number / 50}")
    assert confirm(director, study).status_code == 302
    by_cage = {}
    for one in Randomization.objects.get().assignments.select_related("mouse"):
        by_cage.setdefault(one.mouse.cage_id, set()).add(one.arm_id)
    assert len(by_cage) == 8
    assert all(len(arms) == 1 for arms in by_cage.values())
    assert {arm.assignments.count() for arm in study.arms.all()} == {4}


def drawn_with_ages(director, study):
    """Nine mice born a day apart, drawn; the ages of the drawn ones by arm."""
    grown(study)
    builders.draw_plan(study)
    for mouse in study.mice.all():
        born_on = builders.at(-50).date() - dt.timedelta(mouse.number)
        study.mice.filter(pk=mouse.pk).update(born_on=born_on)
    confirm(director, study)
    made = Randomization.objects.get()
    day = dt.date.fromisoformat(made.inputs["session_on"])
    ages = {}
    for one in made.assignments.select_related("mouse", "arm"):
        ages.setdefault(one.arm.name, []).append((day - one.mouse.born_on).days)
    return made, ages


def test_the_balance_tells_the_age_of_each_arm(director, study):
    made, ages = drawn_with_ages(director, study)
    rows = {row["name"]: row["age"] for row in frames.balance_rows(made)}
    assert {name: row["mean"] for name, row in rows.items()} == {
        name: pytest.approx(sum(own) / len(own)) for name, own in ages.items()
    }
    address = reverse("randomization:certificate", args=[study.code])
    page = director.get(address).text
    assert "Age, days" in page
    assert f"{rows['Vehicle']['mean']:.1f} ± " in page


def test_a_record_without_ages_has_none_for_them(director, study):
    made, _ = drawn_with_ages(director, study)
    for row in made.inputs["mice"]:
        del row["age_d"]
    assert {row["age"]["mean"] for row in frames.balance_rows(made)} == {None}


def test_the_certificate_compares_each_pair_of_arms_once(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "certificate")
    compared = [(pair["arm_a"], pair["arm_b"]) for pair in page.context["pairs"]]
    names = list(ready.arms.order_by("position").values_list("name", flat=True))
    assert sorted(map(sorted, compared)) == sorted(
        sorted(pair) for pair in itertools.combinations(names, 2)
    )
    assert "<dt>Balanced</dt><dd>tumor volume" in page.text


def test_the_balance_of_whole_cages_counts_cages(director, study):
    test_whole_cages_are_drawn_where_the_cage_is_the_unit(director, study)
    made = Randomization.objects.get()
    assert {row["volume"]["n"] for row in frames.balance_rows(made)} == {2}
    frame = frames.at_the_draw(made)
    units = made.result["record"]["input"]["units"]
    drawn = {one["id"]: float(one["values"]["volume_mm3"]) for one in units}
    assert dict(zip(frame["cage"], frame["volume_mm3"], strict=True)) == {
        name: pytest.approx(volume, abs=0.001) for name, volume in drawn.items()
    }
    address = reverse("randomization:certificate", args=[study.code])
    assert "Cages drawn" in director.get(address).text

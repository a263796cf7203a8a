import numpy as np
import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.test_actions import randomized
from xenograft.randomization.models import Assignment
from xenograft.results.frames import redrawing

DRAWS = 39


@pytest.fixture(autouse=True)
def few_redraws(monkeypatch):
    monkeypatch.setattr(redrawing, "DRAWS", DRAWS)
    monkeypatch.setattr(redrawing, "_pools", {})


@pytest.fixture
def treated(study):
    """Eight mice in four arms; those of the last arm do not grow."""
    grown(study, count=8)
    study.day_zero_on = builders.DAY_ZERO
    study.save()
    builders.draw_plan(study, "COMPLETE")
    randomized(study)
    for day in (3, 6):
        held = builders.session(study, day)
        for place in Assignment.objects.select_related("mouse", "arm"):
            length = 7 if place.arm.position == 4 else 8 + day
            builders.measurement(
                held, place.mouse.tumors.get(), f"{length}", f"{length - 0.5}"
            )
    return study


def page(client, study, **query):
    return client.get(reverse("results:randomization-test", args=[study.code]), query)


def test_the_p_value_counts_redraws_and_the_real_draw(director, treated):
    answer = page(director, treated)
    assert "ln volume on D6" in answer.text
    first, *pairs = answer.context["rows"]
    assert first["draws"] == DRAWS
    assert 1 / (DRAWS + 1) <= first["p"] <= 1
    assert {row["arm"].position for row in pairs} == {2, 3, 4}


def test_the_test_is_that_of_the_engine(treated):
    from xenograft.analysis import allocation

    draws = redrawing.standing_draws(treated)
    record = draws[0].result["record"]
    values = redrawing.values_of_units(treated, draws, 6.0)
    found = allocation.randomization_test(
        values,
        allocation.arms_of_draw(record),
        allocation.redraws(record, DRAWS),
        allocation.between_arms,
    )
    pool = redrawing.pool_of([record])
    control = treated.arms.control().code
    told = redrawing.tests(draws, pool, values, control).iloc[0]
    assert (told["p"], told["draws"]) == (found.p, DRAWS)


def test_the_arms_are_compared_adjusted_for_what_was_balanced(director, treated):
    answer = page(director, treated)
    assert "The draw balanced nothing: adjusted is the usual analysis" in answer.text
    first, *pairs = answer.context["rows"]
    assert first["df"] == 4
    assert 0 < first["adjusted_p"] < 1
    for row in pairs:
        assert row["adjusted"] == pytest.approx(row["difference"])
        assert row["low"] < row["adjusted"] < row["high"]


def test_values_follow_the_mouse_that_has_the_place(treated):
    place = Assignment.objects.order_by("pk").first()
    late = builders.mouse(treated, 50)
    Assignment.objects.filter(pk=place.pk).update(mouse=late)
    draws = redrawing.standing_draws(treated)
    values = redrawing.values_of_units(treated, draws, 6.0)
    units = [unit for unit, _ in draws[0].result["record"]["allocation"]]
    assert np.isnan(values[units.index(str(place.drawn_mouse.number))])
    assert np.isfinite(values).sum() == 7


def test_the_growth_rate_is_offered_too(director, treated):
    assert "Growth rate over all days" in page(director, treated, day="rate").text


def test_what_takes_longer_shows_its_progress(director, treated, monkeypatch):
    monkeypatch.setattr(redrawing.Pool, "fill", lambda pool: None)
    text = page(director, treated).text
    assert f"0 of {DRAWS} redraws are made" in text


def test_an_imported_allocation_has_no_randomization_test(director, study):
    arm = builders.arm(study, is_control=True)
    draw = builders.randomization(study, "IMPORTED", "")
    builders.assignment(draw, builders.mouse(study), arm)
    assert "There is no draw made here." in page(director, study).text

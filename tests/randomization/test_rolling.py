import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from tests import builders
from xenograft.analysis.allocation import verifier
from xenograft.growth.cohort import Cohort
from xenograft.randomization import actions, draws, freezing
from xenograft.randomization.models import Assignment
from xenograft.randomization.waiting import waiting
from xenograft.study.models import Study


@pytest.fixture
def rolling(study):
    builders.four_arms(study, planned_count=2)
    builders.draw_plan(study, "ROLLING_BATCH")
    return study


def came(study, day, count):
    """So many mice reach the window on a day, in a closed session of all."""
    held = builders.session(study, day)
    for _ in range(count):
        builders.tumor(builders.mouse(study))
    for mouse in study.mice.all():
        length = f"{5.8 + mouse.number / 100:.2f}"
        builders.measurement(held, mouse.tumors.get(), "6.5", length)
        builders.weight(held, mouse, f"{21 + mouse.number / 10:.1f}")


def drawn(study):
    inputs, _ = freezing.inputs_now(study)
    frozen, _ = freezing.freeze(
        study=study, by=None, based_on=actions.draw.sha256_of(inputs)
    )
    return actions.randomize(study=study, by=None, based_on=frozen.inputs_sha256)


def test_each_batch_is_a_draw_of_its_own_chained_to_the_one_before(rolling):
    came(rolling, -5, 4)
    first, _ = drawn(rolling)
    came(rolling, -2, 4)
    second, is_new = drawn(rolling)
    assert is_new
    assert (first.batch, second.batch) == (1, 2)
    document = second.result["record"]["input"]
    assert document["previous"] == first.record_sha256
    assert len(document["earlier"]) == 4
    assert Counter(Assignment.objects.values_list("arm__position", flat=True)) == {
        1: 2,
        2: 2,
        3: 2,
        4: 2,
    }
    assert set(Assignment.objects.values_list("block", flat=True)) == {1, 2}


def test_each_batch_has_a_seed_committed_before_its_list(rolling):
    came(rolling, -5, 4)
    first, _ = drawn(rolling)
    rolling.draw_plan.refresh_from_db()
    assert rolling.draw_plan.seed_commitment != first.seed_commitment
    came(rolling, -2, 4)
    second, _ = drawn(rolling)
    assert second.seed_commitment == rolling.draw_plan.seed_commitment
    assert second.seed_hex != first.seed_hex


def test_the_verifier_repeats_every_batch(rolling):
    came(rolling, -5, 3)
    drawn(rolling)
    came(rolling, -2, 5)
    drawn(rolling)
    for made in draws.all_of(rolling):
        seed = bytes.fromhex(made.seed_hex)
        assert verifier.differences(made.result["record"], seed) == []
        assert actions.repeats(made)


def test_a_list_confirmed_twice_is_one_batch(rolling):
    came(rolling, -5, 4)
    first, _ = drawn(rolling)
    again, is_new = actions.randomize(
        study=rolling, by=None, based_on=first.inputs_sha256
    )
    assert (again, is_new) == (first, False)


def test_mice_in_an_arm_are_not_drawn_again(rolling):
    came(rolling, -5, 4)
    drawn(rolling)
    came(rolling, -2, 2)
    inputs, _ = freezing.inputs_now(rolling)
    assert [row["mouse"] for row in inputs["mice"]] == [5, 6]
    assert inputs["excluded"] == []


def test_more_mice_than_places_left_are_refused(rolling):
    came(rolling, -5, 7)
    drawn(rolling)
    came(rolling, -2, 3)
    _, problem = freezing.inputs_or_problem(rolling)
    assert problem == "3 mice do not fit into the 1 places that are left."


def test_the_page_goes_on_until_all_places_are_taken(director, rolling):
    came(rolling, -5, 4)
    drawn(rolling)
    came(rolling, -2, 4)
    url = reverse("randomization:randomize", args=[rolling.code])
    assert "drawn in batches of their own" in director.get(url).text
    drawn(rolling)
    assert director.get(url).status_code == 302
    record = director.get(reverse("randomization:record", args=[rolling.code])).text
    assert "batch 2" in record
    assert Study.objects.with_state().get(pk=rolling.pk).has_randomization


def waits(study):
    plan = study.draw_plan
    cohort = Cohort(study)
    return waiting(study, cohort, plan, places=8)


def test_mice_wait_from_the_session_that_first_found_them_in_the_window(rolling):
    came(rolling, -5, 2)
    came(rolling, -3, 2)
    found = waits(rolling)
    assert (found.count, found.needed) == (4, 8)
    assert found.since == builders.DAY_ZERO - dt.timedelta(days=5)
    assert found.until == builders.DAY_ZERO - dt.timedelta(days=2)


def test_a_session_older_than_the_wait_is_not_looked_at(rolling):
    type(rolling.draw_plan).objects.update(waiting_days=1)
    rolling.draw_plan.refresh_from_db()
    came(rolling, -5, 2)
    came(rolling, -3, 2)
    assert waits(rolling).since == builders.DAY_ZERO - dt.timedelta(days=3)


def test_a_batch_needs_no_more_than_the_places_that_are_left(rolling):
    came(rolling, -5, 4)
    drawn(rolling)
    came(rolling, -2, 4)
    found = waits(rolling)
    assert (found.count, found.needed, found.is_due) == (4, 4, True)


def test_the_page_says_how_many_wait_and_until_when(director, rolling, monkeypatch):
    monkeypatch.setattr(
        "xenograft.randomization.waiting.timezone.localdate",
        lambda: builders.DAY_ZERO - dt.timedelta(days=5),
    )
    came(rolling, -5, 3)
    url = reverse("randomization:randomize", args=[rolling.code])
    page = director.get(url).text
    assert "3 mice wait, the first since" in page
    assert "By the plan they wait until 8 are in the window, or until" in page


def test_a_wait_that_is_over_is_said(director, rolling):
    came(rolling, -5, 3)
    url = reverse("randomization:randomize", args=[rolling.code])
    assert "The wait of 3 days that the plan allows is over" in director.get(url).text

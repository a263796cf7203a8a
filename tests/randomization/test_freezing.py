import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import builders
from tests.randomization.test_actions import frozen, list_hash, randomized
from xenograft.growth import actions as growth
from xenograft.growth.models import FrozenList
from xenograft.randomization import actions, draw, freezing
from xenograft.study.actions import Refused


def page(client, study, name, sent=None):
    url = reverse(f"randomization:{name}", args=[study.code])
    return client.post(url, sent) if sent is not None else client.get(url)


def test_the_seed_is_committed_before_the_list_is_frozen(ready):
    kept = frozen(ready)
    assert kept.seed_commitment == ready.draw_plan.seed_commitment
    assert ready.draw_plan.committed_at < kept.frozen_at


def test_a_second_press_finds_the_list_frozen(ready):
    first = frozen(ready)
    again, is_new = freezing.freeze(study=ready, by=None, based_on="")
    assert (again, is_new) == (first, False)


def test_the_database_holds_one_frozen_list_per_batch(ready):
    builders.frozen_list(ready)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.frozen_list(ready)


def test_a_list_is_unfrozen_with_a_reason(ready):
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.frozen_list(ready, unfrozen_at=builders.at(0))


def test_a_frozen_list_keeps_mice_where_they_are(ready):
    frozen(ready)
    with pytest.raises(Refused, match="The list of mice is frozen"):
        growth.decide(
            study=ready,
            mouse=ready.mice.first(),
            goes_in=False,
            code="OTHER",
            reason="limps",
            by=None,
        )


def test_a_frozen_list_keeps_the_plan_and_its_seed(ready):
    frozen(ready)
    with pytest.raises(Refused, match="Unfreeze it before the plan changes"):
        actions.commit(plan=ready.draw_plan, by=None)


def test_an_open_session_keeps_the_list_from_being_frozen(ready):
    builders.session(ready, 0, is_closed=False)
    with pytest.raises(Refused, match=r"session of 03 Nov 2026 is still open"):
        frozen(ready)


def test_lists_stay_with_what_changed_between_them(ready, people):
    frozen(ready)
    freezing.unfreeze(study=ready, by=people["director"], reason="9 was weighed wrong")
    ready.mice.get(number=9).weights.update(weight_g="23.5")
    builders.disposition(ready.mice.get(number=1), -1)
    frozen(ready)
    (old, _), (_new, changed) = freezing.lists_of(ready)
    assert (old.unfrozen_reason, old.unfrozen_by) == (
        "9 was weighed wrong",
        people["director"],
    )
    assert changed == ["Mouse 1 went out.", "Mouse 9: weight_g 21.90 became 23.50."]


def test_every_list_stands_in_the_report(director, ready):
    frozen(ready)
    freezing.unfreeze(study=ready, by=None, reason="a cage was forgotten")
    randomized(ready)
    text = page(director, ready, "record").text
    assert "was opened again: a cage was forgotten" in text
    assert "The list was frozen on" in text


def test_the_page_freezes_and_unfreezes(director, ready):
    page(director, ready, "freeze", {"based_on": list_hash(ready)})
    assert "Type the study code" in page(director, ready, "randomize").text
    assert "Say why." in page(director, ready, "unfreeze", {"reason": ""}).text
    page(director, ready, "unfreeze", {"reason": "two to come"})
    text = page(director, ready, "randomize").text
    assert "Type the study code" not in text
    assert "two to come" in text
    assert FrozenList.objects.get().unfrozen_by.username == "director"


def test_a_value_that_changed_since_is_told_and_not_drawn(director, ready):
    frozen(ready)
    ready.mice.get(number=9).weights.update(weight_g="23.5")
    text = page(director, ready, "randomize").text
    assert "changed since the list was frozen" in text
    assert "Mouse 9: weight_g 21.90 became 23.5" in text
    assert "Type the study code" not in text


def without_ages(study, inputs):
    """As a version wrote it that told no age of a mouse."""
    for row in [*inputs["mice"], *inputs["excluded"]]:
        del row["age_d"]


def with_codes_of_bottles(study, inputs):
    """As a version wrote it that called an arm as its bottle."""
    bottles = {arm.code: arm.bottle_code for arm in study.arms.all()}
    for row in [*inputs["arms"], *inputs["document"]["arms"]]:
        row["code"] = bottles[row["code"]]


def without_both(study, inputs):
    without_ages(study, inputs)
    with_codes_of_bottles(study, inputs)


def of_an_older_version(kept, older=without_ages):
    """A frozen list as an older version wrote it."""
    inputs = kept.inputs
    older(kept.study, inputs)
    told = {"inputs": inputs, "inputs_sha256": draw.sha256_of(inputs)}
    FrozenList.objects.filter(pk=kept.pk).update(**told)
    return told["inputs_sha256"]


@pytest.mark.parametrize("older", [without_ages, with_codes_of_bottles, without_both])
def test_a_list_of_an_older_version_is_drawn_as_it_was_frozen(director, ready, older):
    based_on = of_an_older_version(frozen(ready), older)
    assert "Type the study code" in page(director, ready, "randomize").text
    made, is_new = actions.randomize(study=ready, by=None, based_on=based_on)
    assert (is_new, made.inputs_sha256) == (True, based_on)
    assert actions.repeats(made)
    assert page(director, ready, "record").status_code == 200


@pytest.mark.parametrize("older", [without_ages, with_codes_of_bottles, without_both])
def test_a_change_is_found_in_a_list_of_an_older_version_too(ready, older):
    based_on = of_an_older_version(frozen(ready), older)
    ready.mice.get(number=9).weights.update(weight_g="23.5")
    with pytest.raises(Refused, match="changed since the list was frozen"):
        actions.randomize(study=ready, by=None, based_on=based_on)


def test_codes_of_bottles_are_no_change_in_a_list_that_waits(director, ready):
    of_an_older_version(frozen(ready), with_codes_of_bottles)
    assert "changed since" not in page(director, ready, "randomize").text
    freezing.unfreeze(study=ready, by=None, reason="looked at again")
    kept = frozen(ready)
    assert {one["code"] for one in kept.inputs["arms"]} == {
        arm.code for arm in ready.arms.all()
    }
    (*_, (_new, changed)) = freezing.lists_of(ready)
    assert changed == ["The codes of the arms changed."]


def test_what_changed_in_the_arms_is_told(ready):
    frozen(ready)
    before = freezing.waiting_list(ready).inputs
    first, second, *_ = ready.arms.order_by("position")
    ready.arms.filter(pk=first.pk).update(planned_count=1, satellite_count=1)
    ready.arms.filter(pk=second.pk).update(name="Both")
    after, _ = freezing.inputs_now(ready)
    assert freezing.changes(before, after)[:3] == [
        f"{second.name} is no longer an arm.",
        "Both is a new arm.",
        f"{first.name}: 2 mice became 1 + 1 satellite.",
    ]

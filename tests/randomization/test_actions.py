import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests import builders
from tests.randomization.conftest import grown
from xenograft.growth.cohort import Cohort
from xenograft.randomization import actions, draw, freezing
from xenograft.randomization.models import Assignment, DrawPlan, Randomization
from xenograft.study.actions import Refused


def list_hash(study):
    arms = list(study.arms.order_by("position"))
    plan = DrawPlan.objects.get(study=study)
    return draw.sha256_of(draw.inputs_of(study, Cohort(study), arms, plan))


def frozen(study, by=None):
    return freezing.freeze(study=study, by=by, based_on=list_hash(study))[0]


def randomized(study, by=None):
    based_on = frozen(study, by).inputs_sha256
    return actions.randomize(study=study, by=by, based_on=based_on)


def test_every_arm_gets_its_mice_and_the_surplus_is_coded(ready, people):
    record, is_new = randomized(ready, people["director"])
    counts = [arm.assignments.count() for arm in ready.arms.all()]
    assert (is_new, counts) == (True, [2, 2, 2, 2])
    assert [row["reason"] for row in record.result["surplus"]] == [
        "SURPLUS_NOT_SELECTED"
    ]
    assert record.randomized_by == people["director"]


def test_the_record_repeats_from_its_seed(ready):
    record = Randomization.objects.get(pk=randomized(ready)[0].pk)
    assert len(bytes.fromhex(record.seed_hex)) == 32
    assert actions.repeats(record)


@pytest.mark.parametrize("part", ["seed_hex", "mouse", "result"])
def test_a_changed_record_does_not_repeat(ready, part):
    record, _ = randomized(ready)
    if part == "seed_hex":
        record.seed_hex = "ff" * 32
    elif part == "mouse":
        record.inputs["mice"][0]["volume_mm3"] = "101"
    else:
        record.result["allocation"][0]["block"] = 9
    assert not actions.repeats(record)


def test_the_assignments_are_those_of_the_result(ready):
    record, _ = randomized(ready)
    codes = {arm.pk: arm.code for arm in ready.arms.all()}
    stored = [
        {"mouse": one.mouse.number, "arm": codes[one.arm_id], "block": one.block}
        for one in Assignment.objects.select_related("mouse").order_by("mouse__number")
    ]
    assert stored == record.result["allocation"]


def test_a_record_names_no_bottle(ready):
    record, _ = randomized(ready)
    arms = list(ready.arms.all())
    named = {arm["code"] for arm in record.inputs["arms"]}
    assert named == {arm.code for arm in arms}
    assert named.isdisjoint(arm.bottle_code for arm in arms)
    assert {code for _, code in record.result["record"]["allocation"]} == named


def test_arms_of_older_records_are_found_by_their_bottle(ready):
    arms = list(ready.arms.all())
    by_code = actions.arms_by_code(arms)
    assert all(by_code[arm.code] == by_code[arm.bottle_code] == arm for arm in arms)


def test_later_batches_call_the_arms_as_the_first_did(ready):
    arm = ready.arms.first()
    assert draw.code_of(arm, {arm.bottle_code}) == arm.bottle_code
    assert draw.code_of(arm) == arm.code


def test_a_second_press_gets_the_same_record(ready):
    first, _ = randomized(ready)
    second, is_new = actions.randomize(study=ready, by=None, based_on="")
    assert (second.pk, second.seed_hex, is_new) == (first.pk, first.seed_hex, False)


def test_the_database_holds_one_draw_per_study(ready):
    randomized(ready)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.randomization(ready)


def test_a_list_that_changed_meanwhile_is_not_frozen(ready):
    based_on = list_hash(ready)
    builders.disposition(ready.mice.get(number=3), -1)
    with pytest.raises(Refused, match="changed while this page was open"):
        freezing.freeze(study=ready, by=None, based_on=based_on)


def test_a_list_that_changed_since_it_was_frozen_is_not_drawn(ready):
    based_on = frozen(ready).inputs_sha256
    builders.disposition(ready.mice.get(number=3), -1)
    with pytest.raises(Refused, match="changed since the list was frozen"):
        actions.randomize(study=ready, by=None, based_on=based_on)


def test_a_list_that_is_not_frozen_is_not_drawn(ready):
    with pytest.raises(Refused, match="The list of mice is not frozen"):
        actions.randomize(study=ready, by=None, based_on=list_hash(ready))


def test_fewer_mice_than_places_shrink_the_arms_in_their_ratio(study):
    grown(study, count=7)
    builders.draw_plan(study)
    record, _ = randomized(study)
    counts = [arm.assignments.count() for arm in study.arms.order_by("position")]
    assert counts == [2, 2, 2, 1]
    assert record.result["surplus"] == []


def test_inputs_hold_no_float(ready):
    arms = list(ready.arms.all())
    inputs = draw.inputs_of(ready, Cohort(ready), arms, ready.draw_plan)

    def walk(value):
        if isinstance(value, dict):
            value = list(value.values())
        return (
            [one for part in value for one in walk(part)]
            if isinstance(value, list)
            else [value]
        )

    assert {type(one) for one in walk(inputs)} <= {int, str, type(None)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'",
    reason="Threads share one connection to SQLite in memory.",
)
def test_eight_people_at_once_get_one_draw():
    study = builders.study()
    grown(study)
    builders.draw_plan(study)
    based_on, found = frozen(study).inputs_sha256, []

    def press():
        try:
            found.append(actions.randomize(study=study, by=None, based_on=based_on))
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(8)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert connection.vendor != "sqlite"
    assert len(found) == 8
    assert len({record.pk for record, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1

"""What happens about a draw is entered, and no entry can be changed unseen."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests.randomization.test_actions import frozen, list_hash, randomized
from xenograft.analysis import allocation
from xenograft.history import triggers
from xenograft.randomization import actions, chain, freezing, replacing, voiding
from xenograft.randomization.models import Assignment, DrawEntry, Randomization
from xenograft.study.actions import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(ready, people):
    """(the study, its draw)."""
    return ready, randomized(ready, people["director"])[0]


def kinds(study):
    rows = DrawEntry.objects.of_study(study).order_by("number")
    return list(rows.values_list("kind", flat=True))


def last(study):
    entry = chain.head_of(study)
    return entry.kind, entry.told["about"]


def rewrite(entry, **fields):
    DrawEntry.objects.filter(pk=entry.pk).update(**fields)


def test_plan_list_and_draw_are_entered_in_order(ready, people):
    actions.commit(plan=ready.draw_plan, by=people["director"], reason="With cages")
    randomized(ready, people["director"])
    assert kinds(ready) == ["COMMITTED", "FROZEN", "DRAWN"]
    assert chain.problems(ready) == []


def test_an_entry_has_the_hash_of_the_one_before(drawn):
    study, _ = drawn
    first, second = DrawEntry.objects.of_study(study).order_by("number")
    assert first.told["previous_sha256"] == ""
    assert second.told["previous_sha256"] == first.sha256


def test_a_draw_is_entered_with_its_record_and_the_program(drawn):
    study, made = drawn
    _, about = last(study)
    file = Path(allocation.__file__).with_name("walk.py")
    assert about["record_sha256"] == made.record_sha256
    assert about["software"]["version"] == "0.1.0"
    assert about["software"]["engine_sha256"]["walk.py"] == (
        hashlib.sha256(file.read_bytes()).hexdigest()
    )


def test_a_list_is_entered_with_what_changed_since_the_one_before(ready, people):
    frozen(ready)
    ready.mice.get(number=9).weights.update(weight_g="23.5")
    freezing.unfreeze(study=ready, by=people["director"], reason="Weighed wrong")
    changed = ["Mouse 9: weight_g 21.90 became 23.50."]
    kind, about = last(ready)
    assert (kind, about["reason"], about["changed"]) == (
        "UNFROZEN",
        "Weighed wrong",
        changed,
    )
    frozen(ready)
    kind, about = last(ready)
    assert (kind, about["changed"]) == ("FROZEN", changed)


def test_what_was_refused_is_entered(ready, people):
    with pytest.raises(Refused):
        actions.randomize(study=ready, by=people["director"], based_on="")
    kind, about = last(ready)
    assert (kind, about) == (
        "REFUSED",
        {"asked": "draw", "said": actions.NOT_FROZEN},
    )
    assert chain.head_of(ready).entered_by == people["director"]


def test_a_wrong_password_is_entered(director, ready):
    frozen(ready)
    url = reverse("randomization:randomize", args=[ready.code])
    director.post(url, {"study_code": ready.code, "password": "guessed"})
    kind, about = last(ready)
    assert (kind, about["asked"]) == ("REFUSED", "draw")
    assert "This is not your password" in about["said"]


def test_a_look_at_what_the_draw_promises_is_entered_once(director, ready):
    url = reverse("randomization:feasibility", args=[ready.code])
    for _ in range(2):
        director.get(url)
    assert kinds(ready) == ["PREFLIGHT"]
    assert last(ready)[1]["inputs_sha256"] == list_hash(ready)


def test_who_asked_to_see_arms_is_entered(drawn, people):
    study, _ = drawn
    mouse = study.mice.get(number=3)
    actions.look(study=study, by=people["welfare_officer"], mouse=mouse, reason="Ill")
    kind, about = last(study)
    assert (kind, about) == ("REVEALED", {"seen": "MOUSE", "mouse": 3, "reason": "Ill"})


def test_a_replaced_mouse_is_entered(drawn, people):
    study, _ = drawn
    place = Assignment.objects.filter(mouse__isnull=False).first()
    made = replacing.replace(
        study=study, mouse=place.mouse, by=people["director"], reason="Bitten"
    )
    kind, about = last(study)
    assert kind == "REPLACED"
    assert about["entering"] == made.entering.number


def test_a_void_draw_and_the_new_seed_are_entered(drawn, people):
    study, _ = drawn
    signed = {"by": people["director"], "witness": people["statistician"]}
    voiding.void(study=study, reason="Mixed up", **signed)
    assert kinds(study)[-3:] == ["VOIDED", "UNFROZEN", "COMMITTED"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"told": {"about": {}}}, "Entry 1 was changed: its hash does not match."),
        ({"number": 9}, "Entry 1 is missing."),
        ({"kind": "VOIDED"}, "Entry 1 does not say what its row says."),
    ],
)
def test_a_changed_entry_is_found(drawn, fields, said):
    study, _ = drawn
    rewrite(DrawEntry.objects.of_study(study).get(number=1), **fields)
    assert said in chain.problems(study)


def test_an_entry_written_anew_with_its_hash_is_found_by_the_next(drawn):
    study, _ = drawn
    entry = DrawEntry.objects.of_study(study).get(number=1)
    told = {**entry.told, "by": "somebody else"}
    rewrite(entry, told=told, sha256=chain.hash_of(told))
    assert chain.problems(study) == ["Entry 2 does not follow the one before."]


def test_a_draw_whose_record_was_changed_is_found(drawn):
    study, made = drawn
    made.result["record"]["handling_order"].reverse()
    Randomization.objects.filter(pk=made.pk).update(result=made.result)
    first, second = chain.problems(study)
    assert first.endswith("is not the one that was entered.")
    assert second == "The draw of entry 2 is not there."


def test_the_command_says_that_all_is_as_it_was(drawn):
    said = io.StringIO()
    call_command("check_draws", stdout=said)
    assert said.getvalue() == "Every entry and every draw is as it was.\n"


def test_the_command_finds_a_mouse_in_another_arm(drawn):
    study, made = drawn
    place = made.assignments.first()
    other = study.arms.exclude(pk=place.arm_id).first()
    Assignment.objects.filter(pk=place.pk).update(arm=other)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 things do not match"):
        call_command("check_draws", study.code, stdout=said)
    assert "or its places were changed" in said.getvalue()


def test_the_record_shows_the_entries(director, drawn):
    study, _ = drawn
    page = director.get(reverse("randomization:record", args=[study.code])).text
    assert "What happened about the draw, 2" in page
    assert chain.head_of(study).sha256[:16] in page


def test_the_record_says_that_an_entry_was_changed(director, drawn):
    study, _ = drawn
    rewrite(chain.head_of(study), told={})
    page = director.get(reverse("randomization:record", args=[study.code])).text
    assert "The entries are not whole." in page


@pytest.fixture
def guarded(drawn, settings):
    """(study, draw) in a database that refuses changes, as it does outside tests."""
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    return drawn


@pytest.mark.parametrize(
    "write",
    [
        lambda study: DrawEntry.objects.of_study(study).update(number=7),
        lambda study: DrawEntry.objects.of_study(study).delete(),
        lambda study: Assignment.objects.of_study(study).update(
            arm=study.arms.get(position=2)
        ),
        lambda study: Assignment.objects.of_study(study).update(block=99),
        lambda study: Assignment.objects.of_study(study).delete(),
        lambda study: Randomization.objects.of_study(study).update(seed_hex="00"),
        lambda study: Randomization.objects.of_study(study).update(result={}),
    ],
)
def test_the_database_refuses_to_change_what_was_drawn(guarded, write):
    study, _ = guarded
    with pytest.raises(DatabaseError), transaction.atomic():
        write(study)


def test_a_void_and_a_replacement_are_no_changes_of_what_was_drawn(guarded, people):
    study, made = guarded
    place = made.assignments.first()
    signed = {"by": people["director"], "reason": "Bitten"}
    replacing.replace(study=study, mouse=place.mouse, **signed)
    voiding.void(study=study, witness=people["statistician"], **signed)
    assert Randomization.objects.get().voided_reason == "Bitten"


def test_two_people_freeze_where_the_plan_asks_for_it(ready, people):
    type(ready.draw_plan).objects.update(needs_two_to_freeze=True)
    asked = {"study": ready, "by": people["director"], "based_on": list_hash(ready)}
    for second in (None, people["director"]):
        with pytest.raises(Refused, match="Two different people freeze this list"):
            freezing.freeze(second=second, **asked)
    kept, _ = freezing.freeze(second=people["statistician"], **asked)
    assert kept.frozen_with == people["statistician"]
    assert last(ready)[1]["second"] == "statistician"


def test_the_second_person_signs_on_the_page(director, ready, people):
    type(ready.draw_plan).objects.update(needs_two_to_freeze=True)
    page = reverse("randomization:randomize", args=[ready.code])
    assert "By the plan two people freeze this list" in director.get(page).text
    url = reverse("randomization:freeze", args=[ready.code])
    sent = {"based_on": list_hash(ready), "witness": "statistician"}
    wrong = director.post(url, {**sent, "witness_password": "guessed"}, follow=True)
    assert "with this password is no member" in wrong.text
    assert freezing.waiting_list(ready) is None
    director.post(url, {**sent, "witness_password": "statistician"})
    assert freezing.waiting_list(ready).frozen_with == people["statistician"]


def test_the_chain_goes_on_after_a_refused_draw(ready, people):
    with pytest.raises(Refused):
        randomized_without_a_list(ready, people)
    randomized(ready, people["director"])
    assert kinds(ready) == ["REFUSED", "FROZEN", "DRAWN"]
    assert chain.problems(ready) == []


def randomized_without_a_list(study, people):
    actions.randomize(study=study, by=people["director"], based_on="x")

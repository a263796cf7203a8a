"""An edit form that was left open while another person saved: nothing is lost."""

import pytest
from django.urls import reverse

from tests import builders
from tests.html_forms import forms_in, submit

pytestmark = pytest.mark.django_db


def edited(study):
    """name -> (address, a field, what the other typed, what I typed)."""
    code = study.code
    specimen = study.mice.first().specimens.get()
    readout = specimen.readouts.get()
    agent, regimen = study.agents.first(), study.arms.first().regimens.first()
    rows = {
        "study:protocol": ([code], "title", "Theirs", "Mine"),
        "study:masking": ([code], "arms_open_on", "2026-11-20", "2026-11-21"),
        "study:model": ([code], "name", "Theirs", "Mine"),
        "study:bench-rules": ([code], "call_name", "Theirs", "Mine"),
        "study:limits": ([code], "limits-0-action_level", "1900.00", "1800.00"),
        "dosing:agent": ([code, agent.pk], "lot", "Theirs", "Mine"),
        "dosing:regimen": ([code, regimen.pk], "slot_times", "07:00", "08:00"),
        "samples:correct": ([code, specimen.pk], "note", "Theirs", "Mine"),
        "samples:correct-readout": ([code, readout.pk], "note", "Theirs", "Mine"),
        "randomization:awareness": (
            [code],
            "OUTCOME-measurer-comment",
            "Theirs",
            "Mine",
        ),
    }
    return {name: (reverse(name, args=row[0]), *row[1:]) for name, row in rows.items()}


@pytest.fixture
def drawn(study, people):
    made = builders.treated_study(mice_per_arm=1, code="OPEN-1")
    made.memberships.create(person=people["director"], role="director")
    builders.readout(builders.specimen(made.mice.first()))
    builders.tumor_model(made)
    builders.awareness(made)
    return made


def form_with(client, url, name):
    forms = forms_in(client.get(url), url)
    return next(form for form in forms if name in form.kinds)


NAMES = [
    "study:protocol",
    "study:masking",
    "study:model",
    "study:bench-rules",
    "study:limits",
    "dosing:agent",
    "dosing:regimen",
    "samples:correct",
    "samples:correct-readout",
    "randomization:awareness",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_to_save_is_told_and_keeps_what_they_typed(director, drawn, name):
    url, field, theirs, mine = edited(drawn)[name]
    form = form_with(director, url, field)
    why = {"reason": "Seen again"} if "reason" in form.kinds else {}

    submit(director, form, **{field: theirs}, **why)
    told = submit(director, form, **{field: mine}, **why)
    assert "Somebody else saved this while the form was open." in told.content.decode()
    again = next(form for form in forms_in(told, url) if field in form.kinds)
    assert again.values[field] == [mine]

    saved = submit(director, again)
    assert "Somebody else saved" not in saved.content.decode()
    assert form_with(director, url, field).values[field] == [mine]


def test_who_moves_a_mouse_that_was_moved_meanwhile_is_asked(director, drawn):
    url = reverse("implantation:cages", args=[drawn.code])
    theirs, mine = builders.cage(drawn, "C05"), builders.cage(drawn, "C06")
    mouse = drawn.mice.first()
    form, move = form_with(director, url, "numbers"), ("move", "yes")

    submit(director, form, move, numbers=str(mouse.number), cage=str(theirs.pk))
    told = submit(director, form, move, numbers=str(mouse.number), cage=str(mine.pk))
    page = told.content.decode()
    assert "Somebody else saved this while the form was open." in page
    assert f"Saved by now: {mouse} is in C05." in page
    mouse.refresh_from_db()
    assert mouse.cage == theirs

    again = next(form for form in forms_in(told, url) if "numbers" in form.kinds)
    assert again.values["numbers"] == [str(mouse.number)]
    submit(director, again, move)
    mouse.refresh_from_db()
    assert mouse.cage == mine


def test_who_adds_mice_to_a_plan_that_changed_meanwhile_is_asked(director, drawn):
    first, second = drawn.mice.all()[:2]
    plan = builders.collection_plan(drawn)
    url = reverse("samples:plan-mice", args=[drawn.code, plan.pk])
    form = form_with(director, url, "numbers")

    submit(director, form, numbers=str(first.number))
    told = submit(director, form, numbers=str(second.number))
    page = told.content.decode()
    assert "Somebody else saved this while the form was open." in page
    assert f"Saved by now: the plan has mice {first.number}." in page
    assert [one.mouse for one in plan.mice.all()] == [first]

    again = next(form for form in forms_in(told, url) if "numbers" in form.kinds)
    assert again.values["numbers"] == [str(second.number)]
    submit(director, again)
    assert {one.mouse for one in plan.mice.all()} == {first, second}


def test_who_leaves_out_a_mouse_that_is_left_out_reads_their_reason(director, drawn):
    mouse = drawn.mice.first()
    planned = builders.collection_plan(drawn, mice=[mouse]).mice.get()
    url = reverse("samples:leave-out", args=[drawn.code, planned.pk])
    form = form_with(director, url, "reason")

    submit(director, form, reason="Bitten")
    told = submit(director, form, follow=True, reason="Too small")
    page = told.content.decode()
    assert "Somebody else left this mouse out while the form was open." in page
    assert "you typed “Too small”" in page

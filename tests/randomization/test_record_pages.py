"""The record of a draw: repeated, verified, looked at, and told in the report."""

import re
import subprocess
import sys

import pytest
from django.urls import reverse

from tests import builders
from tests.randomization.conftest import grown
from tests.randomization.pages import confirm, page_of, record_url
from xenograft.randomization.models import ArmView, Randomization


def test_repeating_the_draw_says_that_it_matches(director, ready):
    confirm(director, ready)
    page = director.get(record_url(ready), {"repeat": "yes"}).content.decode()
    assert "It matches." in page


def test_a_changed_record_says_that_it_does_not_match(director, ready):
    confirm(director, ready)
    Randomization.objects.update(seed_hex="00" * 32)
    page = director.get(record_url(ready), {"repeat": "yes"}).content.decode()
    assert "It does not match." in page


def test_an_imported_allocation_has_a_record_without_a_seed(director, study):
    arm = builders.arm(study, is_control=True)
    draw = builders.randomization(study, "IMPORTED", "")
    builders.assignment(draw, builders.mouse(study), arm)
    page = director.get(record_url(study)).content.decode()
    assert "Imported, method not recorded" in page
    assert "Repeat the draw" not in page


def test_the_allocation_is_shown_when_asked_and_each_look_is_kept(director, ready):
    confirm(director, ready)
    cells = 'aria-label="Allocation, table"'
    page = page_of(director, ready, "record").text
    assert cells not in page
    assert "Nobody has asked for the allocation." in page
    assert "Say why you look." in director.post(record_url(ready), {"reason": ""}).text
    page = director.post(record_url(ready), {"reason": "labels for cages"}).text
    assert cells in page
    assert "labels for cages" in page
    view = ArmView.objects.with_reason().get()
    assert (view.reason, view.mouse) == ("labels for cages", None)


def test_the_verifier_repeats_the_record_that_the_page_gives(director, ready, tmp_path):
    confirm(director, ready)
    for name, file in [("file", "draw.json"), ("verifier", "verify.py")]:
        (tmp_path / file).write_bytes(page_of(director, ready, name).content)
    run = [sys.executable, "-I", tmp_path / "verify.py", tmp_path / "draw.json"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "equal\n")


def test_the_text_for_the_report_names_what_was_balanced(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "record").text
    assert "8 units were allocated to 4 arms" in page
    assert "Balanced by the draw: tumor volume" in page
    assert "Nobody could see or predict an assignment before the draw" in page
    assert "Not controlled: the order of measuring and dosing" in page


def test_a_complete_draw_is_not_said_to_balance_anything(director, study):
    grown(study)
    builders.draw_plan(study, "COMPLETE")
    confirm(director, study)
    assert "Balanced by the draw: nothing." in page_of(director, study, "record").text
    page = page_of(director, study, "certificate").text
    assert "<dt>Balanced</dt><dd>nothing</dd>" in page


def test_the_certificate_says_in_the_report_how_many_qualified(director, ready):
    confirm(director, ready)
    page = page_of(director, ready, "certificate").text
    bits = re.search(r"about 2<sup>([0-9.]+)</sup>", page)[1]
    assert f"About 2^{bits} allocations qualified." in page


@pytest.mark.parametrize("role", ["director", "welfare_officer"])
def test_one_mouse_is_unmasked_with_a_reason(as_role, people, director, ready, role):
    confirm(director, ready)
    mouse = Randomization.objects.get().assignments.first().mouse
    url = reverse("randomization:unmask", args=[ready.code, mouse.number])
    client = as_role(role)
    arm = mouse.assignment.arm.name
    assert f"<b>{arm}</b>" not in client.get(url).text
    assert "Say why you look." in client.post(url, {"reason": ""}).text
    assert f"<b>{arm}</b>" in client.post(url, {"reason": "seizure"}).text
    view = ArmView.objects.get()
    assert (view.mouse, view.viewed_by) == (mouse, people[role])

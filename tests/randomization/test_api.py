import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.randomization.test_actions import frozen
from xenograft.randomization import chain
from xenograft.randomization.models import Randomization


def call(client, study, based_on, **changes):
    url = reverse("randomization:api-randomize", args=[study.code])
    sent = {
        "study_code": study.code,
        "password": "director",
        "list_sha256": based_on,
        **changes,
    }
    return client.post(url, json.dumps(sent), content_type="application/json")


def command(study, by="director", **options):
    out = io.StringIO()
    call_command("randomize", study.code, by=by, stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_call_draws_and_a_second_gets_the_same(director, ready):
    based_on = frozen(ready).inputs_sha256
    first, second = (call(director, ready, based_on) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["drawn_now"], second.json()["drawn_now"]) == (True, False)
    assert first.json()["record_sha256"] == second.json()["record_sha256"]
    assert Randomization.objects.count() == 1


def test_a_call_says_in_a_sentence_why_there_is_no_draw(director, ready):
    answer = call(director, ready, "")
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "The list of mice is not frozen. Look at it, then freeze it.",
    )
    wrong = call(director, ready, "", password="guess")
    assert "This is not your password." in wrong.json()["message"]
    url = reverse("randomization:api-randomize", args=[ready.code])
    broken = director.post(url, "{", content_type="application/json")
    assert broken.status_code == 400
    assert not Randomization.objects.exists()


def test_a_call_reads_the_frozen_list_and_no_seed_before_the_draw(director, ready):
    kept = frozen(ready)
    url = reverse("randomization:api-randomize", args=[ready.code])
    answer = director.get(url)
    assert answer.json() == {"list_sha256": kept.inputs_sha256, "draws": []}


def test_the_command_draws_and_then_prints_that_draw(people, ready):
    kept = frozen(ready)
    first, again = command(ready), command(ready, list=kept.inputs_sha256)
    assert (first[0], again[0]) == ("drawn now", "was drawn before")
    assert first[1:] == again[1:]
    assert first[1] == f"record sha256 {Randomization.objects.get().record_sha256}"
    assert Randomization.objects.get().randomized_by == people["director"]


def test_the_command_draws_for_who_may_only(people, ready):
    frozen(ready)
    with pytest.raises(CommandError, match="may not randomize"):
        command(ready, by="measurer")
    assert not Randomization.objects.exists()
    assert chain.head_of(ready).entered_by == people["measurer"]


def test_the_command_says_why_there_is_no_draw(people, ready):
    with pytest.raises(CommandError, match="The list of mice is not frozen"):
        command(ready)

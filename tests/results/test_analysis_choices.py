"""The day and the cut-offs that a person chooses."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.results.computing import CHOICES, computed, page
from xenograft import models
from xenograft.results import actions, files

pytestmark = pytest.mark.django_db


def test_another_day_is_another_result_and_stands_in_the_address(client, treated):
    computed(client, treated)
    answer = computed(client, treated, day="7", times_baseline="2", min_day="7")
    assert answer.redirect_chain[-1][0].endswith("?day=7&times_baseline=2&min_day=7")
    text = answer.content.decode()
    assert "1 Tumor growth inhibition at D7" in text
    assert "5 Time to 2 × D0 volume" in text
    assert "best change at D7 or later" in text
    assert "1 Tumor growth inhibition at D14" in page(client, treated).content.decode()


def test_block_one_offers_each_day_and_shows_the_chosen_one(client, treated):
    text = computed(client, treated).content.decode()
    offered = [re.sub("<[^>]+>", "", one) for one in OPTION.findall(text)]
    assert offered == ["D14, last day with 80% of every arm", "D3", "D7", "D10"]
    answer = computed(client, treated, **CHOICES, day="7", at="inhibition")
    assert answer.redirect_chain[-1][0].endswith("/analysis/?day=7#inhibition")
    text = answer.content.decode()
    assert 'value="7" selected' in text
    assert "V/V0 at D7" in text
    usual = computed(client, treated, **CHOICES, day="", at="inhibition")
    assert usual.redirect_chain[-1][0].endswith("/analysis/#inhibition")


OPTION = re.compile("<option.*?</option>")


def test_a_day_that_was_chosen_before_is_not_computed_again(
    client, treated, monkeypatch
):
    computed(client, treated, **CHOICES, day="7")
    kept = models.AnalysisResult.objects.get()
    assert kept.choices == "day=7"
    assert kept.data_sha256 == files.input_sha256(treated)
    monkeypatch.setattr(actions, "whole", None)
    text = computed(client, treated, **CHOICES, day="7").content.decode()
    assert "1 Tumor growth inhibition at D7" in text
    out = io.StringIO()
    call_command("analyze", treated.code, "--json", "--day", "7", stdout=out)
    assert json.loads(out.getvalue())["computed_at"] == kept.computed_at.isoformat()


def test_a_day_without_a_mouse_is_said_and_another_can_be_chosen(client, treated):
    text = computed(client, treated, **CHOICES, day="8").content.decode()
    assert "No mouse was measured on D8. Choose another day." in text
    assert "D14, last day with 80% of every arm" in text
    # On volumes the combination is read on the last day with two mice in each arm.
    assert "V/V0 at D14" in text


def test_a_choice_that_is_no_number_is_said_and_nothing_is_computed(client, treated):
    answer = client.post(
        reverse("results:compute", args=[treated.code]),
        {"day": "soon", "times_baseline": "4", "min_day": "10"},
    )
    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()
    assert not models.AnalysisResult.objects.exists()

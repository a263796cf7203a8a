"""The analysis as CSV, as JSON and at the command line: the numbers of the page."""

import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.results.computing import CHOICES, DAYS, computed, numbers, result_of
from xenograft import models
from xenograft.analysis.blocks.given import Given, from_csv
from xenograft.analysis.blocks.whole import Choices, whole
from xenograft.results import actions, choices, files
from xenograft.study.cells import plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [None, 7])
def test_page_csv_json_and_analysis_agree_to_the_last_digit(client, treated, day):
    typed, asked = ({"day": day}, ["--day", day]) if day else ({}, [])
    text = computed(client, treated, **CHOICES, **typed).content.decode()
    rows = numbers(client, treated, **typed)
    out = io.StringIO()
    call_command("analyze", treated.code, "--json", *asked, stdout=out)
    told = json.loads(out.getvalue())
    given = client.get(reverse("results:input-csv", args=[treated.code]))
    again = whole(Given(from_csv(given.content.decode(), plain)), Choices(day=day))
    assert told["inhibition"]["day"] == again["combinations"][0]["volumes_day"]
    for block in BLOCKS:
        assert told[block] == again[block], block
        in_json = sorted(map(repr, floats(again[block])))
        own = [row for row in rows if row["block"] == block]
        in_csv = {row[name] for row in own for name in ("value", "day")}
        assert set(in_json) <= in_csv, block
    on_page = set(re.findall(r'<data value="([^"]+)"', text))
    everywhere = {repr(one) for block in BLOCKS for one in floats(again[block])}
    everywhere |= {repr(one) for block in BLOCKS for one in whole_numbers(again[block])}
    assert len(on_page) > 200
    assert on_page <= everywhere


BLOCKS = (
    *("inhibition", "growth_rates", "responses", "combinations", "time_to_volume"),
    *("survival", "sensitivity", "other_models", "checks", "next_study"),
    "mice",
)


def leaves(found):
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        return [leaf for one in found for leaf in leaves(one)]
    return [found]


def floats(found):
    """The numbers of tables: what stands in a list of a block (days, cut-offs) is
    a setting."""
    if isinstance(found, dict):
        found = {key: one for key, one in found.items() if not is_setting(one)}
    return [one for one in leaves(found) if type(one) is float]


def is_setting(found):
    return isinstance(found, list) and found and not isinstance(found[0], dict)


def whole_numbers(found):
    return [one for one in leaves(found) if type(one) is int]


def test_the_hash_on_the_page_is_that_of_the_input_file(client, treated):
    text = computed(client, treated).content.decode()
    given = client.get(reverse("results:input-csv", args=[treated.code])).content
    assert hashlib.sha256(given).hexdigest() in text


def test_the_input_names_the_block_and_the_plan_of_a_mouse(treated):
    rows = from_csv(files.input_text(treated), plain).drop_duplicates("mouse")
    own = models.Assignment.objects.filter(mouse__study=treated)
    expected = dict(own.values_list("mouse__number", "block"))
    found = dict(zip(rows["mouse"], rows["block"], strict=True))
    assert found == {mouse: str(block) for mouse, block in expected.items()}
    plan = "oral gavage, twice a day, D0 to the end"
    of_arm = rows.set_index("place")["plans"]
    assert json.loads(of_arm[1].iloc[0]) == {}
    assert json.loads(of_arm[2].iloc[0]) == {"Defactinib": plan}


def test_the_order_of_the_rows_of_the_input_does_not_matter(treated):
    rows = from_csv(files.input_text(treated), plain)
    shuffled = rows.sample(frac=1, random_state=3)
    one, other = whole(Given(rows)), whole(Given(shuffled))
    for block in ("inhibition", "responses", "time_to_volume", "survival", "mice"):
        assert one[block] == other[block], block


def test_an_arm_whose_name_is_a_formula_comes_back_as_it_was(client, treated):
    arm = treated.arms.get(position=2)
    models.Arm.objects.filter(pk=arm.pk).update(name="=cmd|A1")
    text = client.get(reverse("results:input-csv", args=[treated.code])).content
    assert b"'=cmd|A1" in text
    assert "=cmd|A1" in Given(from_csv(text.decode(), plain)).arms
    computed(client, treated)
    items = {row["item"] for row in numbers(client, treated)}
    assert not [item for item in items if item.startswith("=")]


def test_the_file_of_numbers_has_every_day_of_every_reference(client, treated):
    computed(client, treated)
    rows = [row for row in numbers(client, treated) if row["table"] == "by_day"]
    days = {(row["item"], float(row["day"])) for row in rows}
    expected = {(name, day) for name in ("Bliss", "HSA") for day in DAYS[2:]}
    assert days == expected


def keys(found):
    if isinstance(found, list):
        return {key for one in found for key in keys(one)}
    if not isinstance(found, dict):
        return set()
    return set(found) | {key for one in found.values() for key in keys(one)}


def test_every_key_of_the_json_is_documented(treated):
    found = result_of(treated).as_json()
    agents = {"Defactinib", "Avutometinib"}
    libraries = set(found["versions"])
    text = (Path(settings.BASE_DIR) / "docs" / "analysis-json.md").read_text()
    told = set(re.findall(r"\w+", text))
    assert keys(found) - agents - libraries - told == set()


def test_the_command_tells_the_main_numbers_in_words(treated):
    out = io.StringIO()
    call_command("analyze", treated.code, stdout=out)
    text = out.getvalue()
    rate = actions.computed(treated, choices.read({})).document["growth_rates"]
    assert f"{rate['arms'][0]['estimate']:.4f}" in text
    assert "With both drugs tumors" in text


def test_the_command_says_what_it_cannot_read(treated):
    with pytest.raises(CommandError, match="There is no study NONE-1"):
        call_command("analyze", "NONE-1")
    with pytest.raises(CommandError, match="--min-day"):
        call_command("analyze", treated.code, "--min-day", "soon")

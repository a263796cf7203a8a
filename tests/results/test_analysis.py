import csv
import hashlib
import io
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.analysis.blocks.given import Given, from_csv
from xenograft.analysis.blocks.whole import Choices, whole
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits
from xenograft.history import triggers
from xenograft.results import actions, choices, files, frames, pictures
from xenograft.results.frames import states
from xenograft.study.cells import plain

pytestmark = pytest.mark.django_db
DAYS = (0, 3, 7, 10, 14)
CHOICES = {"times_baseline": "4", "min_day": "10"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Four arms of five mice with agents, made once; what a test writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        study = combined_study()
        yield study, builders.member(study, "statistician")
        transaction.set_rollback(True)


@pytest.fixture
def treated(client, made):
    """The study, and a client of its statistician."""
    study, person = made
    client.force_login(person)
    return models.Study.objects.get(pk=study.pk)


def combined_study(effects=(0.0, -0.03, -0.04, -0.1), doses=(25, 25), mice=5):
    study = builders.study()
    builders.limits(study)
    arms, draw = builders.four_arms(study, planned_count=mice), None
    vehicle = builders.agent(study, "0.5% MC", is_vehicle=True)
    drugs = [builders.agent(study, name) for name in ("Defactinib", "Avutometinib")]
    draw = builders.randomization(study)
    first = [builders.regimen(arm, vehicle, 0) for arm in arms]
    builders.regimen(arms[1], drugs[0], doses[0])
    builders.regimen(arms[2], drugs[1], 1.5)
    builders.regimen(arms[3], drugs[0], doses[1])
    builders.regimen(arms[3], drugs[1], 1.5)
    sessions = [builders.session(study, day) for day in DAYS]
    rng = np.random.default_rng(4)
    for place in range(4 * mice):
        one = builders.mouse(study)
        tumor = builders.tumor(one)
        builders.assignment(draw, one, arms[place % 4], block=place // 4 + 1)
        builders.dose(one, first[place % 4])
        rate = 0.1 + effects[place % 4] + 0.01 * rng.standard_normal()
        level = 120 * math.exp(0.1 * rng.standard_normal())
        for day, held in zip(DAYS, sessions, strict=True):
            noise = math.exp(0.05 * rng.standard_normal())
            side = (2 * level * noise * math.exp(rate * day)) ** (1 / 3)
            builders.measurement(held, tumor, f"{side:.2f}", f"{side - 0.01:.2f}")
            builders.weight(held, one, "22.0")
    return study


def page(client, study, query=""):
    return client.get(reverse("results:analysis", args=[study.code]) + f"?{query}")


def computed(client, study, **typed):
    """The page after its button was pressed."""
    address = reverse("results:compute", args=[study.code])
    return client.post(address, typed, follow=True)


def result_of(study, **typed):
    asked = choices.read(typed)
    return actions.compute(study=study, choices=asked, by=None)


def numbers(client, study, **typed):
    """results.csv as rows."""
    answer = client.get(reverse("results:results-csv", args=[study.code]), typed)
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_nothing_is_computed_before_it_is_asked_for(client, treated):
    text = page(client, treated).content.decode()
    assert "The analysis was not computed yet." in text
    assert not models.AnalysisResult.objects.exists()
    assert client.get(
        reverse("results:results-csv", args=[treated.code])
    ).status_code == (404)


def test_the_page_shows_every_block_and_the_combination_in_words(client, treated):
    text = computed(client, treated).content.decode()
    for arm in treated.arms.all():
        assert arm.name in text
    for heading in (
        "1 Tumor growth inhibition at D14",
        "2 Growth rate, mixed model",
        "3 Response classes",
        "4 Combination effect",
        "5 Time to 4 × D0 volume",
        "Survival, any death",
        "Does it depend on the mice that left",
        "Does it depend on the model",
        "Other cut-offs",
        "Model check",
        "Power: the next study",
        "In plain words",
        "What this rests on",
        "What it cannot say",
    ):
        assert heading in text
    assert text.count('class="fig-svg"') == 6


def test_the_rates_are_those_of_the_model_of_the_measured_volumes(treated):
    found = result_of(treated).document["growth_rates"]["arms"]
    rows = frames.tumor_curves(treated).values
    names = dict(treated.arms.values_list("position", "name"))
    values = rows.assign(arm=rows["arm"].map(names), y=np.log(rows["volume_mm3"]))
    expected = fits.rates(curves.fit(values)).set_index("arm")["estimate"]
    ours = {row["arm"]: row["estimate"] for row in found}
    np.testing.assert_allclose(
        list(ours.values()), expected[list(ours)], rtol=1e-6, atol=0
    )


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


def test_the_control_is_the_arm_without_an_agent(treated):
    found = result_of(treated).document
    control = treated.arms.get(position=1).name
    assert found["inhibition"]["control"] == control
    assert found["growth_rates"]["control"] == control


def test_the_synergy_of_a_strong_combination_is_said(client, treated):
    text = computed(client, treated).content.decode()
    rows = models.AnalysisResult.objects.get().document["combinations"][0]["by_day"]
    last = [row for row in rows if row["reference"] == "Bliss"][-1]
    assert ("the data favor synergy" in text) == (last["high"] < 0)


def test_the_figure_calls_the_observed_rate_slower_as_the_interval_says(treated):
    document = result_of(treated).document
    rows = [row for row in document["combinations"][0]["by_day"] if not row["better"]]
    for low, high, said in ((-0.1, -0.02, True), (-0.1, 0.02, False)):
        rows[-1].update(low=low, high=high)
        (drawn,) = pictures.drawn(document)["combinations"]
        assert ("slower than expected" in drawn["compared"]) == said


def test_other_doses_alone_than_together_are_refused_and_the_rest_is_shown(client):
    study = combined_study(doses=(25, 50), mice=2)
    client.force_login(builders.member(study, "statistician"))
    text = computed(client, study).content.decode()
    assert "Defactinib is given at 25.0 mg/kg in" in text
    assert "In plain words" not in text
    assert "2 Growth rate, mixed model" in text


def test_another_frequency_alone_than_together_is_refused(client, treated):
    regimen = models.Regimen.objects.get(
        arm__study=treated, arm__position=2, pk__gt=0, agent__name="Defactinib"
    )
    models.Regimen.objects.filter(pk=regimen.pk).update(frequency="QD")
    text = computed(client, treated).content.decode()
    assert "Defactinib is given oral gavage, once a day, D0 to the end in" in text
    assert "In plain words" not in text


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


def test_the_page_and_the_methods_name_the_random_terms(client, treated):
    text = computed(client, treated).content.decode()
    found = models.AnalysisResult.objects.get().document["growth_rates"]
    said = ", random level per block" in text
    noted = "Blocks did not differ: the term was dropped." in found["notes"]
    assert said == ("block" in found["groups"]) == (not noted)


def test_before_the_draw_the_page_says_that_there_are_no_arms(client):
    study = builders.study()
    client.force_login(builders.member(study, "statistician"))
    assert "The mice are not in arms yet." in page(client, study).content.decode()
    assert "are not in arms yet" in computed(client, study).content.decode()


def test_too_few_values_are_said_in_plain_words(client):
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    client.force_login(builders.member(study, "statistician"))
    text = computed(client, study).content.decode()
    assert "too few values for a model" in text
    assert "There is no day after D0 on which 80%" in text
    assert "No mouse has a volume from D10 on" in text


def test_another_day_is_another_result_and_stands_in_the_address(client, treated):
    computed(client, treated)
    answer = computed(client, treated, day="7", times_baseline="2", min_day="7")
    assert answer.redirect_chain[-1][0].endswith("?day=7&times_baseline=2&min_day=7")
    text = answer.content.decode()
    assert "1 Tumor growth inhibition at D7" in text
    assert "5 Time to 2 × D0 volume" in text
    assert "best change at D7 or later" in text
    assert "1 Tumor growth inhibition at D14" in page(client, treated).content.decode()


def test_block_one_tells_every_mean_of_an_arm_and_its_spread(client, treated):
    text = computed(client, treated).content.decode()
    names = ("n", "mean", "sd", "sem", "median", "geometric_mean")
    rows = models.AnalysisResult.objects.get().document["inhibition"]["arms"]
    volumes = frames.tumor_curves(treated).values
    volumes = volumes[volumes["day"] == 14]
    for row, (_, own) in zip(rows, volumes.groupby("arm"), strict=True):
        own = own["volume_mm3"]
        expected = (len(own), own.mean(), own.std(), own.sem(), own.median())
        expected += (np.exp(np.log(own).mean()),)
        keys = [name if name == "n" else f"{name}_mm3" for name in names]
        np.testing.assert_allclose([row[key] for key in keys], expected, rtol=1e-9)
        for key in keys[1:]:
            assert f'<data value="{row[key]!r}">' in text


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


def test_the_same_data_and_choices_are_kept_once(client, treated):
    computed(client, treated)
    computed(client, treated)
    assert models.AnalysisResult.objects.count() == 1
    assert "This is look 1 at the data." in page(client, treated).content.decode()


def test_a_second_view_computes_nothing_again(client, treated, monkeypatch):
    computed(client, treated)
    monkeypatch.setattr(actions, "whole", None)
    monkeypatch.setattr("xenograft.results.pictures.drawn", None)
    assert page(client, treated).status_code == 200


def test_a_newer_session_makes_the_result_stale_and_recomputing_makes_it_new(
    client, treated
):
    computed(client, treated)
    held = builders.session(treated, 17, is_closed=False)
    for mouse in treated.mice.all():
        builders.measurement(held, mouse.tumors.get(), "9.0", "8.0")
    assert "newer than this result" not in page(client, treated).content.decode()
    models.Session.objects.filter(pk=held.pk).update(closed_at=NOW, closed_by=None)
    text = page(client, treated).content.decode()
    assert "1 session newer than this result." in text
    assert "at D14" in text
    text = computed(client, treated).content.decode()
    assert "newer than this result" not in text
    assert "at D17" in text
    assert "This is look 2 at the data." in text


NOW = "2099-01-01T00:00:00Z"


def test_a_corrected_value_is_said_to_have_changed_since(client, treated):
    computed(client, treated)
    one = models.CaliperMeasurement.objects.filter(session__study=treated).first()
    longer = one.length_mm + 1
    models.CaliperMeasurement.objects.filter(pk=one.pk).update(length_mm=longer)
    text = page(client, treated).content.decode()
    assert "Values, arms or endings were changed since this result." in text


def test_a_result_of_an_earlier_format_is_shown_and_computed_again(client, treated):
    kept = result_of(treated)
    kept.pk, kept.document["format"] = None, 2
    kept.data_sha256 = "0" * 64
    del kept.document["other_models"], kept.document["responses"]["schemes"]
    kept.save()
    text = page(client, treated).content.decode()
    assert "4 Combination effect" in text
    assert "Does it depend on the model" not in text
    assert "An earlier version of this program computed this result" in text
    assert "Does it depend on the model" in computed(client, treated).content.decode()


def test_a_value_with_an_open_question_is_said_in_the_banner(client, treated):
    assert "All values are confirmed." in computed(client, treated).content.decode()
    reading = treated.sessions.first().caliper_measurements.first()
    type(reading).objects.filter(pk=reading.pk).update(
        question="Measure again or keep."
    )
    text = page(client, treated).content.decode()
    assert "1 value of closed sessions has an open question" in text


def test_another_version_of_a_library_is_said(client, treated):
    kept = result_of(treated)
    kept.pk, kept.document["versions"]["numpy"] = None, "1.0.0"
    kept.save()
    text = page(client, treated).content.decode()
    assert "Computed with numpy 1.0.0; this installation has" in text


def test_the_page_asks_a_bounded_number_of_queries(
    client, treated, django_assert_max_num_queries
):
    computed(client, treated)
    states.forget()
    with django_assert_max_num_queries(35):
        page(client, treated)
    with django_assert_max_num_queries(16):
        page(client, treated)


def test_the_page_has_no_style_that_the_policy_drops(client, treated):
    text = computed(client, treated).content.decode()
    assert not re.search(r"<style|style=", text)


def test_mice_without_a_baseline_are_named_as_left_out(treated):
    late = builders.mouse(treated)
    arm = treated.arms.get(position=1)
    builders.assignment(models.Randomization.objects.get(study=treated), late, arm, 99)
    builders.dose(late, arm.regimens.first())
    held = treated.sessions.order_by("held_on").last()
    builders.measurement(held, builders.tumor(late))
    left_out = result_of(treated).document["data"]["left_out"]
    assert left_out == ["Mice without a baseline, not used: 1."]


def test_a_kept_result_can_be_neither_changed_nor_deleted(treated, settings):
    kept = result_of(treated)
    settings.HISTORY_IS_APPEND_ONLY = True
    triggers.build(connection)
    rows = models.AnalysisResult.objects.filter(pk=kept.pk)
    for write in (lambda: rows.update(choices="day=3"), lambda: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


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


def test_the_warnings_stand_beside_their_numbers_on_page_csv_and_json(client, treated):
    text = computed(client, treated).content.decode()
    found = models.AnalysisResult.objects.get().as_json()["warnings"]
    told = {
        (row["item"], row["quantity"]): row["warning"]
        for row in numbers(client, treated)
    }
    medians = [one for one in found if one["item"].endswith("TGI_MEDIAN")]
    assert len(medians) == 3
    for one in medians:
        assert told[one["item"], "low"] == one["said"]
        assert one["said"] in text
        assert one["item"].removesuffix(" TGI_MEDIAN") in text
    brief = re.search(r"</span> The interval is wider than it need be: ([^<]+)", text)
    assert "TGI and T/C of medians" in brief[1]
    assert "TGI_MEDIAN" not in brief[1]
    assert re.search(r"TGI_MEDIAN \([^)]+\): 95% intervals held", text)
    stars = text.count('class="star"')
    assert stars >= len(medians)
    assert 'href="#warned-inhibition"' in text
    assert 'id="warned-inhibition"' in text


def test_every_heading_of_a_number_opens_a_formula_of_its_own(client, treated):
    text = computed(client, treated).content.decode()
    opened = re.findall(r'popovertarget="([^"]+)"', text)
    told = dict(
        re.findall(
            r'popover tabindex="-1" autofocus id="([^"]+)"><b>[^<]+</b> ([^<]+)<', text
        )
    )
    assert len(opened) == len(set(opened)) > 60
    assert set(opened) == set(told)
    for metric in ("tgi_delta", "tc_rate", "tgi_auc"):
        assert any(metric in place for place in opened)
    assert all(len(formula) > 8 for formula in told.values())


# A column whose every row has the formula of its own name beside it.
BY_ITS_ROWS = "Percent (95% interval), by the formula of its name"


def test_every_column_of_numbers_has_its_formula_one_click_away(client, treated):
    text = computed(client, treated).content.decode()
    heads = re.findall(r'<th scope="col" class="num">(.*?)</th>', text, re.DOTALL)
    assert len(heads) > 45
    without = [head for head in heads if "popovertarget" not in head]
    assert without == [BY_ITS_ROWS]


def test_every_table_of_arms_and_tests_has_its_mice_beside(client, treated):
    text = computed(client, treated).content.decode()
    tables = re.findall(r'aria-label="([^"]+)"><table.*?</table>', text, re.DOTALL)
    bodies = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) == len(bodies)
    for name, body in zip(tables, bodies, strict=True):
        head = " ".join(re.sub(r"<[^>]+>", " ", body.split("</thead>")[0]).split())
        is_of_mice = re.search(r"\bn\b|Mice|mice|Mouse|mouse", head)
        assert is_of_mice or name == "Table of response classes", name
    last = models.AnalysisResult.objects.get().document["combinations"][0]["by_day"]
    counts = [last[-1][name] for name in ("n_control", "n_a", "n_b", "n_both")]
    assert f'<td class="num">{", ".join(map(str, counts))}</td>' in text

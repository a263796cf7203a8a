"""Where whole cages were drawn, every number that is shown counts cages."""

import csv
import io
import re

import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.randomization.frames import cages_drawn
from xenograft.results import actions, choices, frames
from xenograft.results.frames.analysis_input import analysis_input, given

pytestmark = pytest.mark.django_db
CAGES_PER_ARM = 3


@pytest.fixture
def housed():
    """Four arms of three cages of two mice, measured on D0, D3, D7 and D11."""
    study = builders.treated_study(
        mice_per_arm=2 * CAGES_PER_ARM, days=(0, 3, 7, 11), experimental_unit="CAGE"
    )
    for place, mouse in enumerate(study.mice.order_by("number")):
        cage, _ = study.cages.get_or_create(name=f"C{place % 4 + place // 8 * 4 + 1}")
        mouse.cage = cage
        mouse.save()
    return study


@pytest.fixture
def page(client, housed):
    """Text of an address of the study as its statistician gets it."""
    client.force_login(builders.member(housed, "statistician"))

    def get(name, *args, **query):
        address = reverse(f"{name}", args=[housed.code, *args])
        return client.get(address, query).content.decode()

    return get


def volumes_of(study, cage, day):
    """The volumes of the mice of a cage, straight from the tables."""
    rows = models.CaliperMeasurement.objects.filter(tumor__mouse__cage__name=cage)
    held = study.sessions.order_by("held_on")[(0, 3, 7, 11).index(day)]
    return [float(one.volume_mm3) for one in rows.filter(session=held)]


def test_the_value_of_a_cage_is_the_mean_of_its_mice(housed):
    curves = frames.tumor_curves(housed)
    names = curves.mice["name"]
    late = curves.values[curves.values["day"] == 7]
    assert sorted(names[late["mouse"]]) == sorted(f"C{n}" for n in range(1, 13))
    for row in late.itertuples():
        own = volumes_of(housed, names[row.mouse], 7)
        assert len(own) == 2
        assert row.volume_mm3 == pytest.approx(sum(own) / 2, rel=1e-12)


def test_relative_volumes_are_those_of_the_means(housed):
    values = frames.tumor_curves(housed).values
    names = frames.tumor_curves(housed).mice["name"]
    row = values[(values["day"] == 7) & (values["mouse"].map(names) == "C1")].iloc[0]
    ratio = sum(volumes_of(housed, "C1", 7)) / sum(volumes_of(housed, "C1", 0))
    assert row["relative_volume"] == pytest.approx(ratio, rel=1e-12)


def test_curves_count_cages(page):
    shown = page("results:curves", fig="mean")
    assert "12 cages, closed sessions to D11." in shown
    assert f"n {CAGES_PER_ARM})" in shown
    assert "The experimental unit is the cage" in shown
    assert "Mean ± SEM of cages measured" in shown


@pytest.mark.parametrize("fig", ["mice", "waterfall"])
def test_a_line_or_a_bar_is_a_cage(page, fig):
    rows = list(csv.DictReader(io.StringIO(page("results:figure", fig, "csv"))))
    assert {row["cage"] for row in rows} == {f"C{n}" for n in range(1, 13)}
    assert "mouse" not in rows[0]
    assert "Cage C1" in page("results:curves", fig=fig)


def test_cages_at_risk_are_counted(page):
    shown = page("results:figure", "survival", "csv", event="2x")
    first = {
        row["arm"]: row["n_at_risk"]
        for row in csv.DictReader(io.StringIO(shown))
        if row["day"] in ("0", "0.0")
    }
    assert set(first.values()) == {str(CAGES_PER_ARM)}


def test_weights_are_those_of_cages(page):
    shown = page("results:figure", "weight", "csv")
    counts = {row["n"] for row in csv.DictReader(io.StringIO(shown))}
    assert counts == {str(CAGES_PER_ARM)}


def test_models_and_tables_count_cages(housed):
    asked = choices.read({})
    document = actions.compute(study=housed, choices=asked, by=None).document
    assert document["data"]["unit"] == "cage"
    assert document["data"]["n_mice"] == 12
    assert {arm["n"] for arm in document["data"]["arms"]} == {CAGES_PER_ARM}
    assert document["growth_rates"]["n_mice"] == 12
    assert {row["n"] for row in document["inhibition"]["arms"]} == {CAGES_PER_ARM}
    assert sorted(row["name"] for row in document["mice"])[0] == "C1"


def test_the_page_of_the_analysis_says_cages(page, housed):
    actions.compute(study=housed, choices=choices.read({}), by=None)
    shown = page("results:analysis")
    assert "The experimental unit is the cage" in shown
    assert "12 cages, 48 values" in shown
    assert "random level and rate per cage" in shown
    assert "Every cage" in shown
    assert "per mouse" not in shown


def sentences(part):
    if isinstance(part, dict | list | tuple):
        inside = part.values() if isinstance(part, dict) else part
        return [text for one in inside for text in sentences(one)]
    return [part] if isinstance(part, str) else []


def test_the_sentences_of_the_json_say_cages(housed):
    made = actions.compute(study=housed, choices=choices.read({}), by=None)
    told = sentences(made.as_json())
    assert any("cage" in text and " " in text for text in told)
    assert [text for text in told if re.search(r"\b[Mm](ouse|ice)\b", text)] == []
    assert made.as_json()["mice"] == made.document["mice"]


def test_the_choices_of_the_curves_say_cages(page):
    shown = page("results:curves", fig="mean")
    assert "When cages leave an arm" in shown
    assert ">Every cage</a>" in shown
    assert "Every mouse" not in shown


def test_methods_and_arrive_say_cages(page, housed):
    actions.compute(study=housed, choices=choices.read({}), by=None)
    shown = page("results:paper")
    assert "The cage: 12 cages of 2 to 2 mice were drawn." in shown
    assert "random level and rate for each cage" in shown
    assert "bootstrap over cages within arms" in shown
    assert "Cages: Vehicle 3, " in shown
    assert "The mouse was the unit" not in shown


def test_the_overview_counts_cages(page):
    shown = page("bench:overview")
    assert "The experimental unit is the cage" in shown
    assert f'<span class="muted">({CAGES_PER_ARM})</span>' in shown


def test_the_records_stay_those_of_mice(page):
    assert "Mouse 1" in page("bench:mouse", 1)
    assert models.Mouse.objects.count() == 24


def test_a_cage_leaves_with_its_first_mouse_and_has_its_ending(housed):
    builders.ending_rules(housed)
    first = housed.mice.get(number=5)
    builders.disposition(first, day=5, reason="TUMOR_SIZE")
    rows = analysis_input(housed)
    own = rows[rows["name"] == first.cage.name]
    assert own["day"].to_list() == [0, 3]
    assert set(own["left_day"]) == {5}
    assert set(own["ending"]) == {"TUMOR_SIZE"}
    assert own["survival_is_event"].all()
    assert len(given(housed).mice) == 12


def test_the_cage_is_that_of_the_draw_whatever_came_later(housed):
    drawn = housed.randomizations.get()
    drawn.inputs = {
        "mice": [{"mouse": m.number, "unit": m.cage.name} for m in housed.mice.all()]
    }
    models.Randomization.objects.filter(pk=drawn.pk).update(inputs=drawn.inputs)
    mouse = housed.mice.get(number=1)
    before = mouse.cage.name
    mouse.cage = builders.cage(housed, "Z9")
    mouse.save()
    assert cages_drawn(housed)[mouse.pk] == before


def test_a_study_of_mice_is_told_of_mice(client):
    study = builders.treated_study(mice_per_arm=2)
    client.force_login(builders.member(study, "statistician"))
    shown = client.get(reverse("results:curves", args=[study.code])).content.decode()
    assert "8 mice, closed sessions" in shown
    assert "experimental unit" not in shown


def test_whole_cages_in_one_arm_with_the_mouse_as_unit_are_warned_of(page, housed):
    models.Study.objects.filter(pk=housed.pk).update(experimental_unit="MOUSE")
    for name in ("results:curves", "results:analysis", "results:paper"):
        assert "Each cage holds mice of one arm only" in page(name)

import csv
import io
import math
import re

import numpy as np
import pytest
from django.urls import reverse

from tests import builders
from xenograft import models
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits
from xenograft.results import findings, frames, model_rows

pytestmark = pytest.mark.django_db
DAYS = (0, 3, 7, 10, 14)


@pytest.fixture
def treated(client):
    """Four arms of five mice with agents, and a client of its statistician."""
    study = combined_study()
    client.force_login(builders.member(study, "statistician"))
    return study


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


def page(client, study):
    return client.get(reverse("results:models", args=[study.code]))


def table(client, study):
    text = client.get(reverse("results:models-csv", args=[study.code])).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_shows_the_rate_of_each_arm_and_the_combination(client, treated):
    text = page(client, treated).content.decode()
    for arm in treated.arms.all():
        assert arm.name in text
    for heading in ("In plain words", "What this rests on", "What it cannot say"):
        assert heading in text
    assert text.count('class="fig-svg"') == 4


def test_the_rates_are_those_of_the_model_of_the_measured_volumes(treated):
    found = findings.findings(treated)
    rows = frames.tumor_curves(treated).values
    names = dict(treated.arms.values_list("position", "name"))
    values = rows.assign(arm=rows["arm"].map(names), y=np.log(rows["volume_mm3"]))
    expected = fits.rates(curves.fit(values)).set_index("arm")["estimate"]
    ours = found.growth.rates.set_index("arm")["estimate"]
    np.testing.assert_allclose(ours, expected[ours.index], rtol=1e-6)


def test_page_and_csv_agree_to_the_last_digit_shown(client, treated):
    text = page(client, treated).content.decode()
    rows = table(client, treated)
    rates = [row for row in rows if row["block"] == "growth_rate"]
    assert len(rates) == 4
    for row in rates:
        assert f"<b>{model_rows.number(float(row['estimate']))}</b>" in text
    last = [row for row in rows if row["block"] == "combination_rate"]
    last = [row for row in last if row["reference"] == "Bliss"][-1]
    assert f"<b>{model_rows.number(float(last['estimate']))}</b>" in text


def test_the_csv_holds_every_day_of_every_reference(client, treated):
    rows = [row for row in table(client, treated) if row["block"] == "combination_rate"]
    days = [(row["reference"], float(row["day"])) for row in rows]
    expected = [(name, day) for name in ("Bliss", "HSA") for day in DAYS[2:]]
    assert days == expected


def test_the_control_is_the_arm_without_an_agent(treated):
    growth = findings.findings(treated).growth
    assert growth.control == treated.arms.get(position=1).name
    assert set(growth.differences["second"]) == {growth.control}


def test_the_synergy_of_a_strong_combination_is_said(client, treated):
    combination = findings.findings(treated).combinations[0]
    row = combination.of("Bliss")
    said = "the data favor synergy" in page(client, treated).content.decode()
    assert said == (row["high"] < 0)


def test_other_doses_alone_than_together_are_refused_with_the_reason(client):
    study = combined_study(doses=(25, 50), mice=2)
    client.force_login(builders.member(study, "statistician"))
    text = page(client, study).content.decode()
    assert "Defactinib is given at 25.0 mg/kg in" in text
    assert "In plain words" not in text


def test_before_the_draw_the_page_says_that_there_are_no_arms(client):
    study = builders.study()
    client.force_login(builders.member(study, "statistician"))
    assert "The mice are not in arms yet." in page(client, study).content.decode()


def test_too_few_values_are_said_in_plain_words(client):
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    client.force_login(builders.member(study, "statistician"))
    assert "too few values for a model" in page(client, study).content.decode()


def test_a_second_view_computes_nothing_again(client, treated, monkeypatch):
    page(client, treated)
    monkeypatch.setattr(findings, "_growth", None)
    assert page(client, treated).status_code == 200


def test_another_measurement_makes_the_models_anew(treated):
    before = findings.findings(treated)
    one = models.CaliperMeasurement.objects.filter(session__study=treated).first()
    models.CaliperMeasurement.objects.filter(pk=one.pk).update(
        length_mm=one.length_mm + 1
    )
    assert findings.findings(treated) is not before


def test_the_page_asks_a_bounded_number_of_queries(
    client, treated, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        page(client, treated)


def test_the_page_has_no_style_that_the_policy_drops(client, treated):
    assert not re.search(r"<style|style=", page(client, treated).content.decode())


def test_mice_without_a_baseline_are_named_as_left_out(treated):
    late = builders.mouse(treated)
    arm = treated.arms.get(position=1)
    builders.assignment(models.Randomization.objects.get(study=treated), late, arm, 99)
    builders.dose(late, arm.regimens.first())
    held = treated.sessions.order_by("held_on").last()
    builders.measurement(held, builders.tumor(late))
    left_out = findings.findings(treated).left_out
    assert left_out == ("Mice without a baseline, not used: 1.",)

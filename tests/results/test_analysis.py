"""The page of the analysis: what it says of arms, rates and the combination."""

import re

import numpy as np
import pytest
from django.urls import reverse

from tests import builders
from tests.results.computing import combined_study, computed, page, result_of
from xenograft import models
from xenograft.analysis.mixed import curves
from xenograft.analysis.mixed import fit as fits
from xenograft.results import frames, pictures
from xenograft.results.frames import states

pytestmark = pytest.mark.django_db


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

import pytest
from django.db import transaction
from django.urls import reverse

from tests import builders
from tests.results.computing import combined_study
from xenograft import models
from xenograft.results.paper.arrive import checklist
from xenograft.results.paper.methods import methods

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A study of four arms of four mice, analyzed; what a test writes is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        study = combined_study(mice=4)
        builders.analysis_result(study)
        yield study, builders.member(study, "statistician")
        transaction.set_rollback(True)


@pytest.fixture
def study(made):
    return models.Study.objects.with_state().get(pk=made[0].pk)


@pytest.fixture
def document(study):
    return study.analysis_results.get().document


def page(client, study, person):
    client.force_login(person)
    return client.get(reverse("results:paper", args=[study.code])).content.decode()


def items_of(study, document=None):
    return {item.number: item for item in checklist(study, document)}


def test_every_item_of_arrive_is_there_once(study, document):
    numbers = [item.number for item in checklist(study, document)]
    assert len(numbers) == len(set(numbers))
    together = " ".join(numbers)
    for number in range(1, 22):
        assert any(f"{number}{part}" in together.split() for part in ("", "a", "a,"))


def test_an_item_without_text_says_what_is_missing(study, document):
    for item in checklist(study, document) + checklist(study):
        assert item.text or item.missing, item.number


def test_items_are_filled_from_the_records(study, document):
    models.Study.objects.filter(pk=study.pk).update(
        ethics_licence="5.8.18-01234/2026",
        inclusion_criteria="100 to 150 mm³",
        data_exclusion_criteria="",
    )
    found = items_of(models.Study.objects.with_state().get(pk=study.pk), document)
    assert found["14"].text == "License 5.8.18-01234/2026."
    assert found["3a"].text.startswith("Included: 100 to 150 mm³. Animals excluded: ")
    assert found["3a"].missing == "Not stated: exclusion criteria for data."
    assert found["2a"].text.endswith("16 mice in all.")
    assert "Defactinib 25 mg/kg, oral gavage" in found["9a"].text


def test_numbers_and_effects_are_those_of_the_analysis(study, document):
    found = items_of(study, document)
    row = document["inhibition"]["arms"][3]
    assert f"TGI_DELTA {row['tgi_pct']:.0f}%" in found["10b"].text
    assert f"{row['mean_mm3']:,.0f} ± {row['sd_mm3']:,.0f} mm³" in found["10a"].text
    assert "Growth rates: " in found["3c"].text


def test_without_an_analysis_its_items_are_blank(study):
    found = items_of(study)
    for number in ("3c", "7a", "7b", "10a", "10b"):
        assert found[number].is_blank
        assert found[number].missing == "Compute the analysis."


def test_a_study_that_is_not_drawn_says_so():
    found = items_of(builders.study())
    for number in ("2a", "4a", "5"):
        assert found[number].missing == "The mice are not randomized yet."


def test_the_methods_name_model_day_software_and_choices(study, document):
    text = " ".join(text for _, text in methods(study, document))
    assert "linear mixed model of ln V on day and arm" in text
    assert f"On day {document['inhibition']['day']:g} each arm was compared" in text
    assert "2,000 draws, seed 0" in text
    assert f"SciPy {document['versions']['scipy']}" in text
    assert "Bliss independence" in text


def test_blocks_that_could_not_be_computed_are_said_in_the_methods():
    study = builders.treated_study(mice_per_arm=1, days=(0,))
    document = builders.analysis_result(study).document
    text = " ".join(text for _, text in methods(study, document))
    assert "too few values for a model" in text
    assert checklist(study, document)


def test_the_page_has_both_and_counts_the_blanks(client, study, document, made):
    text = page(client, study, made[1])
    blanks = sum(item.is_blank for item in checklist(study, document))
    assert f"{blanks} of " in text
    assert "Satterthwaite" in text
    assert "ARRIVE 2.0 checklist" in text


def test_the_page_takes_a_bounded_number_of_queries(
    client, study, made, django_assert_max_num_queries
):
    client.force_login(made[1])
    with django_assert_max_num_queries(60):
        client.get(reverse("results:paper", args=[study.code]))


def test_the_declared_outcome_and_the_number_of_mice_are_in_the_checklist(
    study, document
):
    blank = items_of(study)
    assert blank["2b"].is_blank
    assert blank["6b"].is_blank
    said = {"primary_outcome": "Growth rate.", "sample_size_basis": "8 per arm."}
    models.Study.objects.filter(pk=study.pk).update(**said)
    told = models.Study.objects.with_state().get(pk=study.pk)
    filled = items_of(told)
    assert (filled["6b"].text, filled["6b"].missing) == ("Growth rate.", "")
    assert (filled["2b"].text, filled["2b"].missing) == ("8 per arm.", "")
    words = dict(methods(told, document))
    assert words["Primary outcome"] == "Growth rate."
    assert words["Number of mice"] == "8 per arm."

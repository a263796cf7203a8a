"""The volumes of a dose are numbers of the study, by which sheet and design judge."""

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import IntegrityError
from django.urls import reverse

from tests import builders
from tests.dosing.conftest import fresh
from xenograft.analysis.dose_volume import USUAL_LIMITS
from xenograft.dosing.models import Dose, Regimen
from xenograft.history.models import Change
from xenograft.study.checks import dose_volumes_can_be_read
from xenograft.study.models import BenchRules
from xenograft.study.models.bench_rules import rules_of


@pytest.fixture
def page(ready):
    return reverse("study:dose-volumes", args=[ready.code])


def typed(**changed):
    """The form as it is shown, with some numbers changed."""
    rules = BenchRules()
    return {name: getattr(rules, name) for name in rules.VOLUMES} | changed


def test_the_starting_values_are_those_of_the_published_table():
    assert BenchRules().volume_limits == USUAL_LIMITS


def test_a_site_has_starting_values_of_its_own(ready, settings):
    settings.DOSE_VOLUMES = "po_most_ml_per_kg=20, po_good_ml_per_kg=8"
    limits = rules_of(ready).volume_limits
    assert limits == USUAL_LIMITS | {"PO": (8, 20)}


def test_the_sheet_goes_by_those_of_the_site_until_the_study_has_its_own(
    ready, settings, as_role, sheet
):
    settings.DOSE_VOLUMES = "po_most_ml_per_kg=9,po_good_ml_per_kg=5"
    doser = as_role("doser")
    assert "Too much" in doser.get(sheet).text
    builders.bench_rules(ready)
    assert "Too much" not in doser.get(sheet).text


def test_the_form_of_a_study_begins_with_those_of_the_site(director, page, settings):
    settings.DOSE_VOLUMES = "iv_most_ml_per_kg=12.5"
    assert 'name="iv_most_ml_per_kg" value="12.5"' in director.get(page).text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("po_most=20", "“po_most” is no limit of a volume."),
        ("po_most_ml_per_kg=lots", "“lots” is not the number of po_most_ml_per_kg."),
        ("po_most_ml_per_kg", "“” is not the number of po_most_ml_per_kg."),
        ("po_most_ml_per_kg=0", "po_most_ml_per_kg is 0, not between 0.01 and 1000."),
        (
            "po_most_ml_per_kg=5",
            "The good practice by PO (10) is above the maximum (5).",
        ),
    ],
)
def test_what_a_site_cannot_mean_is_said_at_the_start(settings, text, sentence):
    settings.DOSE_VOLUMES = text
    assert [found.msg for found in dose_volumes_can_be_read()] == [
        f"XENOGRAFT_DOSE_VOLUMES: {sentence}"
    ]


def test_a_director_changes_them_with_a_reason_that_is_kept(director, ready, page):
    new = typed(po_good_ml_per_kg=8, reason="Policy of this house")
    assert director.post(page, new).status_code == 302
    rules = BenchRules.objects.get()
    assert rules.volume_limits["PO"] == (8, 50)
    change = Change.objects.of_row(rules).first()
    assert (change.person_name, change.reason) == ("director", "Policy of this house")


def test_after_the_draw_a_reason_is_needed(director, page):
    assert "This field is required." in director.post(page, typed()).text
    assert not BenchRules.objects.exists()


def test_good_practice_is_never_above_the_maximum(director, ready, page):
    new = typed(po_good_ml_per_kg=60, reason="Policy")
    sentence = "The good practice by PO is above the maximum."
    assert sentence in director.post(page, new).text
    with pytest.raises(IntegrityError):
        builders.bench_rules(ready, po_good_ml_per_kg=60)


@pytest.mark.parametrize("role", ["measurer", "doser", "statistician"])
def test_only_a_director_changes_them(as_role, page, role):
    assert as_role(role).post(page, typed(reason="x")).status_code == 403


def test_the_sheet_warns_and_stops_by_the_numbers_of_the_study(doser, ready, sheet):
    Regimen.objects.update(volume_ml_per_kg=12, concentration_mg_per_ml=None)
    builders.bench_rules(ready, po_good_ml_per_kg=15)
    assert "good practice" not in doser.get(sheet).text
    BenchRules.objects.update(po_good_ml_per_kg=5, po_most_ml_per_kg=11)
    page = doser.post(sheet, {"2-1-PO-given": "on"}).text
    assert "12 mL/kg PO is above the maximum of 11 mL/kg." in page
    assert not Dose.objects.exists()


def test_a_site_of_a_muscle_has_its_own_number(doser, ready, sheet):
    Regimen.objects.update(
        route="IM", volume_ml_per_kg=10, concentration_mg_per_ml=None
    )
    builders.bench_rules(ready, im_most_ml_per_site="0.2")
    page = doser.get(sheet).text
    assert "0.11 mL in each of two muscles is above the good practice of 0.05" in page


def test_the_form_of_a_regimen_judges_by_them_too(ready):
    from xenograft.dosing.forms import RegimenForm

    builders.bench_rules(ready, po_most_ml_per_kg=9, po_good_ml_per_kg=5)
    regimen = Regimen.objects.last()
    values = {name: getattr(regimen, name, None) for name in RegimenForm.base_fields}
    values |= {"arm": regimen.arm_id, "agent": regimen.agent_id, "weekdays": []}
    kept = {name: value for name, value in values.items() if value is not None}
    form = RegimenForm(kept, instance=regimen, study=fresh(ready))
    assert "10 mL/kg PO is above the maximum of 9 mL/kg." in str(form.errors)


def test_the_design_page_shows_the_numbers(director, ready):
    builders.bench_rules(ready, iv_good_ml_per_kg="7.5")
    page = director.get(reverse("study:design", args=[ready.code])).text
    assert '<th scope="row">IV</th><td class="num">7.5</td>' in page


def test_a_volume_of_nothing_is_refused(ready):
    rules = BenchRules(study=ready, iv_good_ml_per_kg=0)
    with pytest.raises(ValidationError, match="greater than or equal to"):
        rules.full_clean()

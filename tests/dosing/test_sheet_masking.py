"""What the sheet tells of arms, and to whom."""

import re

import pytest
from django.urls import reverse

from tests.dosing.conftest import fresh, secrets_of
from xenograft.study.models import Membership, Study


def test_whoever_sees_arms_reads_compound_and_dose(director, sheet):
    page = director.get(sheet).text
    assert "Dose, mg/kg" in page
    assert "Defactinib 2.5 mg/mL, lot DF-21" in page


@pytest.fixture
def plain_title(ready):
    """A title without the drugs, so that a drug's name on a page is a leak."""
    Study.objects.update(title="LGSOC organoids")
    return fresh(ready)


def test_a_doser_reads_bottles_and_milliliters_only(doser, plain_title, sheet):
    pages = [doser.get(sheet).text]
    pages.append(doser.post(sheet, {"1-1-PO-status": "MISSED"}).text)
    doser.post(sheet, {"2-1-PO-given": "on"})
    pages.append(doser.get(sheet).text)
    correct = reverse(
        "dosing:correct", args=[plain_title.code, sheet.split("/")[-2], 2, 1, "PO"]
    )
    pages.append(doser.get(correct).text)
    for page in pages:
        assert [word for word in secrets_of(plain_title) if word in page] == []


def test_field_names_do_not_tell_the_regimen(doser, ready, sheet):
    names = re.findall(r' name="([^"]*)"', doser.get(sheet).text)
    parts = r"\d+-[12]-PO-(given|status|ml|reason|at|planned)|\d+-basis|write_id"
    known = (
        f"({parts}|time|save|whole|finish|rest|rest-reason|q"
        "|csrfmiddlewaretoken|viewport|htmx-config)"
    )
    assert [name for name in names if not re.fullmatch(known, name)] == []


def test_bottles_are_in_the_order_of_their_codes(doser, ready, sheet):
    page = doser.get(sheet).text
    shown = re.findall(r'<div class="strong">Bottle (\w+)</div>', page)
    assert shown == sorted(ready.arms.values_list("bottle_code", flat=True))


def test_who_also_measures_does_not_see_the_bottles(doser, people, ready, sheet):
    Membership.objects.create(study=ready, person=people["doser"], role="measurer")
    answer = doser.get(sheet)
    assert answer.status_code == 403

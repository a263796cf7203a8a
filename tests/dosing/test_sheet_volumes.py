"""The weights that a dose is made from, and the mL that come of them."""

import pytest
from django.urls import reverse

from tests import builders
from tests.dosing.conftest import dosed
from xenograft.dosing.models import Dose, Regimen


@pytest.mark.parametrize(
    ("age", "says"), [(3, ""), (4, "The weight is 4 days old."), (8, "Weigh mouse 1")]
)
def test_an_old_weight_is_said(doser, ready, day, monkeypatch, age, says):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(age, 9))
    page = doser.get(reverse("dosing:sheet", args=[ready.code, day(age)])).text
    assert says in page
    assert ("days old" in page) == bool(says)


def test_a_weight_older_than_a_week_needs_a_reason(doser, ready, day, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: builders.at(8, 9))
    sheet = reverse("dosing:sheet", args=[ready.code, day(8)])
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "The weight is 8 days old. Weigh the mouse, or say why" in page
    doser.post(sheet, {"1-1-PO-given": "on", "1-old-weight": "scale broken"})
    assert Dose.objects.get().reason == "weight of 8 days ago: scale broken"


def test_a_mouse_without_a_weight_cannot_be_dosed(doser, ready, sheet):
    ready.mice.get(number=1).weights.all().delete()
    page = doser.post(sheet, {"1-1-PO-given": "on"}).text
    assert "No weight yet. Weigh the mouse first." in page
    assert not Dose.objects.exists()


def test_a_weight_of_later_is_not_used(doser, ready, sheet):
    later = builders.session(ready, 1)
    builders.weight(later, ready.mice.get(number=2), "40")
    doser.post(sheet, {"2-1-PO-given": "on"})
    assert str(Dose.objects.get().weight_g) == "22.40"


def test_what_rounding_adds_is_on_the_sheet(doser, ready, sheet):
    assert "−1.8%" in doser.get(sheet).text


def test_a_volume_too_small_for_the_syringe_is_said(doser, ready, sheet):
    Regimen.objects.filter(arm__name="Defactinib").update(
        volume_ml_per_kg=1, concentration_mg_per_ml=25
    )
    page = doser.get(sheet).text
    assert "0.02 mL is below 0.05 mL." in page
    assert "Rounding to 0.01 mL changes the dose by 11%." in page


def test_the_bottle_says_how_much_to_draw_up(doser, study, today, day):
    dosed(study, mice_per_arm=10)
    page = doser.get(reverse("dosing:sheet", args=[study.code, day(0)])).text
    # 10 x 0.22 mL and a tenth more: 2.42, to the next 0.1 mL.
    assert page.count("10 mice, draw up 2.5 mL for AM") == 4


def test_two_regimens_of_one_session_show_their_sum(director, ready, sheet):
    vehicle = ready.agents.get(is_vehicle=True)
    arm = ready.arms.get(name="Defactinib")
    builders.regimen(arm, vehicle, 0, frequency="BID", concentration_mg_per_ml=0)
    page = director.get(sheet).text
    assert '<span class="vol">0.45</span>' in page
    assert "25 + 0" in page
    director.post(sheet, {"2-1-PO-given": "on"})
    volumes = [str(dose.volume_ml) for dose in Dose.objects.all()]
    assert volumes == ["0.23", "0.22"]


def test_a_weight_that_is_questioned_is_not_used_until_it_is_answered(
    doser, ready, sheet
):
    mouse = ready.mice.get(number=2)
    held = ready.sessions.get()
    weight = builders.weight(
        held,
        mouse,
        "29.0",
        weighed_at=builders.at(0, 9, 20),
        question="29 g is 29% more than the last weight, 22.4 g.",
    )
    assert "The newest weight, 29.0 g, is questioned" in doser.get(sheet).text
    weight.answer, weight.answered_at = "KEPT", builders.at(0, 9, 25)
    weight.save()
    page = doser.get(sheet).text
    assert "is questioned" not in page
    assert '<span class="vol">0.29</span>' in page

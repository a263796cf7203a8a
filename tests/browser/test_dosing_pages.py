"""Every page of dosing can be read by everybody, at each width, in light and dark."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.browser.gavage import dosed_study, sheet_of
from tests.browser.watch import axe, no_sideways_scroll, signed_in
from xenograft.dosing.models import Regimen

MICE = 5


@pytest.fixture
def study(transactional_db):
    """Each state of a dose: open, given, missed, on hold, and told in two ways."""
    study = builders.study("OVX-014", title="Organoids")
    builders.limits(study)
    dosed_study(study, MICE)
    today = (timezone.localdate() - builders.DAY_ZERO).days
    doser = builders.member(study, "doser", "lindqvist")
    for number, status in ((1, "GIVEN"), (2, "MISSED")):
        mouse = study.mice.get(number=number)
        regimen = mouse.assignment.arm.regimens.get()
        told = {"status": status, "given_by": doser}
        if status == "GIVEN":
            told |= {"given_at": timezone.now(), "volume_ml": "0.20"}
        builders.dose(mouse, regimen, today, **told)
        builders.sent_dose(mouse, today, sent_by=doser)
    builders.hold(study.mice.get(number=3), held_at=timezone.now())
    arm = study.arms.first()
    builders.preparation(arm, day=today)
    study.closed_days.create(closed_on=timezone.localdate().replace(year=2030))
    return study


def pages_of(study):
    code, today = study.code, timezone.localdate().isoformat()
    regimen, arm = Regimen.objects.of_study(study).first(), study.arms.first()
    return {
        "sheet": sheet_of(study),
        "correct": reverse("dosing:correct", args=[code, today, 1, 1, "PO"]),
        "hold": reverse("dosing:hold", args=[code, 1]),
        "lift": reverse("dosing:hold", args=[code, 3]),
        "regimens": reverse("dosing:regimens", args=[code]),
        "regimen": reverse("dosing:regimen", args=[code, regimen.pk]),
        "bottle": reverse("dosing:fill", args=[code, arm.pk]),
        "closed days": reverse("dosing:closed-days", args=[code]),
        "compliance": reverse("dosing:compliance", args=[code]),
    }


@pytest.mark.parametrize("width", [390, 834, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_dosing_are_accessible(new_page, study, width, color_scheme):
    director = builders.member(study, "director", "okafor")
    page = signed_in(new_page(width, color_scheme=color_scheme), director)
    for path in pages_of(study).values():
        assert page.goto(path).status == 200, path
        no_sideways_scroll(page)
        axe(page)

"""A study whose mice are to be dosed today, and what its pages are asked for."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from tests import builders
from tests.browser.watch import PASSWORD
from xenograft.dosing.models import Dose

CAGE_OF = 4


def dosed_study(study, mice_count, **regimen):
    """Randomized mice, four to a cage, weighed today; one dose a day, none given."""
    drug = builders.agent(study)
    draw = builders.randomization(study)
    today = timezone.localdate()
    held = builders.session(study, (today - builders.DAY_ZERO).days)
    arms = builders.four_arms(study)
    for arm in arms:
        builders.regimen(arm, drug, **{"frequency": "QD", **regimen})
    weighed_at = timezone.now() - dt.timedelta(hours=1)
    for number in range(1, mice_count + 1):
        cage, _ = study.cages.get_or_create(name=f"C{(number + 3) // CAGE_OF:02}")
        mouse = builders.mouse(study, number, cage=cage)
        builders.assignment(draw, mouse, arms[number % 4])
        builders.weight(held, mouse, f"{20 + number / 10:.1f}", weighed_at=weighed_at)


def eight_to_dose():
    """OVX-014 with eight mice to be dosed today."""
    study = builders.study("OVX-014", title="Organoids")
    builders.limits(study)
    dosed_study(study, 8)
    return study


def doser_of(study):
    """Who doses, and can sign in again."""
    person = builders.member(study, "doser", "lindqvist")
    person.set_password(PASSWORD)
    person.save()
    return person


def sheet_of(study, on=None):
    on = on or timezone.localdate()
    return reverse("dosing:sheet", args=[study.code, on.isoformat()])


def ready(page):
    page.locator("form[data-ready]").wait_for()
    return page


def bar(page, words):
    page.locator("[data-net]", has_text=words).wait_for(timeout=60_000)


def cell(page, number):
    return page.locator(f'td[data-cell="{number}-1-PO"]')


def go_to(page, number):
    """Focuses the tick of a mouse; at once, for its row may be drawn again just now."""
    tick = f'td[data-cell="{number}-1-PO"] [data-tick]'
    page.evaluate("(tick) => document.querySelector(tick).focus()", tick)


def tick(page, *numbers):
    """Presses Space on the tick of each mouse."""
    for number in numbers:
        go_to(page, number)
        page.keyboard.press("Space")


def stored():
    """[(mouse, status, mL)] of every dose there ever was."""
    rows = Dose.objects.order_by("mouse__number", "pk")
    return [
        (number, status, f"{ml:.2f}")
        for number, status, ml in rows.values_list(
            "mouse__number", "status", "volume_ml"
        )
    ]


def given(*numbers):
    """What `stored` says when these mice got what was planned, each once."""
    return [(n, "GIVEN", f"{(20 + n / 10) / 100 + 1e-9:.2f}") for n in numbers]

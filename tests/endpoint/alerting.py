"""What the tests of alerts and of the board share: a mouse that is measured, a round,
and who was told.
"""

from django.core import mail

from tests import builders
from xenograft.endpoint import actions
from xenograft.implantation.models import Mouse

NOW = builders.at(10, 18)


def dosed_mouse(study):
    """Mouse 4 with one tumor, first dosed on day 0, and the usual limits."""
    builders.limits(study)
    mouse = builders.mouse(study, 4)
    builders.tumor(mouse)
    agent = builders.agent(study, is_vehicle=True)
    regimen = builders.regimen(builders.arm(study), agent, 0)
    builders.dose(mouse, regimen, day=0)
    return mouse


def measure(mouse, day, length_mm, width_mm=None, weight_g=None):
    """Reads the right tumor, as wide as long unless told, and weighs the mouse."""
    held_on = builders.date_of(day)
    held = mouse.study.sessions.filter(held_on=held_on).first()
    held = held or builders.session(mouse.study, day)
    if weight_g:
        builders.weight(held, mouse, weight_g)
    right = mouse.tumors.get(side="R")
    return builders.measurement(held, right, length_mm, width_mm or length_mm)


def check():
    return actions.check(mice=Mouse.objects.all())


def told():
    return [(m.to[0], m.subject) for m in mail.outbox]

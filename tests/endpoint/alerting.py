"""What the tests of alerts share: measuring a mouse, a round, and who was told."""

import datetime as dt

from django.core import mail

from tests import builders
from xenograft.endpoint import actions
from xenograft.implantation.models import Mouse

NOW = builders.at(10, 18)


def measure(mouse, day, side_mm):
    held = mouse.study.sessions.filter(
        held_on=builders.DAY_ZERO + dt.timedelta(days=day)
    ).first()
    held = held or builders.session(mouse.study, day)
    builders.measurement(
        held,
        mouse.tumors.get(),
        side_mm,
        side_mm,
        measured_at=builders.at(day, 9),
    )


def check():
    return actions.check(mice=Mouse.objects.all())


def told():
    return [(m.to[0], m.subject) for m in mail.outbox]

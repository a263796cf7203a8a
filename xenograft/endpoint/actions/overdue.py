"""Looks that are overdue go up: who measures, the director, the welfare officer."""

from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xenograft.endpoint.actions import mail
from xenograft.endpoint.models import Overdue
from xenograft.endpoint.models.overdue import LATE
from xenograft.history.context import acting
from xenograft.study import training
from xenograft.study.models import Membership
from xenograft.study.roles import Role

# Where it is kept that they were told, whom, and what a message says of it.
STEPS = (
    ("measurers_told_at", Role.MEASURER, "Those who measure are told first."),
    ("directors_told_at", Role.DIRECTOR, "Those who measure were told before."),
    (
        "officers_told_at",
        Role.WELFARE_OFFICER,
        "Those who measure and the study director were told before.",
    ),
)


def follow(*, mice, states, at=None):
    """Keep which mice of a queryset are overdue, and tell who is to know by now.

    `states` are those of `evaluate`. One message for each study and step, with all
    mice that came to it. Returns the messages that were sent.
    """
    at = at or timezone.now()
    with acting(person=None, reason="Check of what is due"):
        with transaction.atomic():
            _keep(mice, states, at)
        return [
            message
            for step, days in zip(STEPS, settings.OVERDUE_DAYS, strict=True)
            for message in _told(mice, step, days, at)
        ]


def _keep(mice, states, at):
    late = states[states["why"].isin(LATE)]
    late = late.assign(rank=late["why"].map(LATE.index))
    late = late.sort_values(["due_on", "rank"]).drop_duplicates("mouse")
    opened = Overdue.objects.filter(mouse__in=mice, closed_at=None)
    known = dict(opened.values_list("mouse", "pk"))
    now = set(late["mouse"])
    made_good = [pk for mouse, pk in known.items() if mouse not in now]
    Overdue.objects.filter(pk__in=made_good).update(closed_at=at)
    Overdue.objects.bulk_create(
        Overdue(
            mouse_id=row.mouse,
            why=row.why,
            due_on=row.due_on.date(),
            noticed_at=at,
        )
        for row in late.itertuples()
        if row.mouse not in known
    )


def _told(mice, step, days, at):
    """The messages of one step: of mice that are late by so many days or more."""
    field, *_ = step
    since = timezone.localdate(at) - timedelta(days=days)
    rows = Overdue.objects.filter(
        mouse__in=mice, closed_at=None, due_on__lte=since, **{field: None}
    ).select_related("mouse__study")
    rows = rows.order_by("mouse__study", "mouse__number")
    for study, own in groupby(list(rows), key=lambda row: row.mouse.study):
        message = _send_once(study, list(own), step, at)
        if message is not None:
            yield message


def _send_once(study, own, step, at):
    """Two rounds at the same time do not tell it twice: one of them takes it.

    Who has no address sees it on the board.
    """
    field, role, said = step
    rows = Overdue.objects.filter(pk__in=[row.pk for row in own])
    if not rows.filter(**{field: None}).update(**{field: at}):
        return None
    members = Membership.objects.filter(study=study, role=role)
    people = members.exclude(person__email="").order_by("person")
    to = list(people.values_list("person__email", flat=True).distinct())
    if not to:
        return None
    message = EmailMessage(subject_of(study, own), body_of(study, own, said), to=to)
    if mail.sent(message, about=study):
        return message
    rows.update(**{field: None})
    return None


def subject_of(study, own):
    mice = "1 mouse" if len(own) == 1 else f"{len(own)} mice"
    return training.subject(study, f"{study.code} {mice} not looked at when due")


def body_of(study, own, said):
    """Which mice, since when, and where to go; never an arm."""
    by_why = groupby(sorted(own, key=lambda row: row.why), lambda row: row.why)
    lines = [_line(list(rows)) for _, rows in by_why]
    page = reverse("endpoint:board", args=[study.code])
    return "\n".join([*lines, said, "", "See them:", f"{settings.SITE_URL}{page}"])


def _line(rows):
    mice = ", ".join(f"mouse {row.mouse.name} ({row.due_on:%-d %b})" for row in rows)
    return f"{rows[0].get_why_display().capitalize()}: {mice}."

"""Messages about alerts. They name mouse, limit and value, and never an arm."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from xenograft.endpoint.models import AlertMessage
from xenograft.endpoint.words import SIGN, told_by
from xenograft.study import training

log = logging.getLogger(__name__)
HEADS = {
    "TOLD": "{mouse}: {sign} limit reached",
    "REMINDED": "Reminder, no decision yet: {mouse}, {sign} limit",
    "ESCALATED": "No decision for {hours} h: {mouse}, {sign} limit",
    "RECHECK": "Agree to a recheck? {mouse}, {sign} limit",
}
HELD = "{mouse}: {sign}, dosing on hold"
# What somebody typed stays in the app.
ASKS = {
    "RECHECK": [
        "The director asks to measure it again within 24 h before deciding. That "
        "stands once you agree; the reason is on the board."
    ]
}
HOLDS = [
    "Nothing is dosed while it stays so. Let the veterinarian look at the mouse; "
    "nobody is asked to decide yet."
]


def send_waiting(mice, at):
    """Send what is not sent yet; what fails waits for the next round.

    Returns the messages that were sent. A person without an address is told in the
    app alone.
    """
    waiting = (
        AlertMessage.objects.filter(
            sent_at__isnull=True, alert__mouse__in=mice, alert__closed_at__isnull=True
        )
        .exclude(person__email="")
        .select_related("person", "alert__mouse__study", "alert__limit")
        .select_related("alert__mouse__cage")
    )
    return [message for message in waiting if _send_once(message, at)]


def _send_once(message, at):
    """Two rounds at the same time do not send it twice: one of them takes it."""
    row = AlertMessage.objects.filter(pk=message.pk)
    if not row.filter(sent_at__isnull=True).update(sent_at=at):
        return False
    is_sent = _send(message)
    if not is_sent:
        row.update(sent_at=None)
    return is_sent


def _send(message):
    email = EmailMessage(
        subject=subject_of(message),
        body=body_of(message),
        to=[message.person.email],
        connection=get_connection(),
    )
    return sent(email, about=message.alert)


def sent(email, *, about):
    """Whether a message left; a server of mail that does not answer is logged."""
    try:
        return bool(email.send())
    except (SMTPException, OSError):
        log.exception("A message of %s could not be sent.", about)
        return False


def subject_of(message):
    alert = message.alert
    head = (HELD if alert.is_hold else HEADS[message.occasion]).format(
        mouse=str(alert.mouse).lower(),
        sign=SIGN[alert.limit.kind][0].lower(),
        hours=f"{settings.ESCALATE_AFTER_HOURS:g}",
    )
    study = alert.mouse.study
    return training.subject(study, f"{study.code} {head}")


def body_of(message):
    alert = message.alert
    mouse, limit = alert.mouse, alert.limit
    day = f"{alert.value_on:%-d %b %Y}"
    cage = f", cage {mouse.cage.name}" if mouse.cage else ""
    page = reverse("endpoint:board", args=[mouse.study.code])
    return "\n".join(
        [
            f"{mouse} of study {mouse.study.code}{cage}.",
            f"{SIGN[limit.kind][0]}: {told_by(alert)}, measured {day}.",
            f"{limit.get_purpose_display()} limit, version {limit.version}.",
            f"Noticed {timezone.localtime(alert.raised_at):%-d %b %H:%M}.",
            *ASKS.get(message.occasion, []),
            *(HOLDS if alert.is_hold else []),
            "",
            "See it:" if alert.is_hold else "See it and decide:",
            f"{settings.SITE_URL}{page}",
        ]
    )

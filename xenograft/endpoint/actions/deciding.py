"""What people do about a mouse at a limit before it leaves."""

from django.db import transaction
from django.utils import timezone

from xenograft.endpoint.actions import mail
from xenograft.endpoint.actions.drafting import add_photo
from xenograft.endpoint.actions.rounds import ask_to_agree, check
from xenograft.endpoint.models import Alert, Recheck, WelfareNote
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.study.actions import Refused

RECHECKED = ["VOLUME", "DIAMETER", "BURDEN", "WEIGHT_LOSS"]
STARTS = ["VOLUME", "WEIGHT_LOSS"]


def acknowledge(*, mouse, by):
    """Keep who saw first that a mouse is at a limit, and when. Returns how many.

    The level from which it is not dosed counts too.
    """
    check(mice=Mouse.objects.filter(pk=mouse.pk))
    going_on = Alert.objects.going_on().filter(mouse=mouse)
    unseen = going_on.filter(acknowledged_at__isnull=True)
    with acting(person=by):
        return unseen.update(acknowledged_at=timezone.now(), acknowledged_by=by)


def ask_recheck(*, mouse, by, reason):
    """Ask to measure a mouse once more within 24 hours before deciding on it.

    For volume and weight only: refused for an ulceration, clinical signs or body
    condition at the limit, and where the study does not allow it. It stands once the
    welfare officer agrees, who is told at once.
    """
    alerts, now = list(_alerts_now(mouse).select_related("limit")), timezone.now()
    _refuse_recheck(mouse, {alert.limit.kind for alert in alerts})
    first = next(alert for alert in alerts if alert.limit.kind in STARTS)
    with acting(person=by, reason=reason), transaction.atomic():
        made = Recheck.objects.create(
            mouse=mouse, reason=reason, asked_by=by, asked_at=now
        )
        ask_to_agree(first, now)
    mail.send_waiting([mouse], now)
    return made


def may_recheck(kinds):
    """Whether a mouse at limits of these kinds may be measured again before."""
    return bool(set(kinds) & set(STARTS)) and not set(kinds) - set(RECHECKED)


def _refuse_recheck(mouse, kinds):
    if not mouse.study.allows_recheck:
        raise Refused(f"{mouse.study.code} does not allow rechecks. Decide today.")
    if not kinds & set(STARTS):
        raise Refused(f"{mouse} has reached no limit of volume or weight.")
    if not may_recheck(kinds):
        raise Refused(
            f"{mouse} is at a limit of its skin or its condition. "
            "A recheck is for volume and weight only: decide today."
        )
    if mouse.rechecks.filter(until__gt=timezone.now()).exists():
        raise Refused(f"A recheck of {str(mouse).lower()} is asked for already.")


@transaction.atomic
def agree(*, mouse, by):
    """The welfare officer's word that a mouse may wait for its recheck."""
    waiting = mouse.rechecks.select_for_update().filter(
        agreed_at__isnull=True, until__gt=timezone.now()
    )
    recheck = waiting.first()
    if recheck is None:
        raise Refused(f"No recheck of {str(mouse).lower()} waits for you.")
    if recheck.asked_by == by:
        raise Refused("You asked for this recheck. Somebody else has to agree.")
    recheck.agreed_at, recheck.agreed_by = timezone.now(), by
    with acting(person=by, reason=recheck.reason):
        recheck.save()
    return recheck


@transaction.atomic
def note(*, mouse, by, text, asks_daily, photo=None):
    """Write a note of a mouse; the newest says whether it is checked every day.

    With a photo where there is one. Refused where that is none.
    """
    if photo:
        add_photo(mouse=mouse, file=photo, by=by, note=text[:200])
    with acting(person=by, reason=text):
        return WelfareNote.objects.create(
            mouse=mouse,
            text=text,
            asks_daily=asks_daily,
            written_by=by,
            written_at=timezone.now(),
        )


@transaction.atomic
def describe_ulcer(*, sign, mouse, by, photo=None, why=""):
    """Keep what is told of an ulcer, with a photo where there is one.

    Refused where that is none.
    """
    if photo:
        told = f"Ulceration grade {float(sign.grade):g}"
        add_photo(mouse=mouse, file=photo, by=by, note=told)
    with acting(person=by, reason=why):
        sign.save(update_fields=["greatest_diameter_mm", "is_wet", "treatment"])


def _alerts_now(mouse):
    check(mice=Mouse.objects.filter(pk=mouse.pk))
    return Alert.objects.open().filter(mouse=mouse)

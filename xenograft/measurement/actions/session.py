import datetime as dt

from django.db import transaction
from django.db.models import (
    BigAutoField,
    Count,
    DateField,
    Exists,
    Min,
    OuterRef,
    Q,
)
from django.utils import timezone

from xenograft.analysis.volume import NOT_DONE
from xenograft.history.context import acting
from xenograft.implantation.actions import held
from xenograft.implantation.models import Tumor
from xenograft.measurement.models import CaliperMeasurement, SentRow, Session
from xenograft.storage.prepared import Prepared
from xenograft.study.actions import Refused


def instant_of(session):
    """When a value typed now was read: now, or the end of the day of the session.

    The hour of a value typed in later is not known; the last minute keeps it behind
    what was typed on the day itself.
    """
    if session.held_on == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(session.held_on, dt.time(23, 59)))


@transaction.atomic
def start_session(*, study, held_on, by):
    """The session of a day, begun now if there is none yet."""
    held(study)
    if held_on > timezone.localdate():
        raise Refused(
            f"{held_on:%-d %b %Y} is in the future. Choose today or a day before."
        )
    first = Tumor.objects.of_study(study).aggregate(
        day=Min("implanted_on"), count=Count("pk")
    )
    if not first["count"]:
        raise Refused("No tumor is implanted yet. Record the implants first.")
    if first["day"] and held_on < first["day"]:
        raise Refused(
            f"{held_on:%-d %b %Y} is before the first implant on "
            f"{first['day']:%-d %b %Y}. Choose a later day."
        )
    with acting(person=by):
        session, _ = Session.objects.get_or_create(
            study=study, held_on=held_on, defaults={"opened_by": by}
        )
    return session


def _held():
    rows = Session.objects.select_for_update(of=("self", "study"))
    return rows.select_related("study__bench_rules").with_reopening().order_by()


_HELD = Prepared(
    lambda study, held_on: _held().filter(study=study, held_on=held_on),
    study=BigAutoField(),
    held_on=DateField(),
)


def _of_day(study, held_on):
    found = _HELD.rows(study=study.pk, held_on=held_on)
    if not found:
        raise Session.DoesNotExist
    return found[0]


def held_session(study, session=None, held_on=None):
    """A session, or that of a day, locked with its study until the transaction ends."""
    now = _held().get(pk=session.pk) if session else _of_day(study, held_on)
    if not now.study.is_open_for_values:
        raise Refused(f"{study.code} is locked. Nothing in it can be changed.")
    return now


def open_session(study, session=None, held_on=None):
    """The same, refused when the session was closed meanwhile."""
    now = held_session(study, session, held_on)
    require_open(now)
    return now


class Closed(Refused):
    """The session was closed meanwhile."""


def require_open(now):
    """Refuses what is new for a session that was closed."""
    if now.is_open:
        return
    closer = closer_of(now)
    raise Closed(
        f"This session was closed{f' by {closer}' if closer else ''}. Nothing was "
        "saved; reopen the session and save again."
    )


def closer_of(session):
    """The name of who closed it; "" where nobody did or nobody knows."""
    person = session.closed_by
    return person.get_full_name() or person.get_username() if person else ""


def unmeasured_tumors(session):
    """Tumors on study that day without an entry in the session, by cage."""
    day = session.held_on
    entries = CaliperMeasurement.objects.filter(session=session, tumor=OuterRef("pk"))
    return (
        Tumor.objects.of_study(session.study_id)
        .filter(Q(implanted_on__isnull=True) | Q(implanted_on__lte=day))
        .filter(
            Q(mouse__disposition__isnull=True) | Q(mouse__disposition__left_on__gte=day)
        )
        .exclude(Exists(entries))
        .select_related("mouse__cage")
        .order_by("mouse__cage__name", "mouse__number", "side")
    )


def undecided_entries(session):
    rows = SentRow.objects.undecided().filter(session=session)
    return rows.select_related("mouse__cage", "sent_by").order_by("mouse__number", "pk")


@transaction.atomic
def close_session(*, study, session, reasons, by):
    """Close a session; each tumor without an entry is kept as not measured.

    `reasons` is {tumor key: reason}. Refused when one has none, naming the mouse:
    somebody may have joined the study since the form was opened. Refused, too, while
    nobody has chosen between two entries.
    """
    now = held_session(study, session)
    if not now.is_open:
        raise Refused("This session is closed already.")
    if entry := undecided_entries(now).first():
        raise Refused(f"{entry.mouse} has two entries. Choose which one counts.")
    missing = list(unmeasured_tumors(now))
    unsaid = [tumor for tumor in missing if not reasons.get(tumor.pk)]
    if unsaid:
        raise Refused(f"{unsaid[0].mouse} has no value. Give a reason.")
    with acting(person=by):
        CaliperMeasurement.objects.bulk_create(
            CaliperMeasurement(
                session=now,
                tumor=tumor,
                state=NOT_DONE,
                reason=reasons[tumor.pk],
                measured_by=by,
                measured_at=instant_of(now),
            )
            for tumor in missing
        )
        now.closed_at, now.closed_by = timezone.now(), by
        now.save()
    return now


@transaction.atomic
def reopen_session(*, study, session, reason, by):
    """Open a closed session again; the history keeps who, when and why."""
    now = held_session(study, session)
    if now.is_open:
        raise Refused("This session is open already.")
    now.closed_at = now.closed_by = None
    with acting(person=by, reason=reason):
        now.save()
    return now

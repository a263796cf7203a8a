"""The round over mice: raise, remind, escalate and close alerts, and tell people."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.endpoint.actions import mail
from xenograft.endpoint.models import Alert, AlertMessage, Recheck
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import standing
from xenograft.study.models import Membership
from xenograft.study.roles import Role

Occasion, Outcome, Level = AlertMessage.Occasion, Alert.Outcome, Alert.Level
TOLD_ROLES = {
    Occasion.TOLD: [Role.DIRECTOR, Role.WELFARE_OFFICER],
    Occasion.REMINDED: [Role.DIRECTOR, Role.WELFARE_OFFICER],
    Occasion.ESCALATED: [Role.WELFARE_OFFICER],
    Occasion.RECHECK: [Role.WELFARE_OFFICER],
}


def check(*, mice, at=None):
    """Look at a queryset of mice of any studies and send what is to be said.

    Each open alert is told once, reminded once and escalated once. Returns the
    standing of the mice and the messages that were sent.
    """
    at = at or timezone.now()
    found = standing(mice.on_study(), at)
    with acting(person=None, reason="Check of the limits"), transaction.atomic():
        _carry_over(mice, found.states)
        _close(mice, found.states, at)
        _raise(mice, _reached(found.states), at)
        _raise(mice, _newly_held(found.states), at, Level.HOLD)
        _follow_up(mice, at)
    return found, mail.send_waiting(mice, at)


def _carry_over(mice, states):
    """Open alerts of amended limits go on under the new one, if it is reached too.

    So an amendment neither tells anybody twice nor starts the hours anew.
    """
    is_old = ~Q(limit__version=F("mouse__study__limits_version"))
    opened = Alert.objects.going_on().filter(is_old, mouse__in=mice)
    now = {
        (level, *_rule(row)): row.limit
        for level, rows in _by_level(states)
        for row in rows.itertuples()
    }
    for alert in opened.select_related("limit"):
        limit = now.get((alert.level, alert.mouse_id, *alert.limit.same_sign))
        if limit is not None:
            alert.limit_id = limit
            alert.save(update_fields=["limit"])


def _by_level(states):
    """(level, rows of the states that are at it)."""
    yield Level.ACTION, states[states["state"] == endpoints.REACHED]
    yield Level.HOLD, states[states["holds_dosing"]]


def _reached(states):
    """The planned end comes to all mice of a study: the board says it once."""
    found = states[states["state"] == endpoints.REACHED]
    return found[found["kind"] != "DURATION"]


def _newly_held(states):
    """Where the action level is reached, that is what people are told."""
    return states[states["holds_dosing"] & (states["state"] != endpoints.REACHED)]


def _rule(row):
    hours = int(row.duration_hours or 0)
    return (row.mouse, row.kind, row.basis, row.purpose, hours)


def _close(mice, states, at):
    """End alerts of mice that left, of values below again and of amended limits."""
    opened = Alert.objects.going_on().filter(mouse__in=mice)
    is_reached = {
        (level, *pair) for level, rows in _by_level(states) for pair in _pairs(rows)
    }
    is_judged = set(_pairs(states))
    left = set(mice.filter(disposition__isnull=False).values_list("pk", flat=True))
    ended = {}
    for alert in opened:
        pair = (alert.mouse_id, alert.limit_id)
        if alert.mouse_id in left:
            ended[alert.pk] = Outcome.LEFT
        elif pair not in is_judged:
            ended[alert.pk] = Outcome.AMENDED
        elif (alert.level, *pair) not in is_reached:
            ended[alert.pk] = Outcome.BELOW
    for outcome in Outcome:
        keys = [key for key, why in ended.items() if why == outcome]
        opened.filter(pk__in=keys).update(closed_at=at, outcome=outcome)


def _raise(mice, reached, at, level=Level.ACTION):
    """A new alert for each mouse and limit of `reached` that has none going on."""
    opened = Alert.objects.going_on().filter(mouse__in=mice, level=level)
    known = set(opened.values_list("mouse_id", "limit_id"))
    rows = [row for row in reached.itertuples() if (row.mouse, row.limit) not in known]
    made = Alert.objects.bulk_create(
        Alert(
            mouse_id=row.mouse,
            limit_id=row.limit,
            level=level,
            # Moribund counts as beyond every sum.
            value=min(row.value, 1e6),
            value_on=row.date.date(),
            raised_at=at,
        )
        for row in rows
    )
    _write_messages(made, Occasion.TOLD, at)


def _follow_up(mice, at):
    """Remind and escalate where nobody decided in time and no recheck is agreed."""
    rechecked = Recheck.objects.standing(at).filter(mouse=OuterRef("mouse"))
    waiting = Alert.objects.open().filter(~Exists(rechecked), mouse__in=mice)
    steps = [
        (Occasion.REMINDED, "reminded_at", settings.REMIND_AFTER_HOURS),
        (Occasion.ESCALATED, "escalated_at", settings.ESCALATE_AFTER_HOURS),
    ]
    for occasion, field, hours in steps:
        raised_by = at - timedelta(hours=hours)
        late = waiting.filter(**{field: None}, raised_at__lte=raised_by)
        alerts = list(late)
        Alert.objects.filter(pk__in=[a.pk for a in alerts]).update(**{field: at})
        _write_messages(alerts, occasion, at)


def ask_to_agree(alert, at):
    """Tell the welfare officers that a recheck waits for them: one message each.

    Asked for again after its day, they are told again.
    """
    again = alert.messages.filter(occasion=Occasion.RECHECK)
    if not again.update(made_at=at, sent_at=None):
        _write_messages([alert], Occasion.RECHECK, at)


def _write_messages(alerts, occasion, at):
    studies = dict(
        Mouse.objects.filter(pk__in=[alert.mouse_id for alert in alerts])
        .order_by()
        .values_list("pk", "study_id")
    )
    members = Membership.objects.filter(
        study__in=set(studies.values()), role__in=TOLD_ROLES[occasion]
    )
    people = {}
    for member in members:
        people.setdefault(member.study_id, set()).add(member.person_id)
    AlertMessage.objects.bulk_create(
        AlertMessage(alert=alert, person_id=person, occasion=occasion, made_at=at)
        for alert in alerts
        for person in sorted(people.get(studies[alert.mouse_id], ()))
    )


def _pairs(states):
    return zip(states["mouse"], states["limit"], strict=True)

"""What happened to one mouse, the newest first: limits, holds, notes and its draw."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from xenograft.endpoint.words import SIGN, told_by


@dataclass(frozen=True)
class Event:
    """One line: when, what in bold, and the rest of the sentence."""

    at: datetime
    what: str
    text: str = ""
    tone: str = ""


def events_of(mouse):
    """Alerts, rechecks, notes, holds, late looks, the draw and the first dose.

    Nothing in it names an arm or an agent. Seven queries.
    """
    parts = (_alerts, _rechecks, _notes, _holds, _overdue, _randomized, _first_dose)
    found = [event for part in parts for event in part(mouse)]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _name(person):
    return (person.get_full_name() or person.get_username()) if person else "nobody"


def _alerts(mouse):
    rows = mouse.alerts.select_related("limit", "acknowledged_by")
    for alert in rows:
        seen = (
            f" Seen by {_name(alert.acknowledged_by)}." if alert.acknowledged_at else ""
        )
        came = f" Then {alert.get_outcome_display()}." if alert.outcome else ""
        about = f"{alert.limit.get_purpose_display().lower()} limit"
        what = "dosing on hold" if alert.is_hold else "limit reached"
        yield Event(
            alert.raised_at,
            f"{SIGN[alert.limit.kind][0]} {what}.",
            f"{told_by(alert)}, {about}, version {alert.limit.version}.{seen}{came}",
            "warn" if alert.is_hold else "danger",
        )


def _rechecks(mouse):
    for one in mouse.rechecks.select_related("asked_by", "agreed_by"):
        agreed = (
            f"Agreed by {_name(one.agreed_by)}." if one.agreed_at else "Not agreed."
        )
        said = f"{one.reason}. {_name(one.asked_by)}. {agreed}"
        yield Event(one.asked_at, "Recheck asked for.", said)


def _notes(mouse):
    for one in mouse.welfare_notes.select_related("written_by"):
        daily = " Check daily." if one.asks_daily else ""
        yield Event(
            one.written_at, "Note.", f"{one.text}{daily} {_name(one.written_by)}"
        )


def _holds(mouse):
    for one in mouse.holds.select_related("held_by", "lifted_by"):
        said = f"{one.reason}. {_name(one.held_by)}"
        yield Event(one.held_at, "Dosing on hold.", said, "warn")
        if one.lifted_at:
            said = f"{one.lifted_reason}. {_name(one.lifted_by)}"
            yield Event(one.lifted_at, "Dosed again.", said)


def _overdue(mouse):
    for one in mouse.overdue.all():
        told = [
            ("Those who measure", one.measurers_told_at),
            ("the study director", one.directors_told_at),
            ("the welfare officer", one.officers_told_at),
        ]
        said = ", ".join(f"{who} told {localtime(at):%-d %b}" for who, at in told if at)
        text = f"Due {one.due_on:%-d %b}.{f' {said}.' if said else ''}"
        yield Event(
            one.noticed_at, f"{one.get_why_display().capitalize()}.", text, "warn"
        )


def _randomized(mouse):
    name = "assignment__randomization__randomized_at"
    at = type(mouse).objects.filter(pk=mouse.pk).values_list(name, flat=True)[0]
    return [Event(at, "Randomized.")] if at else []


def _first_dose(mouse):
    first = mouse.doses.received().order_by("given_at").first()
    return [Event(first.given_at, "First dose.")] if first else []

"""Why a mouse is not dosed now: a hold, or a limit of which nobody decided yet."""

from dataclasses import dataclass

from django.utils import timezone

from xenograft.analysis.endpoints import REACHED
from xenograft.dosing.models import Hold
from xenograft.implantation.models import Mouse
from xenograft.measurement.limits import WORDS
from xenograft.measurement.welfare import standing


@dataclass(frozen=True)
class Stop:
    """A sentence for who doses; `is_hold` when the study director decided it."""

    sentence: str
    is_hold: bool


def stops_of(study, mice, on):
    """{mouse key: Stop} on the sheet of the date `on`. At most fourteen queries.

    Today, what mice reached by now and the holds of now; on another date, where it
    is told what happened, only the holds that stood all day.
    """
    is_today = on == timezone.localdate()
    holds = Hold.objects.of_study(study)
    holds = holds.standing() if is_today else holds.all_day(on)
    found = _reached(mice) if is_today else {}
    return found | {hold.mouse_id: Stop(hold.sentence, True) for hold in holds}


def stop_at(mouse, moment):
    """Why a mouse was not to be dosed at a moment before now, or None."""
    known = Mouse.objects.filter(pk=mouse.pk)
    hold = mouse.holds.at(moment).first()
    return Stop(hold.sentence, True) if hold else _reached(known, moment).get(mouse.pk)


def _reached(mice, at=None):
    states = standing(mice, at).states
    # The planned end comes to all mice at once, and each regimen has its last day.
    states = states[states["kind"] != "DURATION"]
    held = states[states["holds_dosing"]]
    reached = states[states["state"] == REACHED]
    found = {row.mouse: Stop(_held(row), True) for row in held.itertuples()}
    return found | {row.mouse: Stop(_said(row), False) for row in reached.itertuples()}


def _held(row):
    return f"On hold: weight loss of {row.value:.1f}%, from {row.hold_level:g}% on."


def _said(row):
    words = WORDS.get(row.kind, "limit of clinical signs").capitalize()
    return f"{words} reached. Do not dose until the study director decides."

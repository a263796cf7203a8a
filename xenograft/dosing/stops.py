"""Why a mouse is not dosed now: a hold, or a limit of which nobody decided yet."""

from dataclasses import dataclass

from django.utils import timezone

from xenograft.analysis.endpoints import REACHED
from xenograft.dosing import reading
from xenograft.dosing.models import Hold
from xenograft.implantation.models import Mouse
from xenograft.measurement.limits import WORDS
from xenograft.measurement.welfare import standing
from xenograft.measurement.welfare.one import standings_of


@dataclass(frozen=True)
class Stop:
    """A sentence for who doses; `is_hold` when the study director decided it."""

    sentence: str
    is_hold: bool


def stops_of(study, mice, on):
    """{mouse key: Stop} of mice on the sheet of a date. At most fourteen queries.

    Today, what mice reached by now and the holds of now; on another date, where it
    is told what happened, only the holds that stood all day.
    """
    is_today = on == timezone.localdate()
    holds = Hold.objects.of_study(study)
    holds = holds.standing() if is_today else holds.all_day(on)
    found = _reached(mice) if is_today else {}
    return found | {hold.mouse_id: Stop(hold.sentence, True) for hold in holds}


def stop_of(study, mouse, on):
    """The same of one mouse: its Stop or None. Seven queries, composed once."""
    if on != timezone.localdate():
        return stops_of(study, Mouse.objects.filter(pk=mouse.pk), on).get(mouse.pk)
    holds = reading.STANDING_HOLDS.rows(study, mouse.number)
    if holds:
        return Stop(holds[0].sentence, True)
    # The planned end comes to all mice at once, and each regimen has its last day.
    found = [one for one in standings_of(study, mouse) if one.rule.kind != "DURATION"]
    reached = [one for one in found if one.last_state == REACHED]
    if reached:
        return Stop(_said(reached[-1].rule.kind), False)
    held = [one for one in found if one.holds_dosing]
    sentences = [_held(one.value.value, one.rule.hold_level) for one in held]
    return Stop(sentences[-1], True) if held else None


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
    found = {
        row.mouse: Stop(_held(row.value, row.hold_level), True)
        for row in held.itertuples()
    }
    return found | {
        row.mouse: Stop(_said(row.kind), False) for row in reached.itertuples()
    }


def _held(loss_pct, hold_level):
    return f"On hold: weight loss of {loss_pct:.1f}%, from {hold_level:g}% on."


def _said(kind):
    words = WORDS.get(kind, "limit of clinical signs").capitalize()
    return f"{words} reached. Do not dose until the study director decides."

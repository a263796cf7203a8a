"""A limit that is reached is told at once, and the row says who was told."""

import logging

from django.utils import timezone

from xenograft.analysis.volume import ERROR
from xenograft.implantation.models import Mouse
from xenograft.measurement.signals import limit_reached
from xenograft.templatetags.xenograft import clock, longdate

log = logging.getLogger(__name__)


def tell(study, states):
    """Let those who listen know of the mice of `states` that reach a limit."""
    numbers = [one["number"] for one in states if _reached(one)]
    if not numbers:
        return
    mice = Mouse.objects.of_study(study).filter(number__in=numbers)
    for _, answer in limit_reached.send_robust(sender=tell, mice=mice):
        if isinstance(answer, Exception):
            # The value is saved; the next round tells.
            log.error("Nobody could be told of a limit.", exc_info=answer)


def say_who_was_told(study, states):
    """Put into the notes of reached limits who was told when. One query at most."""
    reached = {one["number"]: _reached(one) for one in states}
    numbers = [number for number, notes in reached.items() if notes]
    told = _told(study, numbers) if numbers else {}
    for (number, level), (names, at) in told.items():
        note = next((one for one in reached[number] if _level(one) == level), None)
        if note is None:
            continue
        verb = "was" if len(names) == 1 else "were"
        note["text"] += f" {' and '.join(sorted(names))} {verb} told {_moment(at)}."
    return states


def _reached(state):
    return [note for note in state["notes"] if _level(note)]


def _level(note):
    """Which level of a limit a note is of; "" where nobody is told."""
    if note["level"] == ERROR:
        return "ACTION"
    return "HOLD" if note.get("holds") else ""


def _told(study, numbers):
    """{(mouse number, level): (names, when)} of the alerts that go on."""
    person = "alerts__messages__person__"
    rows = (
        Mouse.objects.of_study(study)
        .filter(
            number__in=numbers,
            alerts__closed_at__isnull=True,
            alerts__messages__occasion="TOLD",
        )
        .order_by("alerts__raised_at")
        .values_list(
            "number",
            "alerts__level",
            "alerts__raised_at",
            f"{person}first_name",
            f"{person}last_name",
            f"{person}username",
        )
    )
    found = {}
    for number, level, at, first, last, user_name in rows:
        names, _ = found.setdefault((number, level), (set(), at))
        names.add(f"{first} {last}".strip() or user_name)
    return found


def _moment(at):
    day = timezone.localdate(at)
    if day == timezone.localdate():
        return f"at {clock(at)}"
    return f"on {longdate(day)}"

"""The doses of one mouse as a calendar: a row for each time of day, a column a day."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from xenograft.dosing.calendar import slots_of_mouse
from xenograft.dosing.plan import label_of

MARKS = {
    "given": ("✓", "given"),
    "partial": ("½", "partial"),
    "missed": ("×", "missed"),
    "withheld": ("–", "withheld"),
    "wrong": ("!", "wrong"),
    "overdue": ("?", "nobody told"),
    "planned": ("", "planned"),
}


@dataclass
class DoseCalendar:
    """`days` are numbers since day zero; `rows` are (label, cells of those days)."""

    days: list
    rows: list
    counts: Counter = field(default_factory=Counter)

    @property
    def text(self):
        """32 of 39 given, 1 missed."""
        due = sum(self.counts[kind] for kind in MARKS if kind != "planned")
        rest = [
            f"{self.counts[kind]} {MARKS[kind][1]}"
            for kind in MARKS
            if kind not in ("given", "planned") and self.counts[kind]
        ]
        return " · ".join([f"{self.counts['given']} of {due} given", *rest])

    @property
    def legend(self):
        return [MARKS[kind] + (kind,) for kind in MARKS if self.counts[kind]]


def dose_calendar(study, mouse, doses, zero, now):
    """The calendar of `doses` (as from `doses_of`) and of what is planned, or None.

    Only for those who may see the doses. Planned slots end when the mouse left or with
    today, and an hour that passed without a word is said. Three queries.
    """
    if zero is None or not doses:
        return None
    told = {
        (slot["slot_on"], slot["slot_number"]): slot
        for slot in doses
        if not slot["taken_back"]
    }
    planned = slots_of_mouse(study, mouse, now)
    places = sorted(set(told) | set(planned))
    counts = Counter()
    cells = {}
    for place in places:
        kind = _kind(told.get(place), planned.get(place), now)
        counts[kind] += 1
        cells[place] = _cell(kind, place, told.get(place), zero)
    return _laid_out(places, cells, counts, zero)


def _kind(told, planned, now):
    if told is None:
        return "overdue" if planned.window[1] < now else "planned"
    if told["is_given"]:
        return "given"
    kinds = told["status"].split(", ")
    return next((kind for kind in MARKS if kind in kinds and kind != "given"), "wrong")


def _cell(kind, place, told, zero):
    mark, words = MARKS[kind]
    at = f" {timezone.localtime(told['given_at']):%H:%M}" if _is_timed(told) else ""
    reason = f": {told['reason']}" if told and told["reason"] else ""
    day = f"D{(place[0] - zero).days}"
    return {"kind": kind, "mark": mark, "said": f"{day} {words}{at}{reason}"}


def _is_timed(told):
    return told is not None and told["given_at"] is not None


def _laid_out(places, cells, counts, zero):
    if not places:
        return None
    dates = sorted({date for date, _ in places})
    most = max(number for _, number in places)
    rows = [
        (label_of(number, most), [cells.get((date, number)) for date in dates])
        for number in range(1, most + 1)
    ]
    return DoseCalendar([(date - zero).days for date in dates], rows, counts)

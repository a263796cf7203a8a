"""What the page of one mouse says: its days, its doses and what happened to it."""

from dataclasses import dataclass, field

from django.db.models import F

from xenograft.analysis.volume import LOQ_MM3
from xenograft.dosing.models import Hold
from xenograft.endpoint.lines import lines_of
from xenograft.history.models import Change
from xenograft.implantation.models import Mouse
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign
from xenograft.measurement.welfare import standing
from xenograft.templatetags.xenograft import caliper

CORRECTED = ["length_mm", "width_mm", "weight_g", "state"]


@dataclass
class Day:
    """The values of one mouse on one day, corrected ones with what they were."""

    held_on: object
    number: int | None
    is_open: bool
    readings: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    signs: list = field(default_factory=list)
    volume_change_pct: float | None = None
    weight_change_pct: float | None = None

    @property
    def weight_g(self):
        return float(self.weights[-1].weight_g) if self.weights else None

    @property
    def volume_mm3(self):
        """The sum of the last volume of each mass; None when one of them has none."""
        newest = {reading.tumor_id: reading.volume_mm3 for reading in self.readings}
        if not newest or None in newest.values():
            return None
        return sum(newest.values())


def days_of(mouse, zero):
    """The days of a mouse, newest first, with changes since its day zero, or None.

    At most four queries.
    """
    rows = {
        "readings": _rows(CaliperMeasurement, "measured", tumor__mouse=mouse),
        "weights": _rows(BodyWeight, "weighed", mouse=mouse),
        "signs": _rows(ClinicalSign, "observed", mouse=mouse),
    }
    for reading in rows["readings"]:
        reading.said = f"{caliper(reading.length_mm)} × {caliper(reading.width_mm)}"
    _strike(rows["readings"] + rows["weights"])
    days = {}
    for kind, found in rows.items():
        for row in found:
            held = row.session
            number = (held.held_on - zero).days if zero else None
            day = days.setdefault(
                held.held_on, Day(held.held_on, number, held.closed_at is None)
            )
            getattr(day, kind).append(row)
    ordered = [days[held_on] for held_on in sorted(days)]
    _compare(ordered)
    return ordered[::-1]


def _rows(model, verb, **of_mouse):
    rows = model.objects.filter(**of_mouse).order_by(f"{verb}_at", "pk")
    related = ["session", f"{verb}_by"]
    if model is CaliperMeasurement:
        related.append("tumor")
    return list(rows.select_related(*related))


def _strike(rows):
    """Give each row `was`: the values before each correction, with who and why."""
    by_row = {(row._meta.db_table, row.pk): row for row in rows}
    for row in rows:
        row.was = []
    changes = Change.objects.of_models(CaliperMeasurement, BodyWeight).filter(
        operation=Change.Operation.UPDATE, row_pk__in={row.pk for row in rows}
    )
    for change in changes.order_by("pk"):
        row = by_row.get((change.table_name, change.row_pk))
        old = {name: was for name, was, _ in change.fields_changed if name in CORRECTED}
        if row is not None and old:
            row.was.append({"old": old, "change": change})


def _compare(days):
    """Percent since the last day at or before day zero that has a value."""
    for name, least in (("volume", LOQ_MM3), ("weight", 0)):
        value = "volume_mm3" if name == "volume" else "weight_g"
        start = [
            getattr(day, value)
            for day in days
            if day.number is not None and day.number <= 0 and getattr(day, value)
        ]
        if not start or start[-1] < least:
            continue
        for day in days:
            now = getattr(day, value)
            if now is not None:
                change = 100 * (now - start[-1]) / start[-1]
                setattr(day, f"{name}_change_pct", change)


def doses_of(mouse, access):
    """Doses by slot, for those who dose or see arms; agents only for the latter.

    Those taken back come after the one that stands. Agents of one slot are one line for
    those who do not see arms: how many agents a mouse gets tells its arm.
    """
    if not access.sees_bottles:
        return []
    standing_first = F("taken_back_at").desc(nulls_first=True)
    doses = mouse.doses.select_related("regimen__agent", "taken_back_by").order_by(
        "-slot_on", "-slot_number", standing_first, "regimen"
    )
    slots = {}
    for dose in doses:
        key = dose.slot_on, dose.slot_number, dose.taken_back_at
        slots.setdefault(key, []).append(dose)
    return [_slot(key, group, access) for key, group in slots.items()]


def _slot(key, group, access):
    statuses = list(dict.fromkeys(dose.get_status_display() for dose in group))
    return {
        "slot_on": key[0],
        "slot_number": key[1],
        "is_given": {dose.status for dose in group} == {"GIVEN"},
        "status": ", ".join(statuses),
        "given_at": next((dose.given_at for dose in group if dose.given_at), None),
        "reason": next((dose.reason for dose in group if dose.reason), ""),
        "agents": group if access.sees_arms else [],
        "taken_back": group[0] if group[0].taken_back_at else None,
    }


def planned_of(mouse):
    """The collections that are planned of a mouse and not made yet. One query."""
    made = mouse.specimens.filter(planned__isnull=False).values("planned")
    return mouse.planned_collections.exclude(plan__in=made).select_related("plan")


def limits_of(mouse):
    """`lines`, where a mouse on study stands against each limit, and those `near`.

    And `is_held`: whether it is not dosed, by a decision or by the weight limit.
    """
    if hasattr(mouse, "disposition"):
        return {"lines": [], "near": [], "is_held": False}
    states = standing(Mouse.objects.filter(pk=mouse.pk)).timed
    lines = lines_of(states, known_only=False)
    near = [
        line
        for line in lines
        if (line.is_reached or line.is_near) and line.kind != "DURATION"
    ]
    holds = Hold.objects.standing().filter(mouse=mouse)
    is_held = bool(states["holds_dosing"].any()) or holds.exists()
    return {"lines": lines, "near": near, "is_held": is_held}


def neighbors(study, mouse):
    """The mice before and after in the order of numbers, or None."""
    mice = Mouse.objects.of_study(study)
    return {
        "previous": mice.filter(number__lt=mouse.number).order_by("-number").first(),
        "next": mice.filter(number__gt=mouse.number).order_by("number").first(),
    }

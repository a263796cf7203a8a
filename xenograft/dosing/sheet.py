"""The dosing sheet of a study on one day: mice by cage, administrations in columns."""

from collections import Counter
from functools import cached_property

from django.utils import timezone

from xenograft.dosing import plan, reading
from xenograft.dosing.bottles import bottles_of, preparations_on
from xenograft.dosing.calendar import window_of
from xenograft.dosing.reading import told_times
from xenograft.dosing.rows import Cell, Column, Row
from xenograft.dosing.sent import words_of
from xenograft.dosing.stops import stop_of, stops_of
from xenograft.implantation.days import study_day_zero
from xenograft.implantation.models import Mouse
from xenograft.study.handling import in_order


class Sheet:
    """All planned administrations of `on`, or those of the mouse `number`.

    At most twenty-five queries at any size of study.
    """

    def __init__(self, study, on, number=None):
        self.study, self.on, self.number = study, on, number
        self.errors = []
        self.now = timezone.now()
        self.day_zero = study_day_zero(study)

    def read_doses_again(self):
        """What was told of these mice since, by this write or by somebody else."""
        self.now = timezone.now()
        for known in ("_told", "_doses", "_sent", "_entries", "rows"):
            vars(self).pop(known, None)

    @property
    def is_first(self):
        return self.day_zero is None

    @property
    def day(self):
        return (self.on - (self.day_zero or self.on)).days

    @cached_property
    def problem(self):
        """Why nothing can be recorded on this sheet, in one sentence, or ""."""
        if not self.study.is_open_for_values:
            return f"{self.study.code} is locked: no dose can be recorded."
        if not self.study.has_randomization:
            return "The mice are not randomized yet, so nothing is planned."
        if self.on > timezone.localdate():
            return "This day is in the future: the sheet can be read and printed only."
        return ""

    @cached_property
    def closed(self):
        """The day on which nobody doses, or None."""
        found = reading.CLOSED.rows(study=self.study.pk, on=self.on)
        return next(iter(found), None)

    @cached_property
    def rows(self):
        rows = [self._row(mouse) for mouse in self._mice] if self.columns else []
        return [row for row in rows if row.planned]

    @cached_property
    def columns(self):
        planned = {time for times in self._plans.values() for time in times}
        # A regimen may have changed since: what was recorded still has its place.
        times = sorted(planned | self._told_times)
        slots, routes = {slot for slot, _ in times}, {route for _, route in times}
        return [
            Column(
                slot,
                route,
                plan.label_of(slot, max(slots))
                + (f" {route}" if len(routes) > 1 else ""),
                self._time_of(slot, route),
            )
            for slot, route in times
        ]

    @property
    def _told_times(self):
        """{(slot, route)}: the columns are those of all mice also for one of them."""
        if self.number is not None:
            return told_times(self.study, self.on)
        return {(slot, route) for _, slot, route in [*self._doses, *self._entries]}

    @property
    def cells(self):
        return [cell for row in self.rows for cell in row.planned]

    def cell(self, key):
        """The administration that a field's name or an address speaks of, or None."""
        return next((cell for cell in self.cells if cell.key == key), None)

    @property
    def cages(self):
        """[(cage or None, rows, columns with something left to give)]."""
        groups = {}
        for row in self.rows:
            groups.setdefault(row.mouse.cage, []).append(row)
        return [(cage, rows, _open_columns(rows)) for cage, rows in groups.items()]

    @property
    def next_column(self):
        """The first administration of the day with something left to give."""
        return next((one for one in self.columns if self._open_cells(one)), None)

    @property
    def unfinished(self):
        """The first administration of the day that is not decided in full."""
        return next((one for one in self.columns if self.undecided(one)), None)

    def undecided(self, column):
        cells = [cell for cell in self.cells if cell.column == column]
        return [cell for cell in cells if not cell.is_decided]

    @property
    def bottles(self):
        """What to draw up for the next administration, by code: never by arm."""
        arms = {row.arm for row in self.rows}
        open_cells = self._open_cells(self.next_column)
        return bottles_of(arms, open_cells, self.preparations, self.on)

    @cached_property
    def preparations(self):
        return preparations_on(self.study, self.on)

    @property
    def overdue_count(self):
        return sum(cell.is_overdue for cell in self.cells)

    @property
    def held_count(self):
        return sum(row.stop is not None for row in self.rows)

    @property
    def oldest_weight_on(self):
        """The date of the oldest weight that volumes are computed from."""
        days = [row.weighed_on for row in self.rows if row.weighed_on]
        return min(days, default=None)

    @property
    def progress(self):
        """[(column, recorded, planned, {status: count})]."""
        found = []
        for column in self.columns:
            cells = [cell for cell in self.cells if cell.column == column]
            counts = Counter(c.dose.get_status_display() for c in cells if c.doses)
            found.append((column, sum(counts.values()), len(cells), dict(counts)))
        return found

    def _open_cells(self, column):
        return [cell for cell in self.cells if cell.column == column and cell.is_open]

    @cached_property
    def _regimens(self):
        return reading.REGIMENS.rows(study=self.study.pk)

    @cached_property
    def _plans(self):
        """{arm id: {(slot, route): regimens}}."""
        if not self.study.has_randomization:
            return {}
        by_arm = {}
        for regimen in self._regimens:
            by_arm.setdefault(regimen.arm_id, []).append(regimen)
        zero = self.day_zero or self.on
        closed = [self.on] if self.closed else []
        return {
            arm: plan.administrations(regimens, zero, self.on, closed)
            for arm, regimens in by_arm.items()
        }

    def _time_of(self, slot, route):
        """The planned time, when all regimens that name one agree."""
        times = {
            named[slot - 1]
            for regimen in self._regimens
            if regimen.route == route
            and len(named := regimen.slot_times.split(",")) >= slot
        }
        return times.pop() if len(times) == 1 else ""

    @cached_property
    def _mice(self):
        mice = reading.MICE.rows(self.study, self.number, on=self.on)
        return in_order(self.study, self.on, mice)

    @cached_property
    def _told(self):
        """Every dose of the day, also those taken back since."""
        return reading.DOSES.rows(self.study, self.number, on=self.on)

    @cached_property
    def _doses(self):
        """{(mouse id, slot, route): doses recorded on this day}."""
        found = {}
        for dose in self._told:
            if dose.taken_back_at is None:
                key = dose.mouse_id, dose.slot_number, dose.regimen.route
                found.setdefault(key, []).append(dose)
        return found

    @cached_property
    def _sent(self):
        """Every entry of the day that differed from what was saved, decided or not."""
        return reading.ENTRIES.rows(self.study, self.number, on=self.on)

    @property
    def _open_entries(self):
        found = [one for one in self._sent if one.is_open]
        for entry in found:
            entry.words = words_of(entry.parts)
        return found

    @property
    def homeless(self):
        """Open entries of doses that are not planned any more, of mice that left too.

        The plan was changed since they were sent, and nothing was saved beside them.
        """
        shown = {entry.pk for cell in self.cells for entry in cell.entries}
        return [entry for entry in self._open_entries if entry.pk not in shown]

    @cached_property
    def _entries(self):
        """{(mouse id, slot, route): entries that differ, and nobody chose yet}."""
        found = {}
        for entry in self._open_entries:
            key = entry.mouse_id, entry.slot_number, entry.route
            found.setdefault(key, []).append(entry)
        return found

    @property
    def sent_before(self):
        """{write: entry} of this day that differed from what was saved."""
        return {entry.write_id: entry for entry in self._sent}

    @property
    def asked_count(self):
        return sum(one.is_open for one in self._sent)

    @property
    def write_ids(self):
        """The writes that were taken already, also those taken back since."""
        return {dose.write_id for dose in self._told} - {None}

    @cached_property
    def _stops(self):
        """{mouse id: why it is not dosed}."""
        if self.number is not None:
            return {one.pk: stop_of(self.study, one, self.on) for one in self._mice}
        mice = Mouse.objects.of_study(self.study).filter(assignment__isnull=False)
        return stops_of(self.study, mice.on_study(self.on), self.on)

    def _row(self, mouse):
        arm = mouse.assignment.arm
        times = self._plans.get(arm.pk, {})
        age = (self.on - mouse.weighed_on).days if mouse.weighed_on else None
        weight = mouse.latest_g, mouse.weighed_on, age
        row = Row(mouse, arm, *weight, self.study, self.on)
        row.stop = self._stops.get(mouse.pk)
        if mouse.newest_weight != mouse.sure_weight:
            row.doubted_g = mouse.newest_g
        row.cells = [
            self._cell(row, column, times.get((column.slot, column.route)))
            for column in self.columns
        ]
        return row

    def _cell(self, row, column, regimens):
        doses = self._doses.get((row.mouse.pk, column.slot, column.route), [])
        regimens = [dose.regimen for dose in doses] or regimens
        if not regimens:
            return None
        window = window_of(regimens, self.on, column.slot)
        cell = Cell(row, column, regimens, doses, window, self.now)
        cell.entries = self._entries.get((row.mouse.pk, column.slot, column.route), [])
        cell.compute()
        return cell


def _open_columns(rows):
    found = [cell.column for row in rows for cell in row.planned if cell.is_open]
    return sorted(set(found), key=lambda column: (column.slot, column.route))

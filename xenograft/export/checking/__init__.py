"""From the rows of a list to readings and weights, with every bad cell named."""

from collections import Counter
from operator import itemgetter

from xenograft.export import columns, values
from xenograft.export.checking.result import (
    ERROR,
    NOTICE,
    Checked,
    Options,
    Problem,
    Reading,
    Row,
    Weight,
)
from xenograft.export.checking.row import RowCheck
from xenograft.study.cells import plain

__all__ = ["ERROR", "NOTICE", "Checked", "Options", "Problem", "Row", "check"]

SHOWN_LETTERS = 80
# In these, NA is a name like any other.
TEXTS = {"mouse", "arm", "cage", "reason", "note", "operator", "weighed_by", "study"}


def check(sheet, options):
    """Read every row of `sheet` as `options` say. Nothing is saved.

    An empty cell is a gap, and so is NA or n/a where a value should be. A row with
    an ERROR gives no reading and no weight. W larger than L is kept as entered, with
    a notice; a row that repeats another one is taken once.
    """
    fields = {name: heading for heading, name in options.fields.items() if name}
    checked = Checked(rows_count=len(sheet.rows))
    checked.refusals = columns.missing(fields, options.volumes_are_imported)
    if not checked.refusals:
        _ListCheck(sheet, options, fields, checked).read()
    return checked


class _ListCheck:
    """Reads the rows in order and remembers what earlier ones said."""

    def __init__(self, sheet, options, fields, checked):
        self.sheet, self.options, self.checked = sheet, options, checked
        self.heading_of = fields
        self.width = len(sheet.headings)
        places = {heading: place for place, heading in enumerate(sheet.headings)}
        # A field that the file does not have is read from an empty cell at the end.
        wanted = [places.get(fields.get(name), self.width) for name in Row._fields]
        self.pick = itemgetter(*wanted)
        self.study = None
        self.first_readings, self.first_weights = {}, {}

    def read(self):
        rows = [(number, self._row(cells)) for number, cells in self.sheet.rows]
        self.checked.day_zero_on = self._day_zero([row for _, row in rows])
        if self.checked.refusals:
            return
        for number, row in rows:
            self._read_row(number, row)
        for number, cells in self.sheet.rows:
            if len(cells) > self.width and "".join(cells[self.width :]).strip():
                self._too_long(number, cells)

    def _row(self, cells):
        cells = cells[: self.width]
        cells += [""] * (self.width + 1 - len(cells))
        return Row(*map(_tidy, Row._fields, self.pick(cells)))

    def _too_long(self, number, cells):
        reason = (
            f"The row has {len(cells)} cells under {self.width} headings. Quote the "
            "cell that holds the separator."
        )
        self._tell(number, ("", cells[self.width], reason, ERROR))

    def _day_zero(self, rows):
        """The date of day 0: as given, else what most rows with both imply."""
        if self.options.day_zero_on:
            return self.options.day_zero_on
        dated = [(row.day, row.date) for row in rows if row.day and row.date]
        implied = Counter(_implied_zeros(dated))
        if implied:
            return implied.most_common(1)[0][0]
        if any(row.day and not row.date for row in rows):
            self.checked.refusals.append(
                f"The file gives days, not dates: {self.options.ask_day_zero}."
            )
        return None

    def _read_row(self, number, row):
        one = RowCheck(row, self.options, self.checked.day_zero_on)
        one.names()
        self._remember_mouse(number, row, one)
        on = one.date()
        side = one.cell("side", values.side) or "R"
        reading, weight_g = one.reading(), one.weight()
        read_at = one.cell("measured_at", values.instant)
        weighed_at = one.cell("weighed_at", values.instant)
        for problem in one.problems:
            self._tell(number, problem)
        if one.is_marked:
            return
        if reading:
            said = (row.operator, row.note, row.reason)
            reading = Reading(number, row.mouse, side, on, read_at, *said, *reading)
            self._keep_reading(reading)
        if weight_g is not None:
            by = row.weighed_by or row.operator
            self._keep_weight(Weight(number, row.mouse, on, weighed_at, by, weight_g))

    def _remember_mouse(self, number, row, one):
        self.study = row.study if self.study is None else self.study
        if row.study != self.study:
            reason = (
                f"The first row is of study {self.study}. Import one study at once."
            )
            one.wrong("study", row.study, reason)
        if row.mouse:
            self.checked.rows_of.setdefault(row.mouse, set()).add(number)
            self._remember_arm(row, one)
            self._remember_cage(row, one)

    def _remember_arm(self, row, one):
        known = self.checked.arm_of.get(row.mouse) or row.arm
        self.checked.arm_of[row.mouse] = known
        if row.arm and row.arm != known:
            reason = f"Mouse {row.mouse} is in arm {known} in a row before. Choose one."
            one.wrong("arm", row.arm, reason)
        elif row.arm and row.arm_position:
            place = one.cell("arm_position", values.position)
            self.checked.arm_places.setdefault(row.arm, place)

    def _remember_cage(self, row, one):
        known = self.checked.cage_of.get(row.mouse) or row.cage
        self.checked.cage_of[row.mouse] = known
        if row.cage and row.cage != known:
            reason = f"Mouse {row.mouse} was in cage {known} before; {known} is kept."
            one.wrong("cage", row.cage, reason, NOTICE)

    def _keep_reading(self, reading):
        key = (reading.mouse, reading.side, reading.on, reading.at)
        first = self.first_readings.setdefault(key, reading)
        if first is reading:
            self.checked.readings.append(reading)
        elif first.what == reading.what:
            reason = f"The same reading as in row {first.row}; it is taken once."
            self._tell(reading.row, ("mouse", reading.mouse, reason, NOTICE))
        else:
            self._differ(first, reading, "length", "reading")

    def _keep_weight(self, weight):
        key = (weight.mouse, weight.on, weight.at)
        first = self.first_weights.setdefault(key, weight)
        if first is weight:
            self.checked.weights.append(weight)
        elif first.weight_g != weight.weight_g:
            self._differ(first, weight, "weight", "weight")

    def _differ(self, first, second, field, what):
        for one, other in ((first, second), (second, first)):
            reason = (
                f"Another {what} of mouse {one.mouse} on {one.on} is in row "
                f"{other.row}. Keep one of them."
            )
            self._tell(one.row, (field, "", reason, ERROR))

    def _tell(self, number, problem):
        field, value, reason, level = problem
        field = "date" if field == "day" and field not in self.heading_of else field
        heading = self.heading_of.get(field, "")
        value = value[:SHOWN_LETTERS]
        self.checked.problems.append(Problem(number, heading, value, reason, level))


def _tidy(field, cell):
    if not cell:
        return ""
    text = plain(cell).strip().strip("\ufeff")
    return "" if field not in TEXTS and text.lower() in values.EMPTY else text


def _implied_zeros(dated):
    for day, date in dict.fromkeys(dated):
        try:
            yield values.zero_of(day, date)
        except values.Wrong:
            continue

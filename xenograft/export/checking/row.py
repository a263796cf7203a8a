"""One row of a list, judged without knowing the others."""

import datetime as dt
from functools import partial

from xenograft.analysis.volume import (
    MEASURED,
    NOT_DONE,
    NOT_MEASURABLE,
    NOT_PALPABLE,
    PALPABLE_BELOW_LOQ,
    lww_half,
)
from xenograft.export import values
from xenograft.export.checking.result import ERROR, NOTICE
from xenograft.export.values import Wrong

ZEROS = (NOT_PALPABLE, PALPABLE_BELOW_LOQ)
NEEDS_REASON = (NOT_MEASURABLE, NOT_DONE)
ASKS_STATE = (
    "0 mm is not a reading. Say what it means: write the state, as NOT_PALPABLE or "
    "PALPABLE_BELOW_LOQ, in a state column and leave L and W empty."
)
VOLUME_ONLY = (
    "The row has a volume but no L and W. Mark the volumes as imported, or enter both "
    "diameters."
)
# As long as the columns of the database.
TEXTS = {
    "mouse": partial(values.name, longest=60),
    "arm": partial(values.name, longest=80),
    "cage": partial(values.name, longest=40),
    "reason": partial(values.remark, longest=200),
    "note": partial(values.remark, longest=300),
}


class RowCheck:
    """Reads the cells of one row; what is wrong goes to `problems`."""

    def __init__(self, row, options, day_zero_on):
        self.row, self.options, self.day_zero_on = row, options, day_zero_on
        self.problems = []  # (field, value, reason, level)

    @property
    def is_marked(self):
        return any(level == ERROR for *_, level in self.problems)

    def wrong(self, field, value, reason, level=ERROR):
        self.problems.append((field, value, reason, level))

    def cell(self, field, read):
        text = getattr(self.row, field)
        if not text:
            return None
        try:
            return read(text)
        except Wrong as wrong:
            return self.wrong(field, text, str(wrong))

    def names(self):
        """The texts that name mouse, arm and cage, and the remarks."""
        for field, read in TEXTS.items():
            self.cell(field, read)
        if not self.row.mouse:
            self.wrong("mouse", "", "The mouse is missing. Enter its number.")

    def date(self):
        day = self.cell("day", values.day_number)
        on = self.cell("date", values.date)
        if on is not None:
            self._compare(on, day)
            return on
        if day is not None and not self.row.date:
            return self._date_of(day)
        if not self.row.day and not self.row.date:
            self.wrong("day", "", "The day is missing. Enter a day or a date.")
        return None

    def _date_of(self, day):
        try:
            on = self.day_zero_on + dt.timedelta(days=day)
            return values.possible_date(on, f"Day {self.row.day} ({on})")
        except Wrong as wrong:
            return self.wrong("day", self.row.day, str(wrong))

    def _compare(self, on, day):
        if day is None or self.day_zero_on is None:
            return
        counted = (on - self.day_zero_on).days
        if counted != day:
            reason = f"The date is day {counted} after day 0; the date counts."
            self.wrong("day", self.row.day, reason, NOTICE)

    def weight(self):
        return self.cell("weight", values.weight_g)

    def reading(self):
        """(state, L, W, imported volume), or None for a row without a reading."""
        row = self.row
        if not (row.length or row.width or row.volume or row.state):
            return None
        length = self.cell("length", values.diameter_mm)
        width = self.cell("width", values.diameter_mm)
        volume = self.cell("volume", values.volume_mm3)
        state = self.cell("state", values.state)
        if not row.length and not row.width:
            return self._without_diameters(state, volume)
        if not row.length or not row.width:
            return self._one_diameter()
        if length is None or width is None:
            return None
        if length == 0 or width == 0:
            return self._zero(length, width, state)
        return self._measured(length, width, volume, state)

    def _measured(self, length, width, volume, state):
        if state not in (None, MEASURED):
            reason = f"The state is {state}, but L and W are given. Take one out."
            return self.wrong("state", self.row.state, reason)
        if width > length:
            sizes = f"{self.row.length} × {self.row.width} mm"
            reason = (
                f"W is larger than L: {sizes} is kept as entered; the volume uses the "
                "larger as length."
            )
            self.wrong("width", self.row.width, reason, NOTICE)
        if volume is not None:
            self._compare_volumes(float(lww_half(float(length), float(width))), volume)
        return MEASURED, length, width, None

    def _compare_volumes(self, computed, volume):
        if abs(computed - volume) > max(1, 0.01 * computed):
            reason = f"L × W² ÷ 2 is {computed:,.1f} mm³; this volume is left out."
            self.wrong("volume", self.row.volume, reason, NOTICE)

    def _without_diameters(self, state, volume):
        if state in NEEDS_REASON and not self.row.reason:
            reason = f"The state {state} needs a reason. Enter it in the reason column."
            return self.wrong("reason", "", reason)
        if state not in (None, MEASURED):
            return state, None, None, None
        if volume is not None:
            return self._volume_only(volume)
        if state == MEASURED and not self.row.volume:
            reason = "The state is MEASURED, but there is no L and W. Enter both."
            return self.wrong("state", self.row.state, reason)
        return None

    def _volume_only(self, volume):
        if self.options.volumes_are_imported:
            return MEASURED, None, None, volume
        return self.wrong("volume", self.row.volume, VOLUME_ONLY)

    def _one_diameter(self):
        field, axis = ("length", "L") if not self.row.length else ("width", "W")
        given = self.row.length or self.row.width
        reason = f"One diameter only: {axis} is missing beside {given} mm. Enter both."
        return self.wrong(field, "", reason)

    def _zero(self, length, width, state):
        meant = state or self.options.zeros_are
        if length == width == 0 and meant in ZEROS:
            return meant, None, None, None
        field = "length" if length == 0 else "width"
        return self.wrong(field, getattr(self.row, field), ASKS_STATE)

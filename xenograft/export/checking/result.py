"""What was found in a list: readings, weights, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from xenograft.export.columns import FIELDS

ERROR, NOTICE = "error", "notice"

Row = NamedTuple("Row", [(name, str) for name in FIELDS])


class Problem(NamedTuple):
    row: int
    column: str
    value: str
    reason: str
    level: str = ERROR


class Reading(NamedTuple):
    row: int
    mouse: str
    side: str
    on: dt.date
    at: dt.datetime | None
    operator: str
    note: str
    reason: str
    state: str
    length_mm: object
    width_mm: object
    imported_volume_mm3: float | None

    @property
    def what(self):
        return self[8:]


class Weight(NamedTuple):
    row: int
    mouse: str
    on: dt.date
    at: dt.datetime | None
    operator: str
    weight_g: object


@dataclass
class Options:
    """How the person says the file is to be read."""

    fields: dict  # heading -> field
    day_zero_on: dt.date | None = None
    volumes_are_imported: bool = False
    zeros_are: str = ""
    ask_day_zero: str = "enter the date of day 0"


@dataclass
class Checked:
    """What the file says, and what is wrong with it."""

    rows_count: int = 0
    day_zero_on: dt.date | None = None
    refusals: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    # Mouse -> arm, cage and rows, in order of appearance.
    arm_of: dict = field(default_factory=dict)
    cage_of: dict = field(default_factory=dict)
    rows_of: dict = field(default_factory=dict)
    arm_places: dict = field(default_factory=dict)
    readings: list = field(default_factory=list)
    weights: list = field(default_factory=list)

    @property
    def errors(self):
        return [problem for problem in self.problems if problem.level == ERROR]

    @property
    def notices(self):
        return [problem for problem in self.problems if problem.level == NOTICE]

    @property
    def marked_rows(self):
        return {problem.row for problem in self.problems if problem.level == ERROR}

    @property
    def is_ready(self):
        return not self.refusals and not self.marked_rows

    def without_marked_rows(self):
        """The readings, weights and mice of the rows that are right."""
        marked = self.marked_rows
        kept = [mouse for mouse, rows in self.rows_of.items() if not rows <= marked]
        return Checked(
            rows_count=self.rows_count - len(marked),
            day_zero_on=self.day_zero_on,
            arm_of={mouse: self.arm_of[mouse] for mouse in kept},
            cage_of={mouse: self.cage_of[mouse] for mouse in kept},
            arm_places=self.arm_places,
            readings=[one for one in self.readings if one.row not in marked],
            weights=[one for one in self.weights if one.row not in marked],
        )

"""The parts of a dosing sheet: a mouse's row, and its planned administrations."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from xenograft.analysis.dose_volume import administration_problem
from xenograft.analysis.schedule import amount_warnings
from xenograft.dosing import basis, plan
from xenograft.dosing.models import Dose, Regimen
from xenograft.implantation.models import Mouse
from xenograft.study.models.bench_rules import rules_of
from xenograft.templatetags.xenograft import plain

# What a page adds by itself: a cell that holds nothing else is untouched.
SILENT = {"at", "planned"}
GIVEN_IN_PART = [Dose.Status.GIVEN, Dose.Status.PARTIAL, Dose.Status.WRONG]


def in_words(status, volume_ml, reason=""):
    """given 0.24 mL, or missed (refused)."""
    label = str(Dose.Status(status).label)
    is_given = status in GIVEN_IN_PART and volume_ml is not None
    label = f"{label} {volume_ml:.2f} mL" if is_given else label
    return f"{label} ({reason})" if reason and status != Dose.Status.GIVEN else label


@dataclass
class Cell:
    """One administration of one mouse: planned, and what was recorded of it."""

    row: object
    column: object
    regimens: list
    doses: list
    window: tuple
    now: dt.datetime
    amount: object = None
    basis_g: Decimal | None = None
    typed: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    has_conflict: bool = False
    other: object = None
    entries: list = field(default_factory=list)
    repeated: object = None
    kept: dict | None = None
    is_repeat: bool = False
    is_before_stop: bool = False

    @property
    def key(self):
        """Names mouse and time only: a regimen would tell the arm."""
        return f"{self.row.mouse.number}-{self.column.slot}-{self.column.route}"

    @property
    def name(self):
        return f"Mouse {self.row.mouse.number} {self.column.label}"

    @property
    def is_open(self):
        """It can be given: nothing was recorded, and nothing stops it."""
        can_go_in = self.amount is not None and not self.too_much
        return not self.doses and can_go_in and not self.row.stop

    @property
    def _limit(self):
        """(level, sentence) where the volume is over a limit of its route."""
        if not (self.amount and self.amount.volume_ml and self.row.weight_g):
            return "", ""
        exact_ml = self.amount.volume_ml / (1 + self.amount.rounding_error)
        ml_per_kg = round(1000 * exact_ml / self.row.weight_g, 3)
        route = self.column.route
        limits = rules_of(self.row.study).volume_limits
        problem = administration_problem(
            route, self.amount.volume_ml, ml_per_kg, limits
        )
        return problem or ("", "")

    @property
    def too_much(self):
        """Why nothing of this volume may be given, or ""."""
        level, sentence = self._limit
        return sentence if level == "error" else ""

    @property
    def is_overdue(self):
        """Its window has passed and nobody said what happened."""
        return not self.doses and self.window[1] < self.now

    @property
    def is_outside_window(self):
        return self.doses and not self.is_in_time(self.dose.given_at)

    def is_in_time(self, given_at):
        earliest, latest = self.window
        return given_at is None or earliest <= given_at <= latest

    @property
    def notice(self):
        """What is said of a dose that was given before a stop and sent after it."""
        if not self.is_before_stop:
            return ""
        began = "the hold began" if self.row.stop.is_hold else "a limit was reached"
        return f"given before {began} and sent after it"

    @property
    def is_touched(self):
        return bool(set(self.typed) - SILENT)

    @property
    def is_decided(self):
        """Somebody told what happened, and of two entries one was chosen."""
        return bool(self.doses) and not self.entries

    @property
    def why_undecided(self):
        """What stands in the way of a dose that is not decided, or ""."""
        if self.entries:
            return "two entries"
        if self.row.stop:
            return "on hold" if self.row.stop.is_hold else "ask first"
        return "no volume yet" if self.amount is None else self.too_much and "too much"

    @property
    def choices(self):
        """What may have happened instead; where nothing may go in, or it is wrong."""
        nothing_in = [Dose.Status.MISSED, Dose.Status.WITHHELD]
        other = [] if self.row.stop else [Dose.Status.PARTIAL]
        wrong = [Dose.Status.WRONG] if self.amount else []
        known = [*(other if self.amount else []), *nothing_in, *wrong]
        return [(status.value, status.label.capitalize()) for status in known]

    @property
    def dose(self):
        return self.doses[0] if self.doses else None

    @property
    def base(self):
        """The state of what was recorded; empty while nothing is."""
        return basis.version_of(self.dose) if self.doses else ""

    @property
    def on(self):
        return self.row.on

    @property
    def weight_g(self):
        """The weight of the row, or the one that it was given by."""
        given_by = self.doses and self.dose.weight_g
        return self.basis_g or given_by or self.row.weight_g

    def compute(self):
        lacking = any(plan.lacks_dose(one) for one in self.regimens)
        if self.weight_g and not lacking:
            self.amount = plan.amount_for(self.weight_g, self.regimens)

    def compute_by(self, text):
        """Compute from the weight of a sealed text, when it was of this mouse."""
        if found := basis.opened(self.row.mouse, text):
            self.basis_g = found[0]
            self.compute()

    @property
    def recorded_ml(self):
        known = [one.volume_ml for one in self.doses if one.volume_ml is not None]
        return sum(known) if known else None

    @property
    def in_words(self):
        """What was recorded, as given 0.24 mL."""
        return in_words(self.dose.status, self.recorded_ml, self.dose.reason)

    def parts_of(self, volume_ml):
        """Each regimen's part of a volume; without a weight what was planned is not
        known."""
        if self.amount:
            return self.amount.of_volume(volume_ml)
        zero = Decimal(0)
        return [plan.Part(one, None, zero, zero) for one in self.regimens]

    @property
    def mg_per_kg(self):
        zero = Decimal(0)
        return " + ".join(
            "not entered" if plan.lacks_dose(one) else plain(one.dose_mg_per_kg or zero)
            for one in self.regimens
        )

    @property
    def rounding_percent(self):
        return 100 * self.amount.rounding_error

    @property
    def warnings(self):
        if self.amount is None or self.doses:
            return []
        _, over = self._limit
        return [*filter(None, [over]), *amount_warnings(self.amount)]


@dataclass(frozen=True)
class Column:
    slot: int
    route: str
    label: str
    time: str = ""

    @property
    def key(self):
        """As a button of the sheet names it."""
        return f"{self.slot}:{self.route}"

    @property
    def in_words(self):
        """PM, or dose 2, within a sentence."""
        return self.label.replace("Dose", "dose")

    @property
    def route_text(self):
        return Regimen.Route(self.route).label


@dataclass
class Row:
    mouse: Mouse
    arm: object
    weight_g: Decimal | None
    weighed_on: dt.date | None
    age_days: int | None
    study: object
    on: dt.date
    stop: object = None
    doubted_g: Decimal | None = None
    cells: list = field(default_factory=list)
    old_weight_reason: str = ""

    @property
    def bottle_code(self):
        """What stands on the bottle of this mouse: its arm's, or its own."""
        return self.mouse.assignment.bottle_code

    @property
    def is_asked(self):
        """Two entries of one of its doses wait for a choice."""
        return any(cell.entries for cell in self.planned)

    @property
    def freshness(self):
        if self.age_days is None:
            return None
        fresh, usable = self.study.weight_fresh_days, self.study.weight_usable_days
        return plan.freshness(self.age_days, fresh, usable)

    @property
    def basis(self):
        """The weight of this row, to be sent back with what is ticked."""
        if self.weight_g is None:
            return ""
        return basis.sealed(self.mouse, self.weight_g, self.weighed_on)

    def take_basis(self, text, on):
        """Compute from the weight that the page showed, when it was of this mouse."""
        found = basis.opened(self.mouse, text)
        if found is None or found == (self.weight_g, self.weighed_on):
            return
        self.weight_g, self.weighed_on = found
        self.age_days = (on - self.weighed_on).days
        for cell in self.planned:
            cell.compute()

    @property
    def planned(self):
        return [cell for cell in self.cells if cell]

    @property
    def first(self):
        """The administration whose volume the row shows: open ones come first."""
        still_open = [cell for cell in self.planned if cell.is_open]
        return (still_open or self.planned)[0]

    @property
    def lacks_dose(self):
        return [
            one.agent.name
            for cell in self.planned
            for one in cell.regimens
            if plan.lacks_dose(one)
        ]

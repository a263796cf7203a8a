"""One line of the grid of a session, and the lines of one cage."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from xenograft.analysis.volume import MEASURED, STATES
from xenograft.measurement.actions.sheet import CHANGED, CONFLICT, Problem
from xenograft.measurement.clock import Clock
from xenograft.measurement.corrections import in_words, name_of
from xenograft.measurement.entries import entry_state
from xenograft.measurement.entry import BODY_CONDITIONS, ULCERATION_GRADES
from xenograft.measurement.signs_shown import shown_signs

STATE_CHOICES = tuple(
    ("" if state == MEASURED else state, label) for state, label in STATES
)


def _graded(name, grades):
    texts = [f"{float(grade):g}" for grade in grades]
    return (("", name), *((text, f"{name} {text}") for text in texts))


ULCERATION_CHOICES = _graded("Ulc", ULCERATION_GRADES)
CONDITION_CHOICES = _graded("BCS", BODY_CONDITIONS)


@lru_cache(maxsize=64)
def _options(choices, chosen):
    """The options of a select: drawn once, for hundreds of rows."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if value == chosen else "", label)
            for value, label in choices
        ),
    )


@dataclass
class Row:
    """One line: a tumor, and on the first line of a mouse its weight and signs."""

    mouse: object
    tumor: object
    is_first: bool
    clock: Clock
    reading: object = None
    earlier: list = field(default_factory=list)
    before: object = None
    cells: dict = field(default_factory=dict)
    problem: Problem = None
    is_again: bool = False
    weight: object = None
    earlier_weights: list = field(default_factory=list)
    weight_cells: dict = field(default_factory=dict)
    weight_problem: Problem = None
    weight_change_percent: float = None
    baseline_g: float = None
    signs: list = field(default_factory=list)
    sign_cells: dict = field(default_factory=dict)
    sign_problem: Problem = None
    undecided: list = field(default_factory=list)
    corrections: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    shows_previous: str = "AFTER"
    tumor_count: int = 1

    @cached_property
    def previous(self):
        """The last volume before this day, where the study lets it be seen by now."""
        is_shown = self.shows_previous == "ALWAYS" or (
            self.shows_previous == "AFTER" and self.is_saved
        )
        return self.before if is_shown else None

    @cached_property
    def name(self):
        """As an input is called: Mouse 24, or Mouse 24 left of a bilateral one."""
        if not self.is_one_of_several:
            return str(self.mouse)
        return f"{self.mouse} {self.tumor.get_side_display()}"

    @property
    def is_one_of_several(self):
        return self.tumor is not None and self.tumor_count > 1

    @property
    def is_explained(self):
        """Whether anything is said under the row."""
        return bool(self.level or self.earlier_in_words or self.corrections)

    @property
    def state_options(self):
        return _options(STATE_CHOICES, self.cells["s"])

    @property
    def ulceration_options(self):
        return _options(ULCERATION_CHOICES, self.sign_cells["u"])

    @property
    def condition_options(self):
        return _options(CONDITION_CHOICES, self.sign_cells["c"])

    @property
    def other_signs(self):
        """Signs of the day beside those that have a field of their own."""
        return [s for s in self.signs if s.sign not in ("ULCERATION", "BODY_CONDITION")]

    @property
    def key(self):
        return f"t{self.tumor.pk}" if self.tumor else f"m{self.mouse.pk}"

    @property
    def is_saved(self):
        return self.reading is not None and not self.problem and not self.is_again

    @property
    def is_complete(self):
        return (self.reading if self.tumor else self.weight) is not None

    @property
    def sentences(self):
        """What is wrong with the cells of this row, in order."""
        problems = [self.problem, self.weight_problem, self.sign_problem]
        return [text for p in problems if p for text in p.errors.values()]

    @cached_property
    def errors(self):
        problems = [self.problem, self.weight_problem]
        return {cell for p in problems if p for cell in p.errors}

    @property
    def question(self):
        return self._question(self.problem, self.reading, self.cells.get("v"))

    @property
    def is_asked(self):
        """Somebody has to choose between two entries of this row."""
        problems = [self.problem, self.weight_problem, self.sign_problem]
        return any(one and one.ask for one in problems) or bool(self.undecided)

    @property
    def entries(self):
        return [entry_state(entry) for entry in self.undecided]

    @property
    def has_sign_conflict(self):
        """Somebody else graded the mouse while the form was open."""
        return bool(self.sign_problem) and self.sign_problem.ask == CONFLICT

    @property
    def is_graded_again(self):
        """Another grade than the saved one waits for the reason."""
        return bool(self.sign_problem) and self.sign_problem.ask == CHANGED

    @property
    def saved_signs(self):
        return shown_signs(self.signs)

    @property
    def doubts(self):
        """Saved values of this row that were asked about, with their answers."""
        return [one for one in (self.reading, self.weight) if one and one.question]

    @property
    def weight_question(self):
        why = self.weight_cells.get("f")
        return self._question(self.weight_problem, self.weight, why)

    def _question(self, problem, saved, why):
        if not problem or not problem.ask or saved is None:
            return None
        person = saved.read_by
        at = getattr(saved, "weighed_at", None) or getattr(saved, "measured_at", None)
        return {
            "saved": in_words(saved),
            "who": name_of(person),
            "at": at,
            "is_changed": problem.ask == CHANGED,
            "why": why or "",
            "is_correction": bool(problem.errors),
        }

    @property
    def earlier_in_words(self):
        """[(words, volume in mm³ or None, when)] of what was read before, that day."""
        earlier = [*self.earlier, *([self.reading] if self.is_again else [])]
        return [(in_words(r), r.volume_mm3, r.measured_at) for r in earlier] + [
            (in_words(w), None, w.weighed_at) for w in self.earlier_weights
        ]

    @property
    def change_percent(self):
        if not (self.is_saved and self.previous and self.previous.volume_mm3):
            return None
        if self.reading.volume_mm3 is None:
            return None
        return 100 * (self.reading.volume_mm3 / self.before.volume_mm3 - 1)

    @cached_property
    def level(self):
        """The worst that is said under the row: danger, warn, plain or ""."""
        levels = {note.level for note in self.notes}
        levels |= {"warn" if one.is_asked else "notice" for one in self.doubts}
        if self.sentences or self.is_asked:
            levels.add("error")
        tones = {"error": "danger", "warn": "warn", "notice": "plain"}
        return next((tones[level] for level in tones if level in levels), "")

"""The grid of a session: what stands in each cell, and what is said under a row."""

from collections import defaultdict

from xenograft.analysis.endpoints import baseline_g
from xenograft.implantation.models import Tumor
from xenograft.measurement.clock import lab_clock
from xenograft.measurement.corrections import corrections_of, name_of
from xenograft.measurement.entry import (
    AGAIN,
    SignCells,
    TumorCells,
    WeightCell,
    as_read,
    base_of,
    shown,
    weight_base,
)
from xenograft.measurement.loading import reads_until
from xenograft.measurement.mice import plain_mice, plain_mice_of
from xenograft.measurement.models import SentRow
from xenograft.measurement.notes import (
    mouse_notes,
    states_of,
    ulcer_notes,
    weight_change_percent,
)
from xenograft.measurement.rows import Row
from xenograft.measurement.signs_shown import shown_signs
from xenograft.study.models.bench_rules import rules_of
from xenograft.study.models.limit import current_limits


class Grid:
    """All rows of a session, by cage, or those of some of its mice.

    `post` and `outcome` are those of a save that could not keep everything: rows
    with a problem show what was typed, the others what is saved. Without an outcome
    every row shows what was typed. `known` is (mice, `Reads`, limits) where they are
    known already.
    """

    def __init__(self, study, session, post=None, outcome=None, again=None, known=None):
        self.study, self.session = study, session
        self.post, self.outcome, self.again = post, outcome, again
        self.mice, reads, self.limits = known or self._known()
        self._load(reads)
        self.clock = lab_clock()
        self.rows = [row for mouse in self.mice for row in self._rows(mouse)]

    def _known(self):
        mice = plain_mice(self.study, self.session)
        gone = plain_mice_of(self.study, self.session, self._typed_for_the_gone(mice))
        return mice + gone, reads_until(self.session), current_limits(self.study)

    def _typed_for_the_gone(self, wanted):
        """Mice that left while the form was open: what was typed stays in sight."""
        if self.outcome is None:
            return []
        tumors = Tumor.objects.filter(pk__in=list(self.outcome.tumors))
        typed = {*self.outcome.mice, *tumors.values_list("mouse", flat=True)}
        return typed - {mouse.pk for mouse in wanted}

    def _load(self, reads):
        self.readings, self.weights, self.signs = reads
        looked_at = [mouse for mouse in self.mice if reads.has_today(mouse)]
        self.states = states_of(looked_at, self.session, reads, self.limits)
        self.rules = rules_of(self.study)
        self.corrections = corrections_of(self._today(self.readings, self.weights))
        self.undecided = self._undecided()

    @property
    def readers(self):
        """[(tumor, name of the person, volume in mm3)] of the readings of the day."""
        return [
            (one.tumor_id, name_of(one.read_by), one.volume_mm3)
            for one in self._today(self.readings)
            if one.read_by
        ]

    def _today(self, *found):
        return [row for read in found for rows in read.today.values() for row in rows]

    def _undecided(self):
        """{mouse key: entries that differ from a saved one, nobody having chosen}."""
        mice = [mouse.pk for mouse in self.mice if mouse.has_undecided]
        found = defaultdict(list)
        if mice:
            rows = SentRow.objects.undecided().filter(session=self.session)
            for entry in rows.filter(mouse__in=mice):
                found[entry.mouse_id].append(entry)
        return found

    def _rows(self, mouse):
        rows = []
        tumors = self._tumors(mouse)
        for place, tumor in enumerate(tumors or [None]):
            row = Row(mouse, tumor, place == 0, self.clock, tumor_count=len(tumors))
            row.shows_previous = self.rules.previous_values
            if tumor is not None:
                self._fill_tumor(row)
            if row.is_first:
                self._fill_mouse(row)
            rows.append(row)
        read = [
            one for tumor in tumors for one in self.readings.today.get(tumor.pk, [])
        ]
        states = self.states.get(mouse.pk, [])
        rows[0].notes = mouse_notes(states, self.session, read, rows[0].weight)
        rows[0].notes += ulcer_notes(rows[0].signs)
        rows[0].baseline_g = self._baseline_g(mouse)
        rows[0].undecided = self.undecided.get(mouse.pk, [])
        return rows

    def _baseline_g(self, mouse):
        read, day = self.weights, self.session.held_on
        rows = [(one.held_on, one.weight_g) for one in read.before.get(mouse.pk, [])]
        today = [(day, one.weight_g) for one in read.today.get(mouse.pk, [])]
        return baseline_g_of(mouse, self.session, rows[::-1] + today)

    def _tumors(self, mouse):
        typed = self.outcome.tumors if self.outcome else {}
        return tumors_on(mouse, self.session.held_on, typed)

    def _fill_tumor(self, row):
        key = row.tumor.pk
        *row.earlier, row.reading = self.readings.today.get(key) or [None]
        before = self.readings.before.get(key, [])
        row.before = next((r for r in before if r.volume_mm3 is not None), None)
        row.problem = self.outcome and self.outcome.tumors.get(key)
        row.is_again = key == self.again and row.reading is not None
        row.cells = self._tumor_cells(row, key)
        row.corrections += self._corrections_of(row.reading)

    def _tumor_cells(self, row, key):
        fresh = {**shown(row.reading), "b": base_of(row.reading), "k": ""}
        if self._keeps(row.problem, "lwsy", key):
            typed = vars(TumorCells.posted(self.post, key))
            is_asked = row.problem is not None and row.problem.ask
            row.is_again = typed["k"] == AGAIN and not is_asked
            # A question is answered knowing what is saved now.
            return typed | ({"b": fresh["b"]} if is_asked else {})
        if row.is_again:
            return {**shown(None), "b": fresh["b"], "k": AGAIN}
        return fresh

    def _keeps(self, problem, names, key):
        """Whether what was typed stays, and not what is saved."""
        if self.post is None or not any(f"{n}-{key}" in self.post for n in names):
            return False
        return self.outcome is None or problem is not None

    def _fill_mouse(self, row):
        key = row.mouse.pk
        *row.earlier_weights, row.weight = self.weights.today.get(key) or [None]
        row.weight_problem = self.outcome and self.outcome.mice.get(key)
        saved = as_read(row.weight.weight_g) if row.weight else ""
        fresh = {"g": saved, "h": weight_base(row.weight), "q": ""}
        row.weight_cells = fresh
        if self._keeps(row.weight_problem, "g", key):
            row.weight_cells = vars(WeightCell.posted(self.post, key)) | (
                {"h": fresh["h"]}
                if row.weight_problem and row.weight_problem.ask
                else {}
            )
        row.weight_change_percent = weight_change_percent(
            row.weight, self._first_g(row.mouse)
        )
        row.corrections += self._corrections_of(row.weight)
        self._fill_signs(row, key)

    def _first_g(self, mouse):
        """The last weight up to day 0, else the first there is."""
        rows = [(one.held_on, one.weight_g) for one in self.weights.before[mouse.pk]]
        day = self.session.held_on
        rows = [(day, one.weight_g) for one in self.weights.today[mouse.pk]] + rows
        zero = mouse.day_zero
        until_zero = [weight_g for day, weight_g in rows if zero and day <= zero]
        return until_zero[0] if until_zero else rows[-1][1] if rows else None

    def _corrections_of(self, row):
        return self.corrections.get((type(row), row.pk), []) if row else []

    def _fill_signs(self, row, key):
        row.signs = self.signs.today.get(key, [])
        row.sign_problem = self.outcome and self.outcome.signs.get(key)
        grades = shown_signs(row.signs)
        ulceration, condition = grades["ulceration"], grades["condition"]
        row.sign_cells = {
            "u": ulceration,
            "c": condition,
            "z": f"{ulceration}|{condition}",
        }
        if self._keeps(row.sign_problem, "uc", key):
            # What is saved now is known from here on: the next save replaces it.
            row.sign_cells = vars(SignCells.posted(self.post, key)) | (
                {"z": row.sign_cells["z"]} if row.sign_problem else {}
            )


def baseline_g_of(mouse, session, weights):
    """The weight by which a loss is judged, once day 0 is there; None without.

    `weights` are (date, g) of the mouse up to the session, the oldest first.
    """
    zero = mouse.day_zero
    if zero is None or zero > session.held_on:
        return None
    days = [(day.toordinal(), float(weight_g)) for day, weight_g in weights]
    return baseline_g(days, zero.toordinal())


def tumors_on(mouse, day, besides=()):
    """The tumors of a mouse that were implanted by a day, and those of some keys."""
    return [
        tumor
        for tumor in mouse.own_tumors
        if not tumor.implanted_on or tumor.implanted_on <= day or tumor.pk in besides
    ]

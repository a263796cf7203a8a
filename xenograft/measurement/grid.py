"""The grid of a session: what stands in each cell, and what is said under a row."""

from collections import defaultdict

from xenograft.implantation.days import day_zeros
from xenograft.implantation.models import Mouse
from xenograft.measurement.corrections import corrections_of
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
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign
from xenograft.measurement.notes import day_notes, mouse_notes, weight_change_percent
from xenograft.measurement.rows import Cage, Row


class Grid:
    """All rows of a session, by cage.

    `post` and `outcome` are those of a save that could not keep everything: rows
    with a problem show what was typed, the others what is saved. Without an outcome
    every row shows what was typed. `number` asks for one mouse only.
    """

    def __init__(
        self, study, session, post=None, outcome=None, again=None, number=None
    ):
        self.study, self.session, self.number = study, session, number
        self.post, self.outcome, self.again = post, outcome, again
        self.mice = self._mice()
        self._load()
        self.rows = [row for mouse in self.mice for row in self._rows(mouse)]
        self.cages = self._by_cage()

    def _mice(self):
        mice = Mouse.objects.of_study(self.study).by_cage()
        if self.number is not None:
            mice = mice.filter(number=self.number)
        mice = mice.prefetch_related("tumors").select_related("cage", "disposition")
        wanted = list(mice.on_study(self.session.held_on))
        return wanted + self._typed_for_the_gone(mice, wanted)

    def _typed_for_the_gone(self, mice, wanted):
        """Mice that left while the form was open: what was typed stays in sight."""
        if self.outcome is None:
            return []
        there = {mouse.pk for mouse in wanted}
        by_tumor = mice.filter(tumors__in=list(self.outcome.tumors)).distinct()
        by_weight = mice.filter(pk__in=list(self.outcome.mice))
        gone = {mouse.pk: mouse for mouse in [*by_tumor, *by_weight]}
        return [mouse for pk, mouse in gone.items() if pk not in there]

    def _load(self):
        study, day = self.study, self.session.held_on
        self.readings = _grouped(
            CaliperMeasurement.objects.filter(session=self.session)
            .select_related("measured_by")
            .order_by("pk"),
            "tumor_id",
        )
        self.weights = _grouped(
            BodyWeight.objects.filter(session=self.session)
            .select_related("weighed_by")
            .order_by("pk"),
            "mouse_id",
        )
        self.signs = _grouped(
            ClinicalSign.objects.filter(session=self.session).order_by("pk"), "mouse_id"
        )
        known = CaliperMeasurement.objects.of_study(study).before(day)
        known = known.filter(volume_mm3__isnull=False).newest_per_tumor()
        self.before = {r.tumor_id: r for r in known.select_related("session")}
        self.baselines = baseline_weights(study, day)
        self.limits = list(study.limits.current())
        rows = [row for group in self.readings.values() for row in group]
        self.corrections = corrections_of(rows)
        rows = [row for group in self.weights.values() for row in group]
        self.weight_corrections = corrections_of(rows)

    def _rows(self, mouse):
        rows = []
        for place, tumor in enumerate(self._tumors(mouse) or [None]):
            row = Row(mouse, tumor, is_first=place == 0)
            if tumor is not None:
                self._fill_tumor(row)
            if row.is_first:
                self._fill_mouse(row)
            rows.append(row)
        rows[0].notes += mouse_notes(self.limits, rows)
        return rows

    def _tumors(self, mouse):
        day, typed = self.session.held_on, self.outcome.tumors if self.outcome else {}
        return [
            tumor
            for tumor in mouse.tumors.all()
            if not tumor.implanted_on or tumor.implanted_on <= day or tumor.pk in typed
        ]

    def _fill_tumor(self, row):
        key = row.tumor.pk
        *row.earlier, row.reading = self.readings.get(key) or [None]
        row.before = self.before.get(key)
        row.problem = self.outcome and self.outcome.tumors.get(key)
        row.is_again = key == self.again and row.reading is not None
        row.cells = self._tumor_cells(row, key)
        row.corrections += self.corrections.get(getattr(row.reading, "pk", None), [])
        if row.is_saved:
            row.notes += day_notes(self.limits, self.session, row)

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
        *row.earlier_weights, row.weight = self.weights.get(key) or [None]
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
            row.weight, self.baselines.get(key)
        )
        row.corrections += self.weight_corrections.get(
            getattr(row.weight, "pk", None), []
        )
        self._fill_signs(row, key)

    def _fill_signs(self, row, key):
        row.signs = self.signs.get(key, [])
        grades = {sign.sign: f"{float(sign.grade):g}" for sign in row.signs}
        ulceration, condition = (
            grades.get(sign, "") for sign in ("ULCERATION", "BODY_CONDITION")
        )
        row.sign_cells = {
            "u": ulceration,
            "c": condition,
            "z": f"{ulceration}|{condition}",
        }
        if self.post is not None and self.outcome is None and f"u-{key}" in self.post:
            row.sign_cells = vars(SignCells.posted(self.post, key))

    def _by_cage(self):
        cages = defaultdict(list)
        for row in self.rows:
            cages[row.mouse.cage].append(row)
        return [Cage(cage, rows) for cage, rows in cages.items()]

    @property
    def mice_count(self):
        return len(self.mice)

    @property
    def measured_count(self):
        unfinished = {row.mouse.pk for row in self.rows if not row.is_complete}
        return self.mice_count - len(unfinished)


def baseline_weights(study, day):
    """{mouse key: g}: the last weight up to day 0, else the first there is.

    Weights after `day` are not looked at. Two queries.
    """
    zeros, found = day_zeros(study), {}
    weights = BodyWeight.objects.of_study(study).filter(session__held_on__lte=day)
    rows = weights.order_by("session__held_on", "pk").values_list(
        "mouse_id", "session__held_on", "weight_g"
    )
    for mouse, held_on, weight_g in rows:
        zero = zeros.get(mouse)
        if mouse not in found or (zero and held_on <= zero):
            found[mouse] = weight_g
    return found


def _grouped(rows, name):
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups

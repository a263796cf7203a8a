"""The mice of a session as a page shows them: their lines, and their entries.

A page of hundreds of mice is mostly that of a minute ago. What was drawn of a mouse is
kept beside everything that it was drawn from, and shown again only where all of it is
the same: what was read and by whom, the mouse, the limits, the day, the study, and what
the person may do.
"""

import threading
from itertools import groupby
from typing import NamedTuple

from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language

from xenograft.analysis.day_value import MEAN
from xenograft.measurement.blank import BlankMice, is_blank
from xenograft.measurement.grid import Grid
from xenograft.measurement.lines import Lines
from xenograft.measurement.loading import READINGS, SIGNS, WEIGHTS, made
from xenograft.measurement.state import mouse_state
from xenograft.study.models.bench_rules import rules_of

# Ten pages of two hundred mice.
KEPT_COUNT = 2000
VERSIONS = [(kind, kind.names.index("version")) for kind in (READINGS, WEIGHTS)]
SIGN_AT = SIGNS.names.index("sign")


class Drawn(NamedTuple):
    """One mouse: its lines as HTML, its entry for the script, whether it is done."""

    lines: str
    state: dict
    is_complete: bool

    @property
    def fresh_state(self):
        """The entry as of now; its notes may be added to."""
        now, notes = timezone.now().timestamp(), self.state["notes"]
        return self.state | {"as_of": now, "notes": [dict(one) for one in notes]}


class Drawing:
    """How the mice of one page are drawn."""

    def __init__(self, study, session, *, is_editing, rows_url=""):
        self.study, self.session, self.is_editing = study, session, is_editing
        self.is_today = session.held_on == timezone.localdate()
        self.lines = Lines(study, is_editing=is_editing, is_today=self.is_today)
        self.rows_url = rows_url
        self.notes = get_template("measurement/_notes.html")

    def of_grid(self, grid):
        """{mouse key: Drawn} of the rows of a grid."""
        by_mouse = groupby(grid.rows, lambda row: row.mouse.pk)
        return {mouse: self._mouse(list(rows)) for mouse, rows in by_mouse}

    def _mouse(self, rows):
        lines = "".join(self._line(row) for row in rows)
        state = mouse_state(self.study, rows) if self.is_editing else {"notes": []}
        return Drawn(lines, state, all(row.is_complete for row in rows))

    def _line(self, row):
        line = self.lines.draw(row, self.rows_url)
        if not row.is_explained:
            return line
        told = {"row": row, "study": self.study, "is_today": self.is_today}
        told["is_mean"] = rules_of(self.study).day_value == MEAN
        return line + self.lines.note(row, self.notes.render(told))

    def of_mice(self, mice, found, limits):
        """{mouse key: Drawn} of mice and their `rows_until`; kept where it may be."""
        page = self._page(limits)
        by = {mouse.pk: (mouse.facts, _read_of(mouse, found)) for mouse in mice}
        drawn = _kept.of(page, by)
        missing = [mouse for mouse in mice if mouse.pk not in drawn]
        new = self._anew(missing, by, found, limits)
        good = [one for one in missing if _may_keep(one, self.session, by[one.pk])]
        _kept.keep(page, {one.pk: (by[one.pk], new[one.pk]) for one in good})
        return drawn | new

    def _anew(self, mice, by, found, limits):
        """Those that are not kept: the blank ones, and the others from a grid."""
        blank = BlankMice(self.study, self.session, self._mouse)
        new = {
            one.pk: blank.drawn(one, by[one.pk][-1]) for one in self._blank(mice, by)
        }
        others = [one for one in mice if one.pk not in new]
        if not others:
            return new
        known = others, made(self.session, _of_these(others, found)), limits
        return new | self.of_grid(Grid(self.study, self.session, known=known))

    def _blank(self, mice, by):
        if rules_of(self.study).previous_values == "ALWAYS":
            return []
        day = self.session.held_on
        return [one for one in mice if is_blank(one, by[one.pk][-1], day)]

    def _page(self, limits):
        """What all mice of the page are drawn by."""
        study, session, can = self.study, self.session, self.study.access.can
        return (
            (study.pk, study.code, study.measure_every_max_days),
            str(study.normal_weights),
            (session.pk, session.held_on, self.is_editing, self.rows_url),
            (can["decide"], can["draft"]),
            (rules_of(study).previous_values, rules_of(study).day_value),
            tuple((limit.pk, limit.rule) for limit in limits),
            (study.anchor_on, study.implanted_on),
            (timezone.localdate(), timezone.get_current_timezone_name()),
            get_language(),
        )


class _Kept:
    """{page: {mouse key: (what it was drawn from, Drawn)}}, the oldest page first."""

    def __init__(self):
        self.pages, self.lock = {}, threading.Lock()

    def of(self, page, by):
        """{mouse key: Drawn} of those that are drawn from the same as now."""
        kept = self.pages.get(page, {})
        found = ((pk, kept.get(pk), now) for pk, now in by.items())
        return {pk: one[1] for pk, one, now in found if one and one[0] == now}

    def keep(self, page, new):
        if not new:
            return
        with self.lock:
            self.pages[page] = self.pages.pop(page, {}) | new
            while self._count() > KEPT_COUNT:
                oldest = self.pages[next(iter(self.pages))]
                del oldest[next(iter(oldest))]
                self.pages = {page: own for page, own in self.pages.items() if own}

    def _count(self):
        return sum(map(len, self.pages.values()))


_kept = _Kept()


def forget():
    """Everything that was drawn."""
    _kept.pages.clear()


def _may_keep(mouse, session, by):
    """Not where more is shown than the key has: old values, entries, a running clock.

    An ulceration reaches its limit by lasting; a corrected value shows its history.
    """
    readings, weights, signs = by[-1]
    is_corrected = any(
        row[at] > 1
        for (kind, at), rows in zip(VERSIONS, (readings, weights), strict=True)
        for row in kind.of_day([rows], session)
    )
    is_ulcerated = any(row[SIGN_AT] == "ULCERATION" for row in signs)
    return not (mouse.has_undecided or is_corrected or is_ulcerated)


def _read_of(mouse, found):
    """The readings, weights and signs of one mouse, as they came."""
    readings, weights, signs = found
    of_tumors = [readings.get(tumor.pk, ()) for tumor in mouse.own_tumors]
    return (
        tuple(row for rows in of_tumors for row in rows),
        tuple(weights.get(mouse.pk, ())),
        tuple(signs.get(mouse.pk, ())),
    )


def _of_these(mice, found):
    keys = {mouse.pk for mouse in mice}
    tumors = {tumor.pk for mouse in mice for tumor in mouse.own_tumors}
    return [
        {key: rows for key, rows in own.items() if key in wanted}
        for own, wanted in zip(found, (tumors, keys, keys), strict=True)
    ]

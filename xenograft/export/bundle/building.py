"""Rows of the database from the rows of an export. Nothing is saved here."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models

from xenograft.endpoint.actions import picture_problem
from xenograft.export.bundle.links import (
    EARLIER,
    KEYS,
    OPTIONAL,
    ORDER,
    TUMOR,
    links_of,
)
from xenograft.export.checking import ERROR, NOTICE, Problem
from xenograft.export.files import FILES
from xenograft.export.files.pictures import path_of
from xenograft.history.models import EarlierChange
from xenograft.study.cells import plain

PERSON = "__username"


@dataclass
class Built:
    """The unsaved rows of a study, file by file, and what is wrong with them."""

    rows: dict = field(default_factory=dict)  # file -> rows, in the order to save
    problems: list = field(default_factory=list)
    picture: Callable = None  # the bytes of a picture, by its path

    @property
    def study(self):
        return self.rows["study.csv"][0]

    @property
    def errors(self):
        return [one for one in self.problems if one.level == ERROR]

    @property
    def notices(self):
        return [one for one in self.problems if one.level == NOTICE]


def build(files, people):
    """The rows that `files` become; `people` are {user name: person} known here.

    Rows find one another by name, as a person would: a dose by its mouse, arm and
    agent. A user name without an account here leaves an empty cell and a notice.
    """
    builder = _Builder(files, people)
    for name in ORDER:
        builder.add(name)
    builder.tell_what_is_missing()
    builder.count_databases()
    builder.compare_arms()
    builder.tell_unknown_people()
    return builder.built


def people_in(tables):
    """The user names in any cell that names a person."""
    return {
        cells[heading]
        for name, rows in tables.items()
        for heading, _ in _people_of(name)
        for _, cells in rows
        if cells[heading]
    }


class _Builder:
    def __init__(self, files, people):
        self.tables, self.people = files.tables, people
        self.built, self.known = Built(picture=files.picture), {}
        self.unknown = Counter()

    def add(self, name):
        self.built.rows[name] = [
            row
            for at, cells in self.tables.get(name, [])
            if (row := self._row(name, at, cells)) is not None
        ]

    def _row(self, name, at, cells):
        values = self._values(name, at, cells) | self._links(name, at, cells)
        people = self._people(name, cells)
        if people is None:
            return None
        row = _model(name)(**values | people)
        self._complete(name, row, at, cells)
        if name != "study.csv" and hasattr(row, "study_id"):
            row.study = self.built.study
        if name in KEYS:
            self.known[name, tuple(cells[heading] for heading in KEYS[name])] = row
        return row

    def _values(self, name, at, cells):
        found = {}
        for heading, kind in _plain_fields(name):
            try:
                found[kind.name] = _value(kind, plain(cells[heading]))
            except (ValidationError, ValueError) as problem:
                said = " ".join(getattr(problem, "messages", ["It cannot be read."]))
                self._tell(name, at, heading, cells[heading], said)
        return found

    def _links(self, name, at, cells):
        found = {}
        for own, (file, headings) in links_of(name).items():
            key = tuple(cells[heading] for heading in headings)
            row = self.known.get((file, key))
            if row is None and key[-1]:
                said = f"{file} has no row for {', '.join(key)}."
                self._tell(name, at, headings[-1], key[-1], said)
            found[own] = row
        return found

    def _people(self, name, cells):
        """{field: person}, or None where a row cannot be without its person."""
        found = {}
        for heading, kind in _people_of(name):
            person = self.people.get(cells[heading])
            if person is None and cells[heading]:
                self.unknown[cells[heading]] += 1
                if not kind.null:
                    return None
            found[kind.name] = person
        return found

    def _complete(self, name, row, at, cells):
        """What a table holds that its file says in another way."""
        if name == "mice.csv":
            is_number = cells["mouse"] == cells["number"]
            row.lab_id = "" if is_number else plain(cells["mouse"])
        elif name == "dispositions.csv" and row.taken_back_at is None:
            row.stands_for = row.mouse
        elif name == "imports.csv":
            row.content = ""
        elif name == "sent_rows.csv":
            file, headings = TUMOR
            row.meant = self.known.get((file, tuple(cells[one] for one in headings)))
        elif name == "photos.csv" and (said := self._picture_problem(row)):
            self._tell(name, at, "file", cells["file"], said)

    def _picture_problem(self, row):
        path = path_of(row)
        content = path and self.built.picture(path)
        if content is None:
            return "The picture is not in the export. Export the study again."
        if hashlib.sha256(content).hexdigest() != row.sha256:
            return "The picture was changed since it was exported. Export it again."
        return picture_problem(content, row.content_type)

    def tell_what_is_missing(self):
        for name in sorted(OPTIONAL - self.tables.keys()):
            said = "It is not in the export, so that history stays behind."
            self.built.problems.append(Problem(0, "file", name, said, NOTICE))

    def count_databases(self):
        """The history there is the newest of the earlier ones here."""
        oldest, newest = (self.built.rows[name] for name in EARLIER)
        last = max((row.database or 0 for row in oldest), default=0)
        for row in newest:
            row.database = last + 1

    def compare_arms(self):
        """The arm of each mouse stands in mice.csv too, and is the same."""
        placed = {cells["mouse"]: cells for _, cells in self.tables["assignments.csv"]}
        for at, cells in self.tables["mice.csv"]:
            arm = placed.get(cells["mouse"], {}).get("arm", "")
            if cells["arm"] != arm:
                said = f"The arm is not that of assignments.csv, “{arm}”."
                self._tell("mice.csv", at, "arm", cells["arm"], said)

    def tell_unknown_people(self):
        for username, count in sorted(self.unknown.items()):
            cells = "1 cell stays" if count == 1 else f"{count:,} cells stay"
            said = f"Nobody has this user name here; {cells} empty."
            self.built.problems.append(Problem(0, "person", username, said, NOTICE))

    def _tell(self, name, at, heading, value, said):
        self.built.problems.append(Problem(at, f"{name}, {heading}", value[:80], said))


def _plain_fields(name):
    """(heading, field) of the columns that are a field of the model itself."""
    file = FILES[name]
    for heading, column in file.columns.items():
        path = column.field or column.source
        if isinstance(path, str) and "__" not in path:
            kind = file.model._meta.get_field(path)
            if not isinstance(kind, models.GeneratedField):
                yield heading, kind


def _people_of(name):
    file = FILES[name]
    for heading, column in file.columns.items():
        path = column.source if isinstance(column.source, str) else ""
        if path.endswith(PERSON) and path.count("__") == 1:
            yield heading, file.model._meta.get_field(path.removesuffix(PERSON))


def _value(kind, text):
    if isinstance(kind, models.JSONField):
        return json.loads(text) if text else kind.get_default()
    if text == "":
        if kind.null and not isinstance(kind, models.CharField):
            return None
        if kind.empty_strings_allowed:
            return ""
    value = kind.clean(text, None)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(text)
    return value


def _model(name):
    return EarlierChange if name in EARLIER else FILES[name].model

"""What a heading of a CSV stands for, and how its values leave the database."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Case, F, Func, TextField, When
from django.db.models.functions import Cast

NAMED, CODED, LEFT_OUT = "named", "coded", "left-out"
ARMS = {
    NAMED: "Names",
    CODED: "Codes",
    LEFT_OUT: "Leave out",
}
_LABEL_OF_ARM = {NAMED: "name", CODED: "code"}


@dataclass(frozen=True)
class Column:
    """One heading: what it means, its unit, and where its values come from.

    `source` is a path of the file's model or an expression; `arm` is a path to an
    arm instead, which is written as the person asks. `field` is the field that the
    values of an expression become again, when the file is read back.
    """

    meaning: str
    source: object = None
    unit: str = ""
    values: str = ""
    arm: str = ""
    field: str = ""


@dataclass(frozen=True)
class File:
    """One CSV: a model, its order and its headings."""

    what: str
    model: type
    order: tuple
    columns: dict = field(repr=False)
    session: str = ""  # the path to the session whose closing counts
    names_arms: bool = False  # cannot be written without naming arms


def choices(labels):
    """The values of a choice, as the data dictionary lists them."""
    return ", ".join(code for code, _ in labels)


class Instant(Func):
    """An instant as 2026-11-03T09:12:00Z, the same text from every database."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        template = "replace(%(expressions)s, ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = (
            "replace(to_char(%(expressions)s AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '') || 'Z'"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class ChangedAt(Instant):
    """The same where SQLite itself wrote the instant: it writes milliseconds."""

    def as_sqlite(self, compiler, connection, **context):
        template = (
            "replace(replace(%(expressions)s, ' ', 'T') || CASE "
            "length(%(expressions)s) WHEN 23 THEN '000Z' ELSE 'Z' END, "
            "'.000000Z', 'Z')"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class Number(Func):
    """A number in double precision, as the database hands it over.

    `Cast` to a FloatField would call a converter for each value.
    """

    template = "CAST(%(expressions)s AS double precision)"
    output_field = TextField()


def mouse_name(path=""):
    """The name of a mouse in the lab's own list, else its number."""
    return Case(
        When(**{f"{path}lab_id": ""}, then=Cast(f"{path}number", TextField())),
        default=F(f"{path}lab_id"),
        output_field=TextField(),
    )


def headings(columns, arms=NAMED):
    """The headings that are written when arms are named, coded or left out."""
    return [
        heading
        for heading, column in columns.items()
        if not (column.arm and arms == LEFT_OUT)
    ]


def expressions(model, columns, arms=NAMED):
    """What to select for each heading: plain text and numbers, ready to write."""
    return [
        _expression(model, columns[heading], arms)
        for heading in headings(columns, arms)
    ]


def _expression(model, column, arms):
    if column.arm:
        return F(f"{column.arm}__{_LABEL_OF_ARM[arms]}")
    if not isinstance(column.source, str):
        return column.source
    kind = _field(model, column.source)
    if isinstance(kind, models.DateTimeField):
        return Instant(column.source)
    if isinstance(kind, models.DateField | models.TimeField):
        return Cast(column.source, TextField())
    if isinstance(kind, models.DecimalField):
        return Number(column.source)
    return F(column.source)


def _field(model, path):
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)

"""Changes in which a word stands: who, what, which mouse, a value, or why."""

import re
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Func, Q

from xenograft.bench.changes import HIDDEN
from xenograft.history.models import Change
from xenograft.history.triggers import tracked_models

MOST_WORDS = 8
_MOUSE = re.compile(r"\bmouse\s+(\S+)", re.IGNORECASE)
# Rows that are known by a name, which other rows tell by their key.
NAMED = ["Arm", "Agent", "Cage"]
LARGEST_NUMBER = 999_999


def holding(changes, seen, text):
    """Those of `changes` that hold every word of `text`, in any column of the list.

    `seen` are all changes that the person may see: names are looked up among them
    alone, so that nobody finds by a name what is hidden from them. “mouse 17” is that
    mouse and no other 17.
    """
    phrase = _MOUSE.search(text)
    if mice := _keys(seen, "Mouse", _is_mouse(phrase[1])) if phrase else []:
        changes = changes.filter(_of_mice(seen, mice))
        text = text.replace(phrase[0], " ")
    for word in text.split()[:MOST_WORDS]:
        changes = changes.filter(_said(word) | _named(seen, word))
    return changes


def _said(word):
    models = [m for m in tracked_models() if word.lower() in str(m._meta.verbose_name)]
    tables = [model._meta.db_table for model in models]
    deeds = [key for key, label in Change.Operation.choices if word.lower() in label]
    found = Q(person_name__icontains=word) | Q(reason__icontains=word)
    found |= Q(table_name__in=tables) | Q(operation__in=deeds)
    if word.lower() in "the program":
        found |= Q(person_name="")
    return found | Q(_ValueHolds("old", "new", word=word))


def _named(seen, word):
    """Changes of rows that point at one with this name, as Mouse 17 or an arm."""
    parts = []
    for name in NAMED:
        if keys := _keys(seen, name, Q(new__name__icontains=word)):
            parts.append(_points_at(f"{name.lower()}_id", keys))
    if mice := _keys(seen, "Mouse", _is_mouse(word)):
        parts.append(_of_mice(seen, mice))
    if word.lower() == "mouse":
        parts += [Q(**{f"{row}__has_any_keys": ["mouse_id", "tumor_id", "specimen_id"]})
                  for row in ("old", "new")]  # fmt: skip
    return reduce(or_, parts, Q(pk__in=[]))


def _of_mice(seen, mice):
    """Changes of these mice themselves, of their tumors and of their specimens."""
    found = Q(table_name="xenograft_mouse", row_pk__in=mice)
    found |= _points_at("mouse_id", mice)
    for name in ("Tumor", "Specimen"):
        if keys := _keys(seen, name, Q(new__mouse_id__in=mice)):
            found |= _points_at(f"{name.lower()}_id", keys)
    return found


def _is_mouse(word):
    named = Q(new__lab_id__iexact=word)
    if word.isascii() and word.isdigit() and int(word) <= LARGEST_NUMBER:
        named |= Q(new__lab_id="", new__number=int(word))
    return named


def _keys(seen, name, condition):
    table = f"xenograft_{name.lower()}"
    rows = seen.filter(condition, table_name=table).order_by()
    return list(rows.values_list("row_pk", flat=True).distinct())


def _points_at(column, keys):
    return Q(**{f"new__{column}__in": keys}) | Q(**{f"old__{column}__in": keys})


class _ValueHolds(Func):
    """Whether a value that was entered or changed, or its name, holds a word."""

    output_field = BooleanField()
    conditional = True
    _EACH = {
        "sqlite": (
            "json_each(coalesce({new}, {old}))",
            "json_extract({row}, '$.\"' || e.key || '\"')",
            "IS NOT",
            "LIKE",
        ),
        "postgresql": (
            "jsonb_each_text(coalesce({new}, {old}))",
            "({row} ->> e.key)",
            "IS DISTINCT FROM",
            "ILIKE",
        ),
    }

    def __init__(self, *expressions, word, **extra):
        super().__init__(*expressions, **extra)
        self.word = word

    def as_sql(self, compiler, connection, **context):
        old, new = (compiler.compile(one)[0] for one in self.source_expressions)
        each, value, differs, like = self._EACH[connection.vendor]
        before, after = value.format(row=old), value.format(row=new)
        hidden = sorted(HIDDEN)
        marks = ", ".join(["%s"] * len(hidden))
        text = (
            f"replace(e.key || ' ' || coalesce(CAST({before} AS text), '') || ' '"
            f" || coalesce(CAST({after} AS text), ''), '_', ' ')"
        )
        sql = (
            f"EXISTS (SELECT 1 FROM {each.format(old=old, new=new)} e"  # noqa: S608
            f" WHERE e.key NOT IN ({marks}) AND e.key NOT LIKE %s ESCAPE '!'"
            f" AND ({old} IS NULL OR {new} IS NULL OR {before} {differs} {after})"
            f" AND {text} {like} %s ESCAPE '!')"
        )
        # The pieces are names of columns and of functions; what is typed is a value.
        return sql, (*hidden, "%!_id", f"%{_escaped(self.word)}%")


def _escaped(word):
    for mark in "!%_":
        word = word.replace(mark, f"!{mark}")
    # Names of columns and codes are shown without their underscores.
    return word.replace("!_", " ")

"""The history of a study as a person may read it: found, listed, and as a CSV."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import PositiveSmallIntegerField, Value
from django.utils.timezone import localtime

from xenograft.bench.changes import Words, changes_of, models_seen
from xenograft.bench.filters import ChangeFilter
from xenograft.history.models import HERE, Change, EarlierChange
from xenograft.study.cells import written

COLUMNS = ["when", "who", "what", "old", "new", "why", "where"]
ROWS_AT_ONCE = 500
BEFORE = "before it came here"


@dataclass
class Found:
    """The filter of the page, and the changes that it finds, newest first."""

    filter: object
    changes: object


def found(study, query):
    """The changes that `query` (a QueryDict) asks for.

    A query without a filter finds what people changed and decided. Where the study
    came from elsewhere, the changes of before follow those made here.
    """
    query = query.copy()
    if not query.keys() & ChangeFilter.base_filters.keys():
        query["corrections"] = "decisions"
    here, before = changes_of(study), changes_of(study, EarlierChange)
    said = {
        "models": models_seen(study.access),
        "people": sorted(_people(here) | _people(before)),
        "has_earlier": before.exists(),
    }
    chosen = ChangeFilter(query, here, **said)
    if not said["has_earlier"]:
        return Found(chosen, chosen.qs)
    return Found(chosen, _both(chosen.qs, ChangeFilter(query, before, **said).qs))


def asked(form):
    """What was asked for, in words, for the printed page."""
    said = []
    for field in form:
        value = form.cleaned_data.get(field.name) if form.is_valid() else None
        if value:
            labels = dict(getattr(field.field, "choices", []))
            said.append(f"{field.label} {labels.get(value, value)}")
    return ", ".join(said)


def _people(changes):
    names = changes.order_by().values_list("person_name", flat=True).distinct()
    return {name for name in names if name}


def _both(here, before):
    """One list of both: the same columns, the number of the database last."""
    number = Value(HERE, output_field=PositiveSmallIntegerField())
    # `order_by` of each would be one of a part of a compound statement.
    here = Change.objects.filter(pk__in=here.order_by().values("pk"))
    before = EarlierChange.objects.filter(pk__in=before.order_by().values("pk"))
    both = here.order_by().annotate(database=number).union(before.order_by(), all=True)
    return both.order_by("-database", "-id")


def lines(changes):
    """The CSV of `changes` line by line: the words of the page, in full order.

    Cells that a spreadsheet would run as a formula have an apostrophe before them.
    """
    yield _line(COLUMNS)
    rest = changes.iterator(chunk_size=ROWS_AT_ONCE)
    while rows := list(islice(rest, ROWS_AT_ONCE)):
        words = Words(rows)
        for change in rows:
            yield _line(_cells(words, change))


def _cells(words, change):
    old, new = words.values(change)
    return [
        f"{localtime(change.at):%Y-%m-%d %H:%M:%S%z}",
        change.person_name or "the program",
        f"{words.what(change)} {change.deed}",
        old,
        new,
        change.reason,
        "here" if change.database == HERE else BEFORE,
    ]


def _line(cells):
    return ",".join(map(written, cells)) + "\n"

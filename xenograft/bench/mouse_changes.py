"""What was corrected of one mouse: the newest changes of its rows."""

from functools import reduce
from operator import or_

from django.db.models import Q

from xenograft.bench.changes import Words, models_seen
from xenograft.history.models import Change

MOST = 8


def changes_of_mouse(study, mouse, days):
    """The newest corrections of the values, doses and end of a mouse, in words.

    Of the tables that the person of `study.access` may see in the history, and
    nothing for who may not see it. `days` as from `days_of`. Each has change, what,
    old and new.
    """
    if not study.access.can["history"]:
        return []
    rows = [row for day in days for row in (*day.readings, *day.weights, *day.signs)]
    rows += [mouse, *mouse.tumors.all(), *mouse.doses.all(), *mouse.dispositions.all()]
    found = Change.objects.of_models(*models_seen(study.access)).filter(_of(rows))
    newest = list(found.filter(operation="update").order_by("-pk")[:MOST])
    words = Words(newest)
    return [_said(words, change) for change in newest]


def _of(rows):
    keys = {}
    for row in rows:
        keys.setdefault(row._meta.db_table, set()).add(row.pk)
    parts = [Q(table_name=name, row_pk__in=own) for name, own in keys.items()]
    return reduce(or_, parts)


def _said(words, change):
    old, new = words.values(change)
    return {"change": change, "what": words.what(change), "old": old, "new": new}

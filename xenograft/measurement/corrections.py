"""Old values of corrected readings, from the history."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from xenograft.analysis.volume import MEASURED
from xenograft.history.models import Change
from xenograft.measurement.entry import STATE_NAMES, as_read


@dataclass(frozen=True)
class Correction:
    """A value that was replaced: what it was, when, by whom and why."""

    was: str
    at: object
    who: str
    why: str


def corrections_of(rows):
    """{(model, key): [Correction]} of rows, oldest first. At most one query."""
    corrected = defaultdict(list)
    for row in rows:
        if row.version > 1:
            corrected[type(row)].append(row.pk)
    if not corrected:
        return {}
    wanted = Q()
    for model, keys in corrected.items():
        wanted |= Q(table_name=model._meta.db_table, row_pk__in=keys)
    models = {model._meta.db_table: model for model in corrected}
    found = defaultdict(list)
    for change in Change.objects.filter(wanted).corrections().order_by("id"):
        if was := _was(change):
            key = models[change.table_name], change.row_pk
            found[key].append(
                Correction(was, change.at, change.person_name, change.reason)
            )
    return found


def _was(change):
    """The value before; "" for a change of something else, as an answer."""
    old, new = change.old, change.new or {}
    if old.get("version") == new.get("version"):
        return ""
    if "weight_g" in old:
        return f"{as_read(float(old['weight_g']))} g"
    if old["state"] == MEASURED and old["length_mm"] is not None:
        return _sizes(float(old["length_mm"]), float(old["width_mm"]))
    return STATE_NAMES.get(old["state"], old["state"])


def _sizes(length_mm, width_mm):
    return f"{as_read(length_mm)} × {as_read(width_mm)} mm"


def in_words(row):
    """A saved reading or weight in a few words."""
    if hasattr(row, "weight_g"):
        return f"{as_read(row.weight_g)} g"
    if row.length_mm is not None:
        return _sizes(row.length_mm, row.width_mm)
    if row.state == MEASURED:
        return "an imported volume"
    return f"{STATE_NAMES[row.state]}{f' ({row.reason})' if row.reason else ''}"


def name_of(person):
    if person is None:
        return "an unknown person"
    return person.get_full_name() or person.get_username()

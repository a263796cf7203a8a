"""Rows as another database had them, from the earlier history of a study alone.

The keys of that history mean other rows here, so nothing is looked up by them.
"""

from xenograft.history.models import EarlierChange
from xenograft.study.models import Study


def earlier_rows(study, database, wanted):
    """{model: {key: unsaved row}} for `wanted`, {model: keys}, as they were last.

    `study` is the key of the study here. A row of which, or of whose parents, the
    history does not tell is left out. A query for each step up to the parents.
    """
    told = _told(study, database, wanted)
    here = Study.objects.get(pk=study)
    made = {model: {key: _made(told, here, model, key) for key in keys}
            for model, keys in wanted.items()}  # fmt: skip
    return {
        model: {key: row for key, row in rows.items() if row is not None}
        for model, rows in made.items()
    }


def _told(study, database, wanted):
    """{(model, key): the values it had} of the rows and all their parents."""
    ours = EarlierChange.objects.filter(study_id=study, database=database)
    told, asked = {}, set()
    while wanted:
        asked |= {(model, key) for model, keys in wanted.items() for key in keys}
        for model, keys in wanted.items():
            rows = ours.of_models(model).filter(row_pk__in=keys).order_by("id")
            for key, old, new in rows.values_list("row_pk", "old", "new"):
                told[model, key] = new or old
        wanted = _parents(told, asked)
    return told


def _parents(told, asked):
    """{model: keys} of what the rows point at, where it was not asked for."""
    wanted = {}
    for (model, _), values in told.items():
        for field in _keys_of(model):
            parent, key = field.related_model, values.get(field.column)
            is_new = key is not None and (parent, key) not in asked
            if is_new and parent is not Study:
                wanted.setdefault(parent, set()).add(key)
    return wanted


def _keys_of(model):
    """The keys to rows of a study; people of there are nobody here."""
    ours = Study._meta.app_config
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.app_config is ours
    ]


def _made(told, here, model, key):
    values = told.get((model, key))
    if values is None:
        return None
    row = model(pk=key)
    for field in _keys_of(model):
        parent = _parent(told, here, field.related_model, values.get(field.column))
        if parent is None and values.get(field.column) is not None:
            return None
        setattr(row, field.name, parent)
    for field in model._meta.concrete_fields:
        if not (field.is_relation or field.primary_key or field.generated):
            setattr(row, field.attname, field.to_python(values.get(field.column)))
    return row


def _parent(told, here, model, key):
    if model is Study:
        return here
    return None if key is None else _made(told, here, model, key)

"""From `study_path` to the SQL that finds the study of a row."""


def left_out(model):
    """Columns too large to keep twice, as the text of an imported file."""
    return getattr(model, "history_leaves_out", ())


def study_of(model, row):
    """SQL for the study's key, where `row` is NEW or OLD. NULL without a path."""
    path = getattr(model, "study_path", None)
    if path is None:
        return "NULL"
    if path == "pk":
        return f"{row}.id"
    first, *rest = path.split("__")
    field = model._meta.get_field(first)
    value = f"{row}.{field.column}"
    for step in rest:
        table = field.related_model._meta
        field = table.get_field(step)
        value = f"(SELECT {field.column} FROM {table.db_table} WHERE id = {value})"
    return value

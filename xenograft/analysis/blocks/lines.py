"""The document of an analysis as one long table: a line for each number."""

from dataclasses import dataclass

HEADINGS = [
    *("block", "table", "item", "day", "quantity", "value", "n", "combination"),
    "warning",
]
PLACE = ("block", "combination", "table", "item", "day")
# Keys that say of what a row is, in the order in which they name it.
OF_WHAT = (
    *("arm", "reference", "metric", "mouse", "comparison", "contrast", "rule"),
    *("model", "scheme"),
)
NAMES = (*OF_WHAT, "place", "better", "cage", "response", "problem", "tgi_problem")
BLOCKS = (
    *("data", "inhibition", "growth_rates", "responses", "combinations"),
    *("time_to_volume", "survival", "sensitivity", "other_models", "checks"),
    *("next_study", "mice"),
)


@dataclass(frozen=True)
class Item:
    """A row of a table of a block: its place, the row, and the block it is of."""

    place: dict
    row: dict
    found: dict


def items(document):
    """Every row of the blocks, an `Item`; numbers that stand in no table are one.

    Its place has block, combination (its arm, or empty), table, item (arm, reference,
    metric or mouse) and day.
    """
    for block in BLOCKS:
        for one in _several(document.get(block, [])):
            yield from _of_block(block, one)


def _several(found):
    return found if isinstance(found, list) else [found]


def _of_block(block, found):
    about = {"block": block, "combination": found.get("both", "")}
    yield _item(about, "", found, found)
    for table, rows in found.items():
        for row in [rows] if isinstance(rows, dict) else _rows(rows):
            yield _item(about, table, row, found)


def _rows(rows):
    is_table = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if is_table else []


def _item(about, table, row, found):
    named = [str(row[name]) for name in OF_WHAT if row.get(name) is not None]
    is_named = table or about["combination"] or about["block"] == "mice"
    item = str(row["mouse"]) if about["block"] == "mice" else " ".join(named)
    place = {**about, "table": table, "item": item if is_named else ""}
    return Item(place | {"day": row.get("day")}, row, found)


def lines(document):
    """Every number of the blocks as a dict with the keys of `HEADINGS`, in full.

    `item` names the row of the table (arm, reference, metric, mouse), `day` is its
    day where it has one, `n` its mice, `warning` what is to be said beside it. Numbers
    of a block that stand in no table have no item. Truth is 1 or 0; gaps and words
    are left out.
    """
    known = {
        (*(one[name] for name in PLACE), quantity): one["said"]
        for one in document.get("warnings", [])
        for quantity in one["quantities"]
    }
    for item in items(document):
        yield from _of_item(item, known)


def _of_item(item, known):
    place = tuple(item.place[name] for name in PLACE)
    for quantity, value in item.row.items():
        is_number = isinstance(value, int | float) and quantity not in (*NAMES, "day")
        if quantity == "n" or is_number:
            yield item.place | {
                "n": item.row.get("n"),
                "quantity": quantity,
                "value": _number(value),
                "warning": known.get((*place, quantity), ""),
            }


def _number(value):
    return int(value) if isinstance(value, bool) else value

"""The document of an analysis as one long table: a line for each number."""

HEADINGS = [
    *("block", "table", "item", "day", "quantity", "value", "n", "combination"),
]
# Keys that say of what a row is, in the order in which they name it.
OF_WHAT = ("arm", "reference", "metric", "mouse", "comparison", "contrast", "rule")
NAMES = (*OF_WHAT, "place", "better", "cage", "response", "problem", "tgi_problem")
BLOCKS = (
    *("data", "inhibition", "growth_rates", "responses", "combinations"),
    *("time_to_volume", "survival", "sensitivity", "checks", "next_study", "mice"),
)


def lines(document):
    """Every number of the blocks as a dict with the keys of `HEADINGS`, in full.

    `item` names the row of the table (arm, reference, metric, mouse), `day` is its
    day where it has one, `n` its mice. Numbers of a block that stand in no table
    have no item. Truth is 1 or 0; gaps and words are left out.
    """
    for block in BLOCKS:
        if block in document:
            yield from _of_block(block, document[block], {})


def _of_block(block, found, about):
    if isinstance(found, list):
        for one in found:
            if "both" in one:
                yield from _of_block(block, one, {"combination": one["both"]})
            else:
                yield from _of_row(block, "", one, about)
        return
    yield from _of_row(block, "", found, about)
    for table, rows in found.items():
        for row in [rows] if isinstance(rows, dict) else _rows(rows):
            yield from _of_row(block, table, row, about)


def _rows(rows):
    is_table = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if is_table else []


def _of_row(block, table, row, about):
    item = " ".join(str(row[name]) for name in OF_WHAT if row.get(name) is not None)
    of_row = {"block": block, "table": table, "item": item if table or about else ""}
    if block == "mice":
        of_row["item"] = str(row["mouse"])
    of_row |= {"day": row.get("day"), "n": row.get("n"), **about}
    for quantity, value in row.items():
        is_number = isinstance(value, int | float)
        if is_number and quantity not in (*NAMES, "day", "n"):
            yield of_row | {"quantity": quantity, "value": _number(value)}
        elif quantity == "n":
            yield of_row | {"quantity": "n", "value": value}


def _number(value):
    return int(value) if isinstance(value, bool) else value

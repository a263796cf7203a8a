"""The data dictionary as a page of the documentation."""

from itertools import groupby
from operator import itemgetter

from xenograft.export import writing
from xenograft.export.files import DICTIONARY, FILES

_HEAD = f"""# Data dictionary

Every column of every CSV of an export. `{DICTIONARY}` in the zip holds the same.
Printed by `manage.py data_dictionary` from the definitions that write the files.

UTF-8, comma, decimal point, line feed, ISO dates, instants in UTC, an empty cell for a
gap. Text that a spreadsheet would take for a formula has an apostrophe before it, which
an import takes off again.
"""


def markdown():
    return _HEAD + "".join(
        _section(name, list(rows))
        for name, rows in groupby(writing.dictionary(), itemgetter(0))
    )


def _section(name, rows):
    lines = [f"\n## {name}\n", f"{FILES[name].what.capitalize()}.\n"]
    lines += ["| column | meaning | unit | values |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cells(row):
    return [f"`{row[1]}`", *(text.replace("|", "\\|") for text in row[2:])]

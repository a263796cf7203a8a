"""Small made-up lists, and the way from one to what was found in it."""

import datetime as dt

from xenograft.export import columns
from xenograft.export.checking import Options, check
from xenograft.export.reading import sheet_of, text_of

DAY_ZERO = dt.date(2025, 3, 3)
HEADINGS = "mouse,arm,day,length_mm,width_mm,weight_g"
FOUR_ARMS = f"""{HEADINGS}
1,Vehicle,0,6.0,5.5,22.4
1,Vehicle,3,7.0,6.5,22.6
2,A,0,6.1,5.4,21.0
3,B,0,5.9,5.6,23.1
4,A + B,0,6.2,5.2,20.8
4,A + B,3,5.2,5.0,20.1
"""


def found_in(text, **said):
    """What `check` finds in a list; days count from DAY_ZERO unless said."""
    content = text if isinstance(text, bytes) else text.encode()
    sheet = sheet_of(text_of(content))
    said.setdefault("day_zero_on", DAY_ZERO)
    return check(sheet, Options(fields=columns.match(sheet.headings), **said))


def row(cells, headings=HEADINGS):
    return found_in(f"{headings}\n{cells}\n")


def reasons(checked):
    return [(one.column, one.reason) for one in checked.errors]

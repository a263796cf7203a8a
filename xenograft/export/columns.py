"""What a column of a list may be, and the other names it goes by."""

import re
import unicodedata
from dataclasses import dataclass

LEAVE_OUT = ""


@dataclass(frozen=True)
class Field:
    label: str
    names: tuple


# The first name is the heading of our own measurements.csv.
FIELDS = {
    "mouse": Field(
        "Mouse",
        (
            "mouse",
            "mouse id",
            "mouse no",
            "mouse number",
            "mouse name",
            "animal",
            "animal id",
            "animal no",
            "animal number",
            "subject",
            "subject id",
            "id",
        ),
    ),
    "arm": Field(
        "Arm",
        (
            "arm",
            "arm name",
            "group",
            "group name",
            "treatment",
            "treatment group",
            "treatment arm",
            "trt",
        ),
    ),
    "arm_position": Field("Place of the arm", ("arm position",)),
    "cage": Field("Cage", ("cage", "cage id", "cage no", "cage number", "box")),
    "side": Field(
        "Side of the tumor",
        ("tumor", "tumour", "side", "flank", "tumor side", "tumour side"),
    ),
    "day": Field("Day", ("day", "days", "study day", "day number", "time day")),
    "date": Field(
        "Date",
        (
            "date",
            "measurement date",
            "date of measurement",
            "measured on",
            "session date",
            "visit date",
        ),
    ),
    "length": Field(
        "Length L, mm",
        (
            "length mm",
            "length",
            "l",
            "l mm",
            "tumor length",
            "tumour length",
            "tumor length mm",
            "d1",
            "d1 mm",
            "d max",
            "dmax",
            "long diameter",
            "longest diameter",
            "diameter 1",
        ),
    ),
    "width": Field(
        "Width W, mm",
        (
            "width mm",
            "width",
            "w",
            "w mm",
            "tumor width",
            "tumour width",
            "tumor width mm",
            "d2",
            "d2 mm",
            "d min",
            "dmin",
            "short diameter",
            "shortest diameter",
            "diameter 2",
        ),
    ),
    "volume": Field(
        "Volume, mm³",
        (
            "volume mm3",
            "volume",
            "vol",
            "vol mm3",
            "tumor volume",
            "tumour volume",
            "tumor volume mm3",
            "tumour volume mm3",
            "tv",
            "tv mm3",
            "v",
        ),
    ),
    "weight": Field(
        "Body weight, g",
        (
            "weight g",
            "weight",
            "bw",
            "bw g",
            "body weight",
            "body weight g",
            "bodyweight",
            "bodyweight g",
            "mouse weight",
            "mouse weight g",
        ),
    ),
    "state": Field("State of the tumor", ("state", "tumor state", "tumour state")),
    "reason": Field("Reason of the state", ("reason", "reason not measured")),
    "operator": Field(
        "Measured by", ("operator", "measured by", "measurer", "technician")
    ),
    "measured_at": Field("Time of the reading", ("measured at",)),
    "weighed_by": Field("Weighed by", ("weighed by",)),
    "weighed_at": Field("Time of weighing", ("weighed at",)),
    "note": Field("Note", ("note", "notes", "comment", "comments", "remark")),
    "study": Field("Study code", ("study", "study code", "study id")),
}
_FIELD_OF = {name: field for field, known in FIELDS.items() for name in known.names}


def simple(heading):
    """Lower case, and one space for anything else: "L (mm)" becomes "l mm".

    Superscripts become digits, so that mm³ is mm3.
    """
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))


def match(headings):
    """{heading: field}, LEAVE_OUT for a column that is not understood.

    When two headings could be the same field the first is taken; an exact name
    of our own wins over another name for the same thing.
    """
    found = dict.fromkeys(headings, LEAVE_OUT)
    for is_own in (True, False):
        for heading in headings:
            field = _FIELD_OF.get(simple(heading), LEAVE_OUT)
            own = bool(field) and FIELDS[field].names[0] == simple(heading)
            if field and own is is_own and field not in found.values():
                found[heading] = field
    return found


def missing(fields, volumes_are_imported):
    """Sentences for the columns without which nothing can be imported."""
    sentences = [
        f"The file has no column for the {field}. Choose one, or add it to the file."
        for field in ("mouse", "arm")
        if field not in fields
    ]
    if "day" not in fields and "date" not in fields:
        sentences.append("The file has no column for the day or the date. Choose one.")
    return sentences + _missing_values(fields, volumes_are_imported)


def _missing_values(fields, volumes_are_imported):
    if ("length" in fields) != ("width" in fields):
        lacking = "width" if "length" in fields else "length"
        return [f"The file has one diameter only: no column for the {lacking}."]
    if "length" in fields or (volumes_are_imported and "volume" in fields):
        return []
    if "volume" in fields:
        return [
            "The file has volumes but no length and width. Mark the volumes as "
            "imported if that is all there is."
        ]
    if "weight" in fields:
        return []
    return ["The file has no length and width, no volume and no weight."]

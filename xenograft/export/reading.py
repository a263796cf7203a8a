"""From the bytes of a file to headings and rows, or one sentence why not."""

import csv
import io
from dataclasses import dataclass

LARGEST_BYTES = 20 << 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


class Unreadable(ValueError):
    """The whole file cannot be read; the text says why and what to do."""


@dataclass
class Sheet:
    headings: list
    rows: list  # (row number as a spreadsheet shows it, cells)
    delimiter: str

    @property
    def delimiter_name(self):
        return DELIMITERS[self.delimiter]


def too_large(size_bytes):
    size = f"{size_bytes / (1 << 20):,.0f} MB"
    return (
        f"The file is too large ({size}; at most {LARGEST_BYTES >> 20} MB). Nothing "
        "was read. Split it by mouse. The zip of an export of any size comes in with "
        "the import_study command."
    )


def text_of(content):
    """The text of an uploaded list: UTF-8, with or without a byte order mark."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable(too_large(len(content)))
    if content.startswith((_ZIP, _OLE)):
        raise Unreadable(
            "This is a spreadsheet file, not a CSV. Save it as CSV UTF-8 and choose "
            "that file."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_not_utf8(content, error)) from None
    if "\0" in text:
        raise Unreadable(
            "The file has NUL characters in it, so it is not plain text. Save it as "
            "CSV UTF-8."
        )
    return text


def _not_utf8(content, error):
    line = content[: error.start].count(b"\n") + 1
    where = "" if content.startswith(_UTF16) else f" (first in line {line})"
    return f"The file is not UTF-8 text{where}. Save it as CSV UTF-8."


def sheet_of(text):
    """Headings and rows of a CSV with comma, semicolon or tab.

    Rows without any cell are left out; their numbers are kept.
    """
    delimiter = _delimiter(text)
    # An unclosed quote would swallow the rest of the file without `strict`.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [heading.strip() for heading in next(lines)]
        _check_headings(headings)
        rows = [
            (number, row)
            for number, row in enumerate(lines, start=2)
            if "".join(row).strip()
        ]
    except csv.Error as error:
        raise Unreadable(_broken(error, lines.line_num)) from None
    if not rows:
        raise Unreadable("The file has headings but no rows. Nothing can be imported.")
    return Sheet(headings, rows, delimiter)


def _delimiter(text):
    first_line = text.lstrip("\r\n").splitlines()[:1]
    if not first_line or text[:1] in "\r\n":
        raise Unreadable("The first line of the file is empty. It must hold headings.")
    counts = {mark: first_line[0].count(mark) for mark in DELIMITERS}
    best = max(counts, key=counts.get)
    if counts[best] == 0:
        raise Unreadable(
            "The first line has one column only. Separate columns by comma, semicolon "
            "or tab."
        )
    return best


def _check_headings(headings):
    known = set()
    for heading in headings:
        if heading and heading.lower() in known:
            raise Unreadable(
                f"Two columns are called {heading}. Rename one of them in the file."
            )
        known.add(heading.lower())


def _broken(error, line):
    if "field larger" in str(error):
        return f"A cell in line {line} is too long. Check the quotes in the file."
    return (
        f"A quote is opened but not closed before line {line}. Check the quotes in "
        "the file."
    )

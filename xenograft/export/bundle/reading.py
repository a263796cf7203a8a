"""From a zip or a folder to the rows of each file, or one sentence why not."""

import csv
import io
import zipfile
import zlib

from xenograft.export.bundle.links import ORDER
from xenograft.export.files import FILES
from xenograft.export.reading import Unreadable

MOST_BYTES = 200 << 20  # unpacked; Python reads no more of a file than it announces
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError)
_ZIP = b"PK\x03\x04"


def is_export(content):
    """Whether these bytes are the zip of an export, and not a spreadsheet."""
    if not content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "study.csv" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def of_zip(content):
    """{file: rows}, a row being (its number in a spreadsheet, {heading: cell})."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise Unreadable(
                    "Unpacked, the export is too large (at most "
                    f"{MOST_BYTES >> 20} MB). Use the import_study command."
                )
            return _tables(archive.namelist(), archive.read)
    except DAMAGED:
        raise Unreadable("The zip is damaged or locked. Export it again.") from None


def of_folder(folder):
    """The same from a folder of CSV files."""
    names = {path.name for path in folder.iterdir()}
    return _tables(names, lambda name: (folder / name).read_bytes())


def _tables(names, read):
    for name in ORDER:
        if name not in names:
            raise Unreadable(
                f"The export has no {name}. Export the study again with all tables "
                "and the names of the arms."
            )
    return {name: _rows(name, read(name)) for name in ORDER}


def _rows(name, content):
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{name} is not a CSV in UTF-8. Export it again.") from None
    found, wanted = lines[0] if lines else [], list(FILES[name].columns)
    if found != wanted:
        odd = next(iter({*wanted} ^ {*found}), "their order")
        raise Unreadable(
            f"The headings of {name} are not those of an export: look at {odd}."
        )
    return [(at, _cells(name, at, wanted, line)) for at, line in _numbered(lines)]


def _numbered(lines):
    return [(at, line) for at, line in enumerate(lines[1:], start=2) if line]


def _cells(name, at, wanted, line):
    if len(line) != len(wanted):
        raise Unreadable(
            f"Row {at} of {name} has {len(line)} cells under {len(wanted)} headings."
        )
    return dict(zip(wanted, line, strict=True))

"""From a zip or a folder to the rows of each file, or one sentence why not."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Lock

from xenograft.endpoint.actions import MOST_PICTURE_BYTES
from xenograft.export.bundle.links import OPTIONAL, ORDER
from xenograft.export.files import FILES
from xenograft.export.reading import Unreadable

MOST_BYTES = 200 << 20  # unpacked; Python reads no more of a file than it announces
_ONE_AT_A_TIME = Lock()
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError)


@dataclass(frozen=True)
class Files:
    """What an export holds.

    `tables` is {file: rows}, a row being (its number in a spreadsheet, {heading:
    cell}); of the optional ones only those that are there. `picture` is called with
    the path of a picture and returns its bytes, or None where there is none.
    """

    tables: dict
    picture: Callable


def is_export(source):
    """Whether these bytes, or the file of this path, are the zip of an export."""
    try:
        with _opened(source) as archive:
            return "study.csv" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def of_zip(source, is_limited=True):
    """The files of a zip: its bytes, or its path; of any size where not limited."""
    try:
        with _opened(source) as archive:
            size = sum(one.file_size for one in archive.infolist())
            if is_limited and size > MOST_BYTES:
                raise Unreadable(
                    "Unpacked, the export is too large (at most "
                    f"{MOST_BYTES >> 20} MB). Use the import_study command."
                )
            tables = _tables(archive.namelist(), archive.read)
    except DAMAGED:
        raise Unreadable("The zip is damaged or locked. Export it again.") from None
    return Files(tables, partial(_picture_in_zip, source))


def of_folder(folder):
    """The same from a folder of CSV files."""
    names = {path.name for path in folder.iterdir()}
    tables = _tables(names, lambda name: (folder / name).read_bytes())
    return Files(tables, partial(_picture_in_folder, folder))


@contextmanager
def _opened(source):
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with zipfile.ZipFile(file) as archive:
        yield archive


def _picture_in_zip(source, path):
    """Its bytes, at most one more than a picture may have; None where it is not."""
    try:
        with _opened(source) as archive, archive.open(path) as picture:
            return picture.read(MOST_PICTURE_BYTES + 1)
    except (KeyError, *DAMAGED):
        return None


def _picture_in_folder(folder, path):
    try:
        with (folder / path).open("rb") as picture:
            return picture.read(MOST_PICTURE_BYTES + 1)
    except OSError:
        return None


def _tables(names, read):
    wanted = [name for name in ORDER if name in names or name not in OPTIONAL]
    for name in wanted:
        if name not in names:
            raise Unreadable(
                f"The export has no {name}. Export the study again with all tables "
                "and the names of the arms."
            )
    return {name: _rows(name, read(name)) for name in wanted}


def _rows(name, content):
    try:
        with _long_cells():
            text = io.StringIO(content.decode("utf-8-sig"), newline="")
            lines = list(csv.reader(text, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{name} is not a CSV in UTF-8. Export it again.") from None
    found, wanted = lines[0] if lines else [], list(FILES[name].columns)
    if found != wanted:
        odd = next(iter({*wanted} ^ {*found}), "their order")
        raise Unreadable(
            f"The headings of {name} are not those of an export: look at {odd}."
        )
    return [(at, _cells(name, at, wanted, line)) for at, line in _numbered(lines)]


@contextmanager
def _long_cells():
    """A kept analysis is one cell; the limit of a cell is one for the whole program."""
    with _ONE_AT_A_TIME:
        usual = csv.field_size_limit(MOST_BYTES)
        try:
            yield
        finally:
            csv.field_size_limit(usual)


def _numbered(lines):
    return [(at, line) for at, line in enumerate(lines[1:], start=2) if line]


def _cells(name, at, wanted, line):
    if len(line) != len(wanted):
        raise Unreadable(
            f"Row {at} of {name} has {len(line)} cells under {len(wanted)} headings."
        )
    return dict(zip(wanted, line, strict=True))

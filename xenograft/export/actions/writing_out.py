"""A study as CSV files: into a folder, or into one zip."""

import io
import tempfile
import zipfile

from django.utils import timezone

from xenograft.export import writing
from xenograft.export.files import DICTIONARY, NAMED
from xenograft.export.files.pictures import pictures_of
from xenograft.export.snapshot import one_moment
from xenograft.study import training

PHOTOS = "photos.csv"
# A zip holds no time, so that the same study gives the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


def export_folder(*, study, folder, arms=NAMED, closed_only=True):
    """Write all files and pictures into `folder`; returns {file name: rows}."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    if study.is_training:
        (folder / training.NOTICE).write_text(training.SAID, encoding="utf-8")
    with one_moment():
        for name in writing.files_of(arms):
            with (folder / name).open("w", encoding="utf-8", newline="") as out:
                counts[name] = writing.write(out, name, study, arms, closed_only)
        for path, content in pictures_of(study):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
    with (folder / DICTIONARY).open("w", encoding="utf-8", newline="") as out:
        writing.write_dictionary(out, arms)
    return counts


def export_zip(*, study, names, arms=NAMED, closed_only=True):
    """A temporary file with a zip of `names` and the data dictionary, at its start.

    The pictures of photos go along with their table.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115, the response closes it
    with zipfile.ZipFile(file, "w") as bundle:
        if study.is_training:
            bundle.writestr(zipfile.ZipInfo(training.NOTICE, _STAMP), training.SAID)
        with one_moment():
            for name in writing.files_of(arms):
                if name in names:
                    with _member(bundle, name) as out:
                        writing.write(out, name, study, arms, closed_only)
            if PHOTOS in names:
                for path, content in pictures_of(study):
                    # A picture is packed as it is: packed again it stays as large.
                    bundle.writestr(zipfile.ZipInfo(path, _STAMP), content)
        with _member(bundle, DICTIONARY) as out:
            writing.write_dictionary(out, arms)
    file.seek(0)
    return file


def zip_name(study):
    name = f"{study.code}_{timezone.localdate().isoformat()}.zip"
    return training.file_name(study, name)


def _member(bundle, name):
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    raw = bundle.open(info, "w", force_zip64=True)
    return io.TextIOWrapper(raw, encoding="utf-8", newline="")

"""The pictures of an export: where each lies beside the tables, and its bytes."""

import re

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Concat

from xenograft.endpoint.models import Photo

FOLDER = "photos"
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_SHA256 = re.compile(r"[0-9a-f]{64}")

PATH = Concat(
    Value(f"{FOLDER}/"),
    "sha256",
    Case(
        *[When(content_type=kind, then=Value(end)) for kind, end in ENDINGS.items()],
        default=Value(""),
    ),
    output_field=TextField(),
)


def path_of(photo):
    """The path of a photo in an export, as `PATH`; None where there can be none."""
    ending = ENDINGS.get(photo.content_type)
    is_hash = _SHA256.fullmatch(photo.sha256)
    return f"{FOLDER}/{photo.sha256}{ending}" if ending and is_hash else None


def pictures_of(study):
    """(path, bytes) of each picture of the study, once, one after the other."""
    photos = Photo.objects.of_study(study).order_by("sha256")
    written = set()
    for photo in photos.iterator(chunk_size=1):
        path = path_of(photo)
        if path and path not in written:
            written.add(path)
            yield path, bytes(photo.content)

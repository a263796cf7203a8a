"""What is typed of an endpoint before it is recorded, and photos of a mouse."""

import io

from django.db import transaction
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from xenograft.endpoint.models import EndpointDraft, Photo
from xenograft.history.context import acting
from xenograft.study.actions import Refused

MOST_PHOTO_MB = 8
# A picture that is written anew may be larger than it was.
MOST_PICTURE_BYTES = 2 * MOST_PHOTO_MB << 20
MOST_PIXELS = 60_000_000
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
NOT_TYPED = ("csrfmiddlewaretoken", "keep")


@transaction.atomic
def save_draft(*, mouse, typed, by):
    """Keep what was typed (a QueryDict) as the one open draft of a mouse."""
    fields = {name: typed.getlist(name) for name in typed if name not in NOT_TYPED}
    with acting(person=by, reason="Draft of an endpoint"):
        draft, _ = EndpointDraft.objects.update_or_create(
            mouse=mouse,
            recorded_at=None,
            defaults={"typed": fields, "saved_at": timezone.now(), "saved_by": by},
        )
    return draft


def close_draft(mouse):
    """The draft has become an endpoint; it stays, but is not offered again."""
    EndpointDraft.objects.filter(mouse=mouse, recorded_at=None).update(
        recorded_at=timezone.now()
    )


def add_photo(*, mouse, file, by, note=""):
    """Keep a photo of a mouse. Refused unless it is a JPEG, PNG or WebP of 8 MB.

    Where and with what it was taken is left out: the picture is written anew.
    """
    if file.size > MOST_PHOTO_MB << 20:
        raise Refused(
            f"{file.name} has {file.size / (1 << 20):.1f} MB; a photo has "
            f"{MOST_PHOTO_MB} MB at most. Make it smaller."
        )
    content, kind = _written_anew(file)
    with acting(person=by):
        return Photo.objects.create(
            mouse=mouse,
            content=content,
            content_type=TYPES[kind],
            note=note,
            added_by=by,
            added_at=timezone.now(),
        )


def picture_problem(content, content_type):
    """Why these bytes cannot be kept as a photo, in a sentence; "" when they can."""
    if len(content) > MOST_PICTURE_BYTES:
        return f"The picture has more than {MOST_PICTURE_BYTES >> 20} MB."
    try:
        with Image.open(io.BytesIO(content)) as picture:
            is_kind = TYPES.get(picture.format) == content_type
            is_one = is_kind and picture.width * picture.height <= MOST_PIXELS
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        is_one = False
    return "" if is_one else f"The file is no picture of the kind {content_type}."


def _written_anew(file):
    try:
        with Image.open(file) as picture:
            kind = picture.format
            if kind not in TYPES or picture.width * picture.height > MOST_PIXELS:
                raise Refused(f"{file.name} is not a photo as JPEG, PNG or WebP.")
            out = io.BytesIO()
            picture.save(out, kind)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Refused(
            f"{file.name} cannot be read as a photo. Choose a JPEG, PNG or WebP."
        ) from None
    return out.getvalue(), kind

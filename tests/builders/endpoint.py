"""Alerts, rechecks, notes and photos, and how a mouse left."""

import io

from PIL import Image

from tests.builders.days import at, date_of
from tests.builders.implantation import tumor
from xenograft import models


def disposition(mouse, day=10, reason="TUMOR_SIZE", **fields):
    return models.Disposition.objects.create(
        mouse=mouse, left_on=date_of(day), reason=reason, **fields
    )


def excised_tumor(mouse, weight_mg=1462):
    """The weight of the first mass of a mouse that left."""
    return models.ExcisedTumor.objects.create(
        disposition=mouse.disposition,
        tumor=mouse.tumors.first() or tumor(mouse),
        weight_mg=weight_mg,
    )


def picture(kind="PNG", color="red"):
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2), color).save(out, kind)
    return out.getvalue()


def photo(mouse, **fields):
    fields.setdefault("content", picture())
    fields.setdefault("content_type", "image/png")
    return models.Photo.objects.create(mouse=mouse, **fields)


def endpoint_draft(mouse, **fields):
    fields.setdefault("saved_at", at(10, 9))
    return models.EndpointDraft.objects.create(mouse=mouse, **fields)


def alert(mouse, limit, day=10, **fields):
    """An alert and the message of it to the first member of the study."""
    fields.setdefault("value", float(limit.action_level))
    fields.setdefault("value_on", date_of(day))
    made = models.Alert.objects.create(
        mouse=mouse, limit=limit, raised_at=at(day, 9), **fields
    )
    for member in mouse.study.memberships.all()[:1]:
        models.AlertMessage.objects.create(
            alert=made, person=member.person, occasion="TOLD", made_at=at(day, 9)
        )
    return made


def overdue(mouse, day=10, **fields):
    fields.setdefault("why", "NOT_MEASURED")
    fields.setdefault("noticed_at", at(day, 9))
    due_on = date_of(day - 1)
    return models.Overdue.objects.create(mouse=mouse, due_on=due_on, **fields)


def recheck(mouse, day=10, **fields):
    fields.setdefault("reason", "Read in haste")
    fields.setdefault("asked_at", at(day, 9))
    return models.Recheck.objects.create(mouse=mouse, **fields)


def welfare_note(mouse, text="Look at the left eye", **fields):
    return models.WelfareNote.objects.create(mouse=mouse, text=text, **fields)

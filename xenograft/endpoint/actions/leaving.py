from django.db import transaction
from django.utils import timezone

from xenograft.endpoint.actions.drafting import close_draft
from xenograft.endpoint.models import Alert, Disposition, ExcisedTumor
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.study.actions import Refused


@transaction.atomic
def record(*, disposition, specimens, by, weights_mg=None):
    """Save how a mouse left, what each mass weighed ({tumor: mg}), and its specimens.

    Refused when the mouse has left already. Returns the disposition.
    """
    mouse = Mouse.objects.select_for_update().get(pk=disposition.mouse_id)
    if hasattr(mouse, "disposition"):
        raise Refused(has_left(mouse.disposition))
    disposition.decided_by = by
    disposition.save()
    ExcisedTumor.objects.bulk_create(
        ExcisedTumor(disposition=disposition, tumor=tumor, weight_mg=weight_mg)
        for tumor, weight_mg in (weights_mg or {}).items()
    )
    close_draft(mouse)
    Alert.objects.going_on().filter(mouse=mouse).update(
        closed_at=timezone.now(), outcome=Alert.Outcome.LEFT
    )
    for specimen in specimens:
        specimen.collected_by = by
        specimen.save()
    return disposition


@transaction.atomic
def undo(*, mouse, by, reason):
    """Put a mouse back on study. Its values, its specimens and the row itself stay.

    Refused when it is on study already.
    """
    standing = Disposition.objects.standing().select_for_update()
    disposition = standing.filter(mouse=mouse).first()
    if disposition is None:
        raise Refused(f"{mouse} is on study already.")
    disposition.taken_back_at = timezone.now()
    disposition.taken_back_by = by
    disposition.taken_back_reason = reason
    with acting(person=by, reason=reason):
        disposition.save()


def has_left(disposition):
    return (
        f"{disposition.mouse} left the study on {disposition.left_on:%-d %b}: "
        f"{disposition.get_reason_display()}. Take that back first."
    )

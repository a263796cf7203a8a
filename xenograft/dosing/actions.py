import uuid

from django.db import transaction
from django.db.models import BigAutoField
from django.utils import timezone

from xenograft.dosing import entries, sent
from xenograft.dosing.gaps import GivenTimes
from xenograft.dosing.models import Dose, Hold, SentDose
from xenograft.dosing.rows import in_words
from xenograft.dosing.sheet import Sheet
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.storage.prepared import Prepared
from xenograft.study.actions import Refused
from xenograft.study.models import Study


@transaction.atomic
def record_doses(*, study, on, posted, by, number=None, typed=None):
    """Save the good cells of a posted sheet: (sheet, number of cells saved).

    The sheet, of all mice or of the one `number`, has the sentence of each cell that
    was not saved. What differs from a saved dose is kept beside it; `typed` says when
    it was typed, typed_at, and on which device.
    """
    sheet = held_sheet(study, on, number)
    good = entries.checked(sheet, posted, by)
    for cell, form in good:
        write_id = entries.write_id_of(posted, cell)
        cell.doses = _doses(sheet, cell, form, by, write_id)
    with acting(person=by):
        Dose.objects.bulk_create(dose for cell, _ in good for dose in cell.doses)
    for cell in [cell for cell in sheet.cells if cell.other]:
        write_id = entries.write_id_of(posted, cell)
        parts = sent.parts_of(cell, posted)
        keep_other(cell, parts=parts, write_id=write_id, by=by, **(typed or {}))
    return sheet, len(good)


def keep_other(cell, *, parts, write_id, by, typed_at=None, device=""):
    """An entry that differs from the one that stands is on the server at once.

    It is a question to everybody until one of the two is chosen. Sent again it is
    kept once.
    """
    with acting(person=by):
        entry, is_new = SentDose.objects.get_or_create(
            write_id=write_id or uuid.uuid4(),
            mouse=cell.row.mouse,
            defaults={
                "slot_on": cell.on,
                "slot_number": cell.column.slot,
                "route": cell.column.route,
                "parts": parts,
                "sent_by": by,
                "typed_at": typed_at,
                "device": device[:80],
            },
        )
    if is_new:
        entry.words = sent.words_of(entry.parts)
        cell.entries.append(entry)


_HELD = Prepared(
    lambda study: (
        Study.objects.select_for_update()
        .filter(pk=study)
        .values_list("locked_at", flat=True)
    ),
    study=BigAutoField(),
)


def held_sheet(study, on, number=None):
    """The sheet while the study's row is held: two people saving see one another."""
    (study.locked_at,) = _HELD.rows(study=study.pk)
    sheet = Sheet(study, on, number)
    if sheet.problem:
        raise Refused(sheet.problem)
    return sheet


def _doses(sheet, cell, form, by, write_id):
    parts = cell.parts_of(form.volume_ml)
    return [
        Dose(
            mouse=cell.row.mouse,
            regimen=part.regimen,
            slot_on=sheet.on,
            slot_number=cell.column.slot,
            status=form.outcome,
            given_at=form.given_at,
            weight_g=cell.row.weight_g,
            planned_mg=part.planned_mg and float(part.planned_mg),
            amount_mg=float(part.given_mg),
            volume_ml=part.volume_ml,
            preparation=sheet.preparations.get(cell.row.arm.pk),
            reason=_reason(cell, form),
            given_by=by,
            write_id=write_id,
        )
        for part in parts
    ]


def _reason(cell, form):
    row, old = cell.row, ""
    if row.freshness == "too old" and row.old_weight_reason:
        old = f"weight of {row.age_days} days ago: {row.old_weight_reason}"
    said = [form.cleaned_data["reason"], old, cell.notice]
    return "; ".join(filter(None, said))[:200]


@transaction.atomic
def correct_dose(*, cell, form, based_on, by, why, given_by=None):
    """Change what was recorded for a cell, in place; the history keeps the old one.

    `given_by` is who gave it, when that is somebody else than was recorded.
    """
    doses = _held(cell, based_on, form.in_words)
    leaving_out = [dose.pk for dose in doses]
    mouse = cell.row.mouse.number
    given = GivenTimes(cell.row.study, form.on, leaving_out, mouse)
    if problem := given.problem(cell, form):
        raise Refused(problem)
    parts = cell.amount.of_volume(form.volume_ml)
    with acting(person=by, reason=why):
        for dose, part in zip(doses, parts, strict=True):
            dose.status, dose.given_at = form.outcome, form.given_at
            dose.reason = form.cleaned_data["reason"]
            dose.planned_mg = float(part.planned_mg)
            dose.amount_mg = float(part.given_mg)
            dose.volume_ml, dose.version = part.volume_ml, dose.version + 1
            dose.weight_g = cell.weight_g
            dose.given_by = given_by or dose.given_by
            dose.save()


@transaction.atomic
def undo_dose(*, cell, based_on, by, why):
    """Take back an entry that was made by mistake: it stays, and its slot is open."""
    doses = _held(cell, based_on, "not recorded")
    with acting(person=by, reason=why):
        for dose in doses:
            dose.taken_back_at, dose.taken_back_by = timezone.now(), by
            dose.taken_back_reason, dose.version = why, dose.version + 1
            dose.save()


def _held(cell, based_on, wanted):
    """The doses of the cell as they are now, refused when they are newer."""
    keys = [dose.pk for dose in cell.doses]
    standing = Dose.objects.standing().select_for_update()
    held = {one.pk: one for one in standing.filter(pk__in=keys)}
    if len(held) != len(keys):
        raise Refused("Somebody else took this entry back. Open the sheet again.")
    doses = [held[key] for key in keys]
    if based_on != doses[0].version:
        saved = in_words(doses[0].status, sum(d.volume_ml or 0 for d in doses))
        raise Refused(f"Somebody else saved {saved}; you chose {wanted}.")
    return doses


def save_design(*, form, by, reason=""):
    """Save an agent or a regimen, with the reason for it in the history."""
    with acting(person=by, reason=reason), transaction.atomic():
        return form.save()


def close_day(*, form, by):
    """Plan no dose on a date; the history says who closed it."""
    with acting(person=by), transaction.atomic():
        return form.save()


def open_again(*, closed, by, reason):
    """Plan doses on a date that was closed."""
    with acting(person=by, reason=reason), transaction.atomic():
        closed.delete()


@transaction.atomic
def hold(*, mouse, reason, by):
    """Let nobody dose a mouse until the hold is lifted. Refused when it is held."""
    held = Mouse.objects.select_for_update().get(pk=mouse.pk)
    if held.holds.standing().exists():
        raise Refused(f"Mouse {mouse.number} is on hold already.")
    return Hold.objects.create(mouse=mouse, reason=reason, held_by=by)


@transaction.atomic
def lift_hold(*, mouse, reason, by):
    """Let a mouse be dosed again; the hold stays to be read."""
    standing = Hold.objects.standing().select_for_update().filter(mouse=mouse).first()
    if standing is None:
        raise Refused(f"Mouse {mouse.number} is not on hold.")
    standing.lifted_at, standing.lifted_by = timezone.now(), by
    standing.lifted_reason = reason
    with acting(person=by, reason=reason):
        standing.save()


def remove_regimen(*, regimen, by):
    """Take a regimen that was never given out of the design."""
    with acting(person=by), transaction.atomic():
        regimen.delete()

"""One administration as a page sends it: recorded, changed, or taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from xenograft.dosing import actions, deciding, entries
from xenograft.dosing import sent as texts
from xenograft.dosing.forms.correction import UNDO, CorrectionForm
from xenograft.dosing.models import SentDose
from xenograft.study.actions import Refused

NOT_PLANNED = "No dose is planned for this mouse then. Nothing was saved."


def save_tick(*, study, on, key, sent, by):
    """(sheet, cell) of the mouse after `sent`; what was not saved is in `cell.errors`.

    `sent` is a dict of texts: write_id, status, ml, reason, at (an instant or a
    clock), planned (mL as the page showed it), basis, old_weight, and base, which
    names the state that the person saw: empty while nothing was recorded. Sent
    twice it changes nothing. With `cell.has_conflict` somebody else was first.
    """
    if sent.get("base") or sent.get("status") == UNDO:
        return _change(study, on, key, sent, by)
    number = int(key.split("-")[0])
    posted = texts.posted_of(key, sent)
    sheet, _ = actions.record_doses(
        study=study, on=on, posted=posted, by=by, number=number, typed=_typed(sent)
    )
    cell = sheet.cell(key)
    if sheet.errors or cell is None:
        raise Refused(" ".join(sheet.errors) or NOT_PLANNED)
    if cell.other:
        cell.kept = texts.parts_of(cell, posted)
    elif cell.repeated:
        _as_kept(cell)
    elif cell.is_repeat:
        # Saved before, and perhaps changed or taken back by somebody since.
        cell.has_conflict = not (
            _is_untouched(cell, posted) or _is_as_sent(cell, sent, on)
        )
    return sheet, cell


def _typed(sent):
    """When it was typed, and on which device, where that was said."""
    typed_at = parse_datetime(sent.get("typed_at", ""))
    known = typed_at and timezone.is_aware(typed_at)
    device = sent.get("device", "")
    return {"typed_at": typed_at if known else None, "device": device}


def _as_kept(cell):
    """Sent before, when it differed from what stood: a question, or decided since."""
    cell.kept, cell.has_conflict = cell.repeated.parts, cell.repeated.is_open


def _is_untouched(cell, posted):
    """Whether this very write stands as it came: nobody corrected it since."""
    dose = cell.dose
    write_id = entries.write_id_of(posted, cell)
    return bool(dose and dose.write_id == write_id and dose.version == 1)


@transaction.atomic
def _change(study, on, key, sent, by):
    sheet = actions.held_sheet(study, on, int(key.split("-")[0]))
    cell = sheet.cell(key)
    if cell is None:
        raise Refused(NOT_PLANNED)
    return sheet, _changed_or_kept(cell, sent, on, by)


def _changed_or_kept(cell, sent, on, by):
    is_undo = sent["status"] == UNDO
    write_id = entries.write_id_of(sent, cell)
    sent_before = SentDose.objects.filter(write_id=write_id, mouse=cell.row.mouse)
    cell.repeated = sent_before.first()
    if cell.repeated:
        _as_kept(cell)
        return cell
    if is_undo and deciding.set_own_aside(cell, by):
        cell.kept = {name: sent.get(name, "") for name in texts.PARTS}
        return cell
    return _changed(cell, sent, on, by, is_undo)


def _changed(cell, sent, on, by, is_undo):
    if not cell.doses:
        cell.has_conflict = not is_undo
        return cell
    if cell.base != sent.get("base"):
        cell.has_conflict = is_undo or not _is_as_sent(cell, sent, on)
        if cell.has_conflict and not is_undo:
            _keep_other(cell, sent, on, by)
        return cell
    form = _form(cell, sent, on, _why(cell, sent, on, by))
    if not form.is_valid():
        cell.errors = entries.sentences(form)
    elif is_undo:
        _undo(cell, form, by)
    else:
        _correct(cell, form, by)
    return cell


def _form(cell, sent, on, why):
    typed = {name: sent.get(name, "") for name in texts.TYPED}
    typed |= {"why": why, "based_on": cell.dose.version}
    return CorrectionForm(typed, cell=cell, on=on)


def _is_as_sent(cell, sent, on):
    """Whether what was sent stands already: the answer to it was lost."""
    if not cell.doses:
        return False
    form = _form(cell, sent, on, "sent again")
    return form.is_valid() and form.in_words == cell.in_words


def _keep_other(cell, sent, on, by):
    form = _form(cell, sent, on, "kept beside the other entry")
    if not form.is_valid():
        return
    cell.kept = {name: sent.get(name, "") for name in texts.PARTS}
    write_id = entries.write_id_of(sent, cell)
    actions.keep_other(cell, parts=cell.kept, write_id=write_id, by=by, **_typed(sent))


def _why(cell, sent, on, by):
    """On the day, people change their own entries without saying why."""
    if sent.get("why"):
        return sent["why"]
    if cell.dose.given_by == by and on == timezone.localdate():
        return "changed on the sheet of the day"
    raise Refused("Say why it is changed: use Correct beside the dose.")


def _undo(cell, form, by):
    given = {"cell": cell, "based_on": cell.dose.version, "by": by}
    actions.undo_dose(**given, why=form.cleaned_data["why"])


def _correct(cell, form, by):
    given = {"cell": cell, "based_on": cell.dose.version, "by": by}
    actions.correct_dose(form=form, why=form.cleaned_data["why"], **given)

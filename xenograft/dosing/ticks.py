"""One administration as a page sends it: recorded, changed, or taken back."""

from django.db import transaction
from django.utils import timezone

from xenograft.dosing import actions, entries
from xenograft.dosing.forms.correction import UNDO, CorrectionForm
from xenograft.study.actions import Refused

PARTS = ("status", "ml", "reason", "at", "planned")
NOT_PLANNED = "No dose is planned for this mouse then. Nothing was saved."


def save_tick(*, study, on, key, sent, by):
    """The cell as it stands after `sent`; what was not saved is in `cell.errors`.

    `sent` is a dict of texts: write_id, status, ml, reason, at (an instant or a
    clock), planned (mL as the page showed it), basis, old_weight, and base, which
    names the state that the person saw: empty while nothing was recorded. Sent
    twice it changes nothing. With `cell.has_conflict` somebody else was first.
    """
    if sent.get("base") or sent.get("status") == UNDO:
        return _change(study, on, key, sent, by)
    number = int(key.split("-")[0])
    posted = _posted(key, sent)
    sheet, _ = actions.record_doses(
        study=study, on=on, posted=posted, by=by, number=number
    )
    cell = sheet.cell(key)
    if sheet.errors or cell is None:
        raise Refused(" ".join(sheet.errors) or NOT_PLANNED)
    if cell.is_repeat:
        # Saved before, and perhaps changed or taken back by somebody since.
        cell.has_conflict = not (cell.doses and _is_as_sent(cell, sent, on))
    return cell


def _posted(key, sent):
    """The same under the names of the form's fields."""
    status = sent.get("status", "")
    is_given = status == "GIVEN"
    cells = {name: sent.get(name, "") for name in PARTS}
    cells |= {"given": "on" if is_given else "", "status": "" if is_given else status}
    number = key.split("-")[0]
    return {
        "write_id": sent.get("write_id", ""),
        f"{number}-basis": sent.get("basis", ""),
        f"{number}-old-weight": sent.get("old_weight", ""),
        **{f"{key}-{name}": text for name, text in cells.items()},
    }


@transaction.atomic
def _change(study, on, key, sent, by):
    cell = actions.held_sheet(study, on, int(key.split("-")[0])).cell(key)
    if cell is None:
        raise Refused(NOT_PLANNED)
    is_undo = sent["status"] == UNDO
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
        cell.errors = [text for found in form.errors.values() for text in found]
    elif is_undo:
        _undo(cell, form, by)
    else:
        _correct(cell, form, by)
    return cell


def _form(cell, sent, on, why):
    typed = {name: sent.get(name, "") for name in PARTS}
    typed |= {"why": why, "based_on": cell.dose.version}
    return CorrectionForm(typed, cell=cell, on=on)


def _is_as_sent(cell, sent, on):
    """Whether what was sent stands already: the answer to it was lost."""
    form = _form(cell, sent, on, "sent again")
    return form.is_valid() and form.in_words == cell.in_words


def _keep_other(cell, sent, on, by):
    form = _form(cell, sent, on, "kept beside the other entry")
    if form.is_valid():
        cell.other = f"{form.in_words}{entries.when(form.given_at)}"
        actions.keep_other(cell, by)


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

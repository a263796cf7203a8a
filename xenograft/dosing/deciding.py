"""Two entries of one dose: both are kept, and somebody chooses which one counts."""

import uuid

from django.db import transaction

from xenograft.dosing import actions, entries, sent
from xenograft.dosing.forms import CorrectionForm
from xenograft.dosing.models import SentDose
from xenograft.history.context import acting
from xenograft.study.actions import Refused

Outcome = SentDose.Outcome
CHOICES = {"taken": Outcome.TAKEN, "aside": Outcome.SET_ASIDE}
GONE = "No dose is planned for this mouse then any more. Set the other entry aside."


@transaction.atomic
def decide_entry(*, study, on, write_id, choice, why, by):
    """Settle an open entry of a date: it is taken, or set aside, and says why.

    One that is taken becomes the dose, as given by who sent it; what was saved before
    stays in the history. Returns the entry, or None when it was decided before.
    Refused without a reason, and where it cannot be true beside the other doses.
    """
    sheet = actions.held_sheet(study, on)
    opened = SentDose.objects.of_study(study).undecided().filter(slot_on=on)
    entry = opened.filter(write_id=_known(write_id)).select_related("mouse").first()
    if entry is None:
        return None
    if not why.strip():
        raise Refused(f"{entry.mouse}: say why the entry counts, or why it does not.")
    if choice not in CHOICES:
        raise Refused(f"“{choice}” is no choice. Take the entry, or set it aside.")
    outcome = CHOICES[choice]
    with acting(person=by, reason=f"Two entries: {why.strip()}"[:200]):
        if outcome == Outcome.TAKEN:
            _take(sheet, entry, why.strip(), by)
        entry.settle(outcome, by)
    return entry


def _known(write_id):
    try:
        return uuid.UUID(write_id)
    except ValueError:
        raise Refused("This entry is not known. Open the sheet again.") from None


def _take(sheet, entry, why, by):
    cell = sheet.cell(entry.key)
    if cell is None:
        raise Refused(GONE)
    if cell.doses:
        _replace(sheet, cell, entry, why, by)
    else:
        _record(sheet, cell, entry)


def _replace(sheet, cell, entry, why, by):
    cell.compute_by(entry.parts.get("basis", ""))
    typed = entry.parts | {"why": why, "based_on": cell.dose.version}
    form = CorrectionForm(typed, cell=cell, on=sheet.on)
    if not form.is_valid():
        raise Refused(" ".join(entries.sentences(form)))
    actions.correct_dose(
        cell=cell,
        form=form,
        based_on=cell.dose.version,
        by=by,
        why=f"Two entries: {why}"[:200],
        given_by=entry.sent_by,
    )


def _record(sheet, cell, entry):
    """The dose that was saved was taken back since: the other one is recorded."""
    posted = sent.posted_of(entry.key, entry.parts)
    study = cell.row.study
    saved, _ = actions.record_doses(
        study=study, on=sheet.on, posted=posted, by=entry.sent_by
    )
    if problems := [*saved.errors, *saved.cell(entry.key).errors]:
        raise Refused(" ".join(problems))


def set_own_aside(cell, by):
    """Whether somebody took back an entry that differs: it is set aside, and stays."""
    own = [entry for entry in cell.entries if entry.sent_by_id == by.pk]
    with acting(person=by, reason="Two entries: taken back by who sent it"):
        for entry in own:
            entry.settle(Outcome.SET_ASIDE, by)
    return bool(own)

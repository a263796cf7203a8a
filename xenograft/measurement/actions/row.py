"""One row of a session, as a device sends it part by part."""

import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import BigAutoField, Q, UUIDField
from django.utils.dateparse import parse_datetime

from xenograft.analysis.volume import MEASURED
from xenograft.measurement.actions import asking
from xenograft.measurement.actions.grid import save_cells
from xenograft.measurement.actions.session import held_session, require_open
from xenograft.measurement.actions.sheet import Outcome, Sheet, read_at
from xenograft.measurement.actions.signs import TypedSign
from xenograft.measurement.entry import AGAIN, TYPO
from xenograft.measurement.mice import known_mouse
from xenograft.measurement.models import SentRow
from xenograft.storage.prepared import Prepared
from xenograft.study.actions import Refused

POSTURES = {f"{grade}": Decimal(grade) for grade in range(4)}
PARTS = ("tumor", "weight", "signs", "note", "keep")
_SENT = Prepared(
    lambda write_id, session, mouse: SentRow.objects.filter(
        Q(write_id=write_id) | Q(session=session, mouse=mouse, outcome="OPEN")
    ).order_by("pk"),
    write_id=UUIDField(),
    session=BigAutoField(),
    mouse=BigAutoField(),
)
TAKEN_WRITE = "This write was used for another row. Reload the page and type it again."


@transaction.atomic
def save_row(*, study, held_on, number, sent, by):
    """Save the parts of one mouse's row of a day that `sent` names; the others stay.

    `sent` has write_id, typed_at and device, and any of tumor, weight, signs, note
    and keep, as texts. What was sent is kept as it came. A write_id that is there
    already changes nothing. A part that differs from what somebody else saved since
    is a conflict: it is not written, but stays as an open `SentRow`. Returns the
    Outcome, with the session and what is known of the mouse now. Refused for a mouse
    that is not in the study, and when the session is closed; what was saved before it
    was closed is answered as saved.
    """
    write_id = _write_id(sent)
    now = held_session(study, held_on=held_on)
    now.study = study
    known = known_mouse(study, now, number)
    if known is None:
        raise Refused(f"Mouse {number} is not in {study.code}.")
    outcome = Outcome(session=now, known=known)
    if before := _sent_before(write_id, outcome):
        return _repeated(before, outcome, by)
    require_open(now)
    sheet = Sheet(now, by, read_at(now, _typed_at(sent)), outcome, known=known)
    parts = {name: sent[name] for name in PARTS if name in sent}
    write_parts(sheet, parts)
    if not outcome.is_refused:
        _keep_as_sent(sheet, write_id, sent, parts)
    return outcome


def _sent_before(write_id, outcome):
    """The row with this key; on the way, whether the mouse has undecided entries."""
    session, mouse = outcome.session.pk, outcome.known.mouse.pk
    found = _SENT.rows(write_id=write_id, session=session, mouse=mouse)
    found = [one for one in found if one.session_id == session]
    outcome.known.mouse.has_undecided = any(one.outcome == "OPEN" for one in found)
    return next((one for one in found if one.write_id == write_id), None)


def _keep_as_sent(sheet, write_id, sent, parts):
    is_open = sheet.outcome.is_asked
    mouse = sheet.known.mouse
    mouse.has_undecided = mouse.has_undecided or is_open
    SentRow.objects.create(
        session=sheet.session,
        mouse=mouse,
        write_id=write_id,
        parts=parts,
        typed_at=_typed_at(sent),
        sent_by=sheet.by,
        device=str(sent.get("device", ""))[:80],
        outcome=SentRow.Outcome.OPEN if is_open else SentRow.Outcome.SAVED,
    )


def write_parts(sheet, parts):
    """Save parts of the known mouse of `sheet`, in a transaction that holds it."""
    mouse = sheet.known.mouse
    if "keep" in parts:
        _keep(sheet, parts["keep"])
    save_cells(sheet, _posted(mouse, parts), _signs(mouse, parts))


def _write_id(sent):
    try:
        return uuid.UUID(str(sent["write_id"]))
    except ValueError:
        raise Refused("The row has no write_id. Nothing was saved.") from None


def _typed_at(sent):
    text = sent.get("typed_at") or ""
    moment = parse_datetime(text) if isinstance(text, str) else None
    return moment if moment and moment.tzinfo else None


def _repeated(before, outcome, by):
    """The answer to a row that came before: still open, or there."""
    sent = (before.session_id, before.mouse_id, before.sent_by_id)
    if sent != (outcome.session.pk, outcome.known.mouse.pk, by.pk):
        raise Refused(TAKEN_WRITE)
    outcome.repeated = before
    outcome.is_still_open = before.outcome == SentRow.Outcome.OPEN
    return outcome


def _posted(mouse, parts):
    """The parts under the names of the form's fields."""
    post = {}
    if tumor := parts.get("tumor"):
        state = tumor.get("state", "")
        cells = {
            "l": tumor.get("l", ""),
            "w": tumor.get("w", ""),
            "s": "" if state == MEASURED else state,
            "y": tumor.get("reason", ""),
            "b": tumor.get("base", ""),
            "k": _how(tumor),
            "v": str(tumor.get("why", "")),
        }
        post |= {f"{name}-{tumor['tumor']}": text for name, text in cells.items()}
    if weight := parts.get("weight"):
        cells = {
            "g": weight["g"],
            "h": weight.get("base", ""),
            "q": _how(weight),
            "f": str(weight.get("why", "")),
        }
        post |= {f"{name}-{mouse.pk}": text for name, text in cells.items()}
    return post | _posted_signs(mouse, parts.get("signs") or {})


def _posted_signs(mouse, signs):
    if not {"ulceration", "condition"} & set(signs):
        return {}
    base = signs.get("base", {})
    names = ("ulceration", "condition")
    return {
        f"u-{mouse.pk}": signs.get("ulceration", base.get("ulceration", "")),
        f"c-{mouse.pk}": signs.get("condition", base.get("condition", "")),
        f"z-{mouse.pk}": "|".join(base.get(name, "") for name in names),
        f"d-{mouse.pk}": str(signs.get("why", "")),
    }


def _how(part):
    return AGAIN if part.get("how") == AGAIN else TYPO


def _signs(mouse, parts):
    signs = parts.get("signs") or {}
    found = []
    posture = POSTURES.get(signs.get("posture"))
    if posture is not None:
        base = signs.get("base", {}).get("posture", "")
        why = str(signs.get("why", ""))
        found.append(TypedSign(mouse, "HUNCHED", posture, base=base, why=why))
    if note := parts.get("note"):
        text, base = note["text"].strip()[:300], note.get("base", "")
        found.append(TypedSign(mouse, "OTHER", Decimal(0), text, base))
    return found


def _keep(sheet, keep):
    """A value that was asked about is right; only the value that the person saw."""
    reads = sheet.known.reads
    today = (reads.readings if keep.get("tumor") else reads.weights).today
    for value in [one for rows in today.values() for one in rows]:
        if keep.get("base") == f"{value.pk}.{value.version}":
            asking.answer_and_save(value, asking.Answer.KEPT, sheet.by, "Kept as typed")

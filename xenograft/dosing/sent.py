"""One dose as a device sends it: a dict of texts, under the names of the sheet."""

from django.utils.dateparse import parse_datetime

from xenograft.dosing.entries import WITH_VOLUME, MilliliterField, when
from xenograft.dosing.rows import in_words
from xenograft.measurement.corrections import name_of

TYPED = ("status", "ml", "reason", "at", "planned")
PARTS = (*TYPED, "basis", "old_weight")


def posted_of(key, sent):
    """The same under the names of the form's fields."""
    status = sent.get("status", "")
    is_given = status == "GIVEN"
    cells = {name: sent.get(name, "") for name in TYPED}
    cells |= {"given": "on" if is_given else "", "status": "" if is_given else status}
    number = key.split("-")[0]
    return {
        "write_id": sent.get("write_id", ""),
        f"{number}-basis": sent.get("basis", ""),
        f"{number}-old-weight": sent.get("old_weight", ""),
        **{f"{key}-{name}": text for name, text in cells.items()},
    }


def parts_of(cell, posted):
    """What was typed of a dose, in texts, as a device sends it."""
    form, number = cell.other, cell.row.mouse.number
    planned = f"{cell.amount.volume_ml:.2f}" if cell.amount else ""
    given_at = form.given_at.isoformat() if form.given_at else ""
    return {
        "status": form.outcome,
        "ml": form.data.get("ml", ""),
        "reason": form.data.get("reason", ""),
        "at": form.data.get("at") or given_at,
        "planned": form.data.get("planned", planned),
        "basis": posted.get(f"{number}-basis", ""),
        "old_weight": posted.get(f"{number}-old-weight", ""),
    }


def words_of(parts):
    """given 0.22 mL at 09:12, of the parts of an entry."""
    status = parts["status"]
    ml = parts.get("ml") if status in WITH_VOLUME else parts.get("planned")
    volume_ml = MilliliterField(required=False).to_python(ml or "")
    words = in_words(status, volume_ml, parts.get("reason", ""))
    at = parts.get("at") or ""
    return words + (when(parse_datetime(at)) if "T" in at else f" at {at}" * bool(at))


def entry_state(entry):
    """An open entry as a page shows it."""
    return {
        "write_id": str(entry.write_id),
        "words": words_of(entry.parts),
        "by": name_of(entry.sent_by),
        "person": entry.sender,
        "device": entry.device,
    }

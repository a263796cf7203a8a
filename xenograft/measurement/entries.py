"""Entries that differ from a saved one, in words."""

from xenograft.measurement.corrections import name_of
from xenograft.measurement.entry import STATE_NAMES
from xenograft.templatetags.xenograft import clock

SIGN_WORDS = {
    "ulceration": "ulceration",
    "condition": "body condition",
    "posture": "posture",
}


def words_of(parts):
    """What was typed: `11.9 × 8.1 mm`, `21.4 g`, `ulceration 2`."""
    found = [spell(parts[name]) for name, spell in SPELLED.items() if name in parts]
    return ", ".join(text for text in found if text)


def _tumor(tumor):
    if tumor.get("l") or tumor.get("w"):
        return f"{tumor.get('l', '')} × {tumor.get('w', '')} mm"
    state = STATE_NAMES.get(tumor.get("state"), "")
    return tumor.get("reason") or state


def _signs(signs):
    return ", ".join(
        f"{words} {signs[name]}" for name, words in SIGN_WORDS.items() if name in signs
    )


SPELLED = {
    "tumor": _tumor,
    "weight": lambda weight: f"{weight['g']} g",
    "signs": _signs,
    "note": lambda note: f"note “{note['text']}”",
}


def entry_state(entry):
    """An open entry as the browser keeps it."""
    return {
        "write_id": str(entry.write_id),
        "tumor": str(entry.parts.get("tumor", {}).get("tumor", "")),
        "words": words_of(entry.parts),
        "by": name_of(entry.sent_by),
        "person": entry.sender,
        "device": entry.device,
        "at": clock(entry.typed_at or entry.received_at),
    }

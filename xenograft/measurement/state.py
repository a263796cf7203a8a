"""The rows of a session as the browser keeps them: plain values and words."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from xenograft.analysis.volume import STATES
from xenograft.measurement.actions.row import is_kept
from xenograft.measurement.corrections import name_of
from xenograft.measurement.entry import shown
from xenograft.measurement.grid import Grid
from xenograft.templatetags.xenograft import clock, longdate, percent, volume

STATE_WORDS = dict(STATES)
OWN_SIGNS = {
    "ulceration": "ULCERATION",
    "condition": "BODY_CONDITION",
    "posture": "HUNCHED",
}


def session_state(grid):
    """One entry for each mouse of `grid`, in the order of the page."""
    by_mouse = {}
    for row in grid.rows:
        by_mouse.setdefault(row.mouse.number, []).append(row)
    return [mouse_state(grid.study, rows) for rows in by_mouse.values()]


def mouse_now(study, session, number):
    """The entry of one mouse as it is saved now; None when it is not on study."""
    grid = Grid(study, session, number=number)
    return mouse_state(study, grid.rows) if grid.rows else None


def mouse_state(study, rows):
    """What the page shows of a mouse; `as_of` (s) orders the answers."""
    first = rows[0]
    weight = first.weight
    return {
        "number": first.mouse.number,
        "as_of": timezone.now().timestamp(),
        "saved_at": _saved_at(rows),
        "tumors": [_tumor(study, row) for row in rows if row.tumor],
        "weight": {
            "base": _base(weight),
            "g": first.weight_cells["h"].split("|")[-1],
            "change": _percent(first.weight_change_percent),
            "tone": "",
            **_who(weight),
        },
        "signs": _signs(first),
        "note": _note(first),
        "notes": [] if any(row.tumor for row in rows) else _notes(study, first),
    }


def _tumor(study, row):
    reading, before = row.reading, row.before
    cells = shown(reading)
    return {
        "tumor": row.tumor.pk,
        "base": _base(reading),
        "state": reading.state if reading else "",
        "reason": cells["y"],
        "words": _words(reading),
        "l": cells["l"],
        "w": cells["w"],
        "volume": volume(reading.volume_mm3) if reading else "",
        "change": _percent(row.change_percent, 0),
        "previous": volume(before.volume_mm3) if reading and before else "",
        "previous_day": longdate(before.session.held_on) if reading and before else "",
        "notes": _notes(study, row),
        **_who(reading),
    }


def _who(saved):
    """Whose value it is, and when it came."""
    if saved is None:
        return {"by": "", "at": ""}
    is_weight = hasattr(saved, "weighed_by")
    person = saved.weighed_by if is_weight else saved.measured_by
    return {
        "by": name_of(person),
        "at": clock(saved.weighed_at if is_weight else saved.measured_at),
    }


def _words(reading):
    if reading is None or reading.state == "MEASURED":
        return ""
    return reading.reason or STATE_WORDS[reading.state]


def _base(saved):
    return f"{saved.pk}.{saved.version}" if saved else ""


def _percent(number, decimals=1):
    return "" if number is None else percent(number, decimals)


def _signs(row):
    grades = {sign.sign: f"{float(sign.grade):g}" for sign in row.signs}
    return {name: grades.get(sign, "") for name, sign in OWN_SIGNS.items()}


def _note(row):
    words = [sign.note for sign in row.signs if sign.sign == "OTHER" and not sign.grade]
    return words[-1] if words else ""


def _saved_at(rows):
    """The clock of the newest value of the day; a word for a day gone by."""
    times = [row.reading.measured_at for row in rows if row.reading]
    times += [rows[0].weight.weighed_at] if rows[0].weight else []
    times += [sign.observed_at for sign in rows[0].signs]
    if not times:
        return ""
    newest = max(times)
    is_today = timezone.localdate(newest) == timezone.localdate()
    return clock(newest) if is_today else longdate(timezone.localdate(newest))


def _notes(study, row):
    return [_note_in_words(study, row, note) for note in row.notes]


def _note_in_words(study, row, note):
    """A doubt asks until the reading is kept as typed; a limit never asks."""
    is_doubt = not note.head and (note.level == "warn" or _is_swapped(row, note))
    asks = is_doubt and not is_kept(row.reading)
    return {
        "level": ("warn" if asks else "notice") if is_doubt else note.level,
        "head": note.head,
        "text": note.text if asks or not is_doubt else f"{note.text} Kept as typed.",
        "asks": asks,
        "fields": ["l", "w"] if asks else [],
        "endpoint": _endpoint(study, row) if note.level == "error" else None,
    }


def _is_swapped(row, note):
    return row.reading is not None and row.reading.is_swapped and "larger" in note.text


def _endpoint(study, row):
    if not study.access.can["decide"]:
        return None
    try:
        return reverse("endpoint:record", args=[study.code, row.mouse.number])
    except NoReverseMatch:
        return None

"""The rows of a session as the browser keeps them: plain values and words."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from xenograft.analysis.volume import STATES
from xenograft.measurement.corrections import name_of
from xenograft.measurement.entries import entry_state
from xenograft.measurement.entry import shown
from xenograft.measurement.grid import Grid
from xenograft.measurement.models import CaliperMeasurement
from xenograft.measurement.signs_shown import shown_signs
from xenograft.study.models.limit import current_limits
from xenograft.templatetags.xenograft import longdate, percent, volume

STATE_WORDS = dict(STATES)


def session_state(grid):
    """One entry for each mouse of `grid`, in the order of the page."""
    by_mouse = {}
    for row in grid.rows:
        by_mouse.setdefault(row.mouse.number, []).append(row)
    return [mouse_state(grid.study, rows) for rows in by_mouse.values()]


def mouse_now(study, session, known):
    """The entry of one mouse, as `known` says that it is saved now."""
    known = [known.mouse], known.reads, current_limits(study)
    return mouse_state(study, Grid(study, session, known=known).rows)


def mouse_state(study, rows):
    """What the page shows of a mouse; `as_of` (s) orders the answers."""
    first = rows[0]
    weight, signs = first.weight, shown_signs(first.signs)
    return {
        "number": first.mouse.number,
        "as_of": timezone.now().timestamp(),
        "saved_at": _saved_at(rows),
        "tumors": [_tumor(study, row) for row in rows if row.tumor],
        "weight": {
            "base": _base(weight),
            "g": first.weight_cells["h"].split("|")[-1],
            "change": _percent(first.weight_change_percent),
            "baseline": _baseline(first),
            "tone": "",
            **_who(first.clock, weight),
        },
        "note": signs.pop("note"),
        "signs": signs,
        "notes": [_limit(study, first, note) for note in first.notes]
        + _doubts(weight)
        + _sum_of(rows),
        "entries": [entry_state(entry) for entry in first.undecided],
    }


def _baseline(row):
    """The weight at day 0 (g), by which a page offline judges a loss; "" without."""
    return "" if row.baseline_g is None else row.baseline_g


def _tumor(study, row):
    reading, before = row.reading, row.previous
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
        "previous": volume(before.volume_mm3) if before else "",
        "previous_on": f"{before.held_on}" if before else "",
        "previous_day": longdate(before.held_on) if before else "",
        "notes": _doubts(reading),
        **_who(row.clock, reading),
    }


def _who(clock, saved):
    """Whose value it is, and when it came."""
    if saved is None:
        return {"by": "", "person": "", "at": ""}
    is_weight = hasattr(saved, "weight_g")
    return {
        "by": name_of(saved.read_by),
        "person": saved.read_by.get_username() if saved.read_by else "",
        "at": clock.time(saved.weighed_at if is_weight else saved.measured_at),
    }


def _words(reading):
    if reading is None or reading.state == "MEASURED":
        return ""
    return reading.reason or STATE_WORDS[reading.state]


def _base(saved):
    return f"{saved.pk}.{saved.version}" if saved else ""


def _percent(number, decimals=1):
    return "" if number is None else percent(number, decimals)


def _saved_at(rows):
    """The clock of the newest value of the day; a word for a day gone by."""
    times = [row.reading.measured_at for row in rows if row.reading]
    times += [rows[0].weight.weighed_at] if rows[0].weight else []
    times += [sign.observed_at for sign in rows[0].signs]
    if not times:
        return ""
    return rows[0].clock.time_or_day(max(times))


def _limit(study, row, note):
    """A limit is said and never asks."""
    return {
        "level": note.level,
        "head": note.head,
        "text": note.text,
        "asks": False,
        "fields": [],
        "endpoint": endpoint_url(study, row.mouse.number)
        if note.level == "error"
        else None,
        "holds": note.holds,
        "ulcer": note.ulcer and ulcer_url(study, row.mouse.number, note.ulcer),
    }


def _doubts(saved):
    """The question about a saved value: it asks until somebody answers."""
    if saved is None or not saved.question:
        return []
    is_reading = isinstance(saved, CaliperMeasurement)
    fields = ["l", "w"] if is_reading else ["g"]
    answer = "" if saved.is_asked else f" {saved.get_answer_display().capitalize()}."
    return [
        {
            "level": "warn" if saved.is_asked else "notice",
            "head": "",
            "text": f"{saved.question}{answer}",
            "asks": saved.is_asked,
            "fields": fields if saved.is_asked else [],
            "keep": {
                "tumor": str(saved.tumor_id) if is_reading else "",
                "base": _base(saved),
            },
            "endpoint": None,
        }
    ]


def _sum_of(rows):
    """The burden of a mouse with several tumors, once all of them are read."""
    volumes = [row.reading and row.reading.volume_mm3 for row in rows if row.tumor]
    if len(volumes) < 2 or None in volumes:
        return []
    words = "Both tumors" if len(volumes) == 2 else f"All {len(volumes)} tumors"
    return [
        {
            "level": "notice",
            "head": "",
            "text": f"{words} together: {volume(sum(volumes))} mm³.",
            "asks": False,
            "fields": [],
            "endpoint": None,
        }
    ]


def ulcer_url(study, number, key):
    """Where the size of an ulcer is told and its photo added."""
    return reverse("endpoint:ulcer", args=[study.code, number, key])


def endpoint_url(study, number):
    """The way to record the endpoint, for those who may at least begin it."""
    if not (study.access.can["decide"] or study.access.can["draft"]):
        return None
    try:
        return reverse("endpoint:record", args=[study.code, number])
    except NoReverseMatch:
        return None

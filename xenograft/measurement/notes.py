"""What is said under a saved row: doubts about it, and limits it meets."""

from xenograft.measurement.limits import Note, limit_notes
from xenograft.measurement.plausibility import doubts

MG_PER_MM3 = 1


def day_notes(limits, session, row):
    """Notes of one tumor: its doubts, then the limits of its size."""
    reading, before = row.reading, row.before
    days = (session.held_on - before.session.held_on).days if before else None
    found = [Note(level, "", text) for level, text in doubts(reading, before, days)]
    values = {"VOLUME": reading.volume_mm3}
    if reading.length_mm is not None:
        values["DIAMETER"] = max(reading.length_mm, reading.width_mm)
    return limit_notes(limits, values) + found


def mouse_notes(limits, rows):
    """Notes of one mouse: weight loss, burden, ulceration, body condition."""
    first, values = rows[0], {}
    if first.weight_change_percent is not None:
        values["WEIGHT_LOSS"] = -first.weight_change_percent
    if first.weight:
        values["BURDEN"] = _burden_percent(rows, float(first.weight.weight_g))
    grades = {sign.sign: sign.grade for sign in first.signs}
    for kind in ("ULCERATION", "BODY_CONDITION"):
        values[kind] = grades.get(kind)
    return limit_notes(limits, values)


def _burden_percent(rows, weight_g):
    """Volume of all masses of the day as % of gross body weight, 1 mm³ being 1 mg."""
    volumes = [row.reading.volume_mm3 for row in rows if row.reading]
    known = [volume for volume in volumes if volume is not None]
    return 100 * sum(known) * MG_PER_MM3 / 1000 / weight_g if known else None


def weight_change_percent(weight, baseline_g):
    """Change of gross body weight since day 0, in %; None without both weights."""
    if weight is None or baseline_g is None:
        return None
    return 100 * (float(weight.weight_g) / float(baseline_g) - 1)

"""measurements.csv: every reading with its mouse, day, baseline and weight."""

from itertools import groupby
from operator import itemgetter

from xenograft.analysis.day_value import Reading, day_value
from xenograft.analysis.growth import OLDEST_BASELINE_DAYS
from xenograft.analysis.volume import LOQ_MM3, MEASURED, STATES
from xenograft.export.files.calendar import Calendar
from xenograft.export.files.column import (
    NAMED,
    Column,
    File,
    choices,
    expressions,
    headings,
    mouse_name,
)
from xenograft.export.files.mice import SIDES
from xenograft.implantation.days import day_zeros
from xenograft.implantation.models import Mouse, Tumor
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, Session
from xenograft.study.cells import written
from xenograft.study.models.bench_rules import rules_of

NAME = "measurements.csv"
MICE_AT_ONCE = 50

OF_MOUSE = {
    "study": Column("code of the study", "study__code"),
    "arm": Column("arm; empty before randomization", arm="assignment__arm"),
    "arm_position": Column(
        "place of the arm in the design", "assignment__arm__position"
    ),
    "mouse": Column("name in the lab's own list, else the number", mouse_name()),
    "cage": Column("cage", "cage__name"),
}
OF_TUMOR = {
    "tumor": Column(
        "side of the tumor; empty when only the mouse was weighed", values=SIDES
    )
}
OF_DAY = {
    "day": Column("days since day 0 of the mouse, negative before", unit="days"),
    "date": Column("date of the session"),
}
OF_READING = {
    "length_mm": Column("first diameter, as read", "length_mm", "mm"),
    "width_mm": Column("second diameter, as read", "width_mm", "mm"),
    "volume_mm3": Column(
        "L × W² ÷ 2, L the larger diameter; 0 when not palpable; an imported volume "
        "where there are no diameters",
        "volume_mm3",
        "mm³",
    ),
    "relative_volume": Column(
        "volume ÷ baseline, the last measured volume on or before day 0 of this "
        f"tumor, at most {OLDEST_BASELINE_DAYS} days old; empty for a baseline below "
        f"{LOQ_MM3} mm³"
    ),
}
OF_WEIGHT = {
    "weight_g": Column("last body weight of the mouse that day", "weight_g", "g"),
    "weight_change_percent": Column(
        "100 × (weight − baseline) ÷ baseline, the last weight on or before day 0, at "
        f"most {OLDEST_BASELINE_DAYS} days old",
        unit="%",
    ),
    "weighed_by": Column("who weighed", "weighed_by__username"),
    "weighed_at": Column("when it was weighed, UTC", "weighed_at"),
}
OF_STATE = {
    "state": Column("state of the tumor", "state", values=choices(STATES)),
    "reason": Column("why it was not measured", "reason"),
    "operator": Column("who measured", "measured_by__username"),
    "measured_at": Column(
        "when it was read, UTC; 12:00 where an imported list gave the day only",
        "measured_at",
    ),
    "note": Column("note", "note"),
}
COLUMNS = OF_MOUSE | OF_TUMOR | OF_DAY | OF_READING | OF_WEIGHT | OF_STATE
FILE = File(
    "one row per reading of a tumor, joined for analysis",
    CaliperMeasurement,
    (),
    COLUMNS,
    session="session",
)
NOTHING_WEIGHED = "," * len(OF_WEIGHT)
NOTHING_READ = "," * len(OF_READING)
NO_STATE = "," * (len(OF_STATE) - 1)


def lines(study, arms=NAMED, closed_only=True):
    """The lines of measurements.csv after its headings, mouse by mouse.

    A day with a weight but no reading gives a line without a tumor; so does an
    earlier weighing of a day. A few mice are read at a time: memory stays flat.
    """
    sessions = Session.objects.of_study(study)
    sessions = sessions.closed() if closed_only else sessions
    calendar = Calendar(sessions, day_zeros(study))
    mice = _mice(study, arms)
    rule = rules_of(study).day_value
    for start in range(0, len(mice), MICE_AT_ONCE):
        yield from _lines_of(dict(mice[start : start + MICE_AT_ONCE]), calendar, rule)


def columns_of(arms):
    """The headings of measurements.csv; the place of an arm would name it."""
    left_out = () if arms == NAMED else ("arm_position",)
    return [name for name in headings(COLUMNS, arms) if name not in left_out]


def _mice(study, arms):
    """[(key, cells and comma)] of the mice in order of number."""
    columns = {name: OF_MOUSE[name] for name in columns_of(arms) if name in OF_MOUSE}
    found = Mouse.objects.of_study(study).order_by("number")
    selected = expressions(Mouse, columns, arms)
    return [
        (key, "".join(f"{written(cell)}," for cell in cells))
        for key, *cells in found.values_list("pk", *selected)
    ]


def _lines_of(mice, calendar, rule):
    """The lines of some mice, in order."""
    tumors = Tumor.objects.filter(mouse__in=list(mice)).order_by()
    found = list(tumors.values_list("pk", "mouse_id", "side"))
    of_tumor = {key: f"{mice[mouse]}{side}," for key, mouse, side in found}
    mouse_of = {key: mouse for key, mouse, _ in found}
    weights = _groups(_weights(mice), itemgetter(0))
    readings = _groups(_readings(of_tumor), lambda row: mouse_of[row[0]])
    for mouse, cells in mice.items():
        days, window = calendar.of_mouse(mouse)
        held = [row for row in readings.get(mouse, ()) if row[1] in days]
        weighed = [row for row in weights.get(mouse, ()) if row[1] in days]
        of_day, alone = _weight_cells(held, weighed, window)
        baselines = _baselines(held, window, rule)
        made = _lines_of_readings(of_tumor, held, of_day, days, baselines)
        if alone:
            made = _with_weights(cells, made, held, alone, days, calendar.place)
        yield from made


def _groups(rows, key):
    return {name: list(group) for name, group in groupby(rows, key)}


def _readings(tumors):
    wanted = OF_READING | OF_STATE
    wanted = {name: column for name, column in wanted.items() if column.source}
    found = CaliperMeasurement.objects.filter(tumor__in=list(tumors)).order_by(
        "tumor__mouse__number", "session__held_on", "tumor__side", "measured_at", "pk"
    )
    selected = *expressions(CaliperMeasurement, wanted), "is_confirmed"
    found = found.with_confirmed()
    return found.values_list("tumor_id", "session_id", *selected).iterator()


def _weights(mice):
    wanted = {name: column for name, column in OF_WEIGHT.items() if column.source}
    found = BodyWeight.objects.filter(mouse__in=list(mice)).order_by(
        "mouse__number", "session__held_on", "weighed_at", "pk"
    )
    selected = expressions(BodyWeight, wanted)
    return found.values_list("mouse_id", "session_id", *selected).iterator()


def _lines_of_readings(of_tumor, readings, of_day, days, baselines):
    """A line per reading. Written by hand: a million of them must not take long."""
    for tumor, session, length, width, volume, *told, _ in readings:
        state, reason, by, at, note = told
        baseline = baselines.get(tumor)
        relative = None if baseline is None or volume is None else volume / baseline
        yield (
            f"{of_tumor[tumor]}{days[session]}"
            f"{'' if length is None else length},"
            f"{'' if width is None else width},"
            f"{'' if volume is None else volume},"
            f"{'' if relative is None else relative},"
            f"{of_day.get(session, NOTHING_WEIGHED)}"
            f"{state},{written(reason)},{written(by)},{at},{written(note)}\n"
        )


def _baselines(readings, window, rule):
    """{tumor: mm³}: what counts of the last measured day in the window."""
    of_day = {}
    for tumor, session, *sizes, state, _, _, _, _, is_confirmed in readings:
        if session in window:
            one = Reading(state, *sizes, is_confirmed)
            of_day.setdefault((tumor, session), []).append(one)
    counted = ((tumor, day_value(own, rule)) for (tumor, _), own in of_day.items())
    found = {
        tumor: one.volume_mm3
        for tumor, one in counted
        if one.state == MEASURED and one.volume_mm3 > 0
    }
    return {tumor: volume for tumor, volume in found.items() if volume >= LOQ_MM3}


def _weight_cells(readings, weighed, window):
    """({session: cells}, [(session, cells)]): beside readings, and on their own."""
    known = [weight_g for _, session, weight_g, *_ in weighed if session in window]
    baseline = known[-1] if known else None
    of_day, alone = {}, []
    for _, session, weight_g, by, at in weighed:
        change = "" if baseline is None else 100 * (weight_g - baseline) / baseline
        if session in of_day:
            alone.append((session, of_day[session]))
        of_day[session] = f"{weight_g},{change},{written(by)},{at},"
    read = {row[1] for row in readings}
    alone += [(key, cells) for key, cells in of_day.items() if key not in read]
    return of_day, alone


def _with_weights(mouse, made, readings, alone, days, place):
    """The lines of the readings and those of weights alone, by date."""
    dated = [(place[row[1]], line) for row, line in zip(readings, made, strict=True)]
    dated += [
        (place[key], f"{mouse},{days[key]}{NOTHING_READ}{cells}{NO_STATE}\n")
        for key, cells in alone
    ]
    return [line for _, line in sorted(dated, key=itemgetter(0))]

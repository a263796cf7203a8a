"""The rows of an imported study, written in batches."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.utils import timezone

from xenograft.export.arms import control_of, factors_of
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, Session
from xenograft.randomization.models import Assignment, Randomization
from xenograft.study import actions as study_actions
from xenograft.study.models import Arm, Study

BATCH = 2000
READ_AT = dt.time(12)  # where a list gives a day but no time
LARGEST_NUMBER = 999_999


def found(*, record, kept, by):
    """Save the study, its mice and all readings of `kept`; returns the study."""
    study = study_actions.found_study(study=_study(record, kept), by=by)
    arms = _arms(study, kept)
    mice = _mice(study, kept)
    _assign(study, kept, arms, mice, record, by)
    sessions = _sessions(study, kept, by)
    people = _people(kept)
    _measure(kept, sessions, _tumors(kept, mice), people)
    _weigh(kept, sessions, mice, people)
    return study


def _study(record, kept):
    return Study(
        code=record.code,
        title=record.title or record.code,
        objective="",
        day_zero_on=kept.day_zero_on,
        planned_mice_count=len(kept.arm_of),
    )


def _arms(study, kept):
    """Arms in their own order where the file gives one, else as they appear."""
    names = list(dict.fromkeys(name for name in kept.arm_of.values() if name))
    names.sort(key=lambda name: kept.arm_places.get(name) or len(names))
    control = control_of(names)
    factors = factors_of(names, control)
    sizes = list(kept.arm_of.values())
    return {
        name: Arm.objects.create(
            study=study,
            name=name,
            position=position,
            planned_count=sizes.count(name),
            is_control=name == control,
            has_agent_a=factors.get(name, (None, None))[0],
            has_agent_b=factors.get(name, (None, None))[1],
        )
        for position, name in enumerate(names, start=1)
    }


def numbers_of(names):
    """{name: number}: a small whole number is itself, others get the free ones."""
    own = {name: int(name) for name in names if _is_number(name)}
    taken = set(own.values())
    free = (number for number in range(1, 2 * len(names) + 1) if number not in taken)
    return {name: own.get(name) or next(free) for name in names}


def _is_number(name):
    is_plain = name.isascii() and name.isdigit() and not name.startswith("0")
    return is_plain and int(name) <= LARGEST_NUMBER


def _mice(study, kept):
    names = dict.fromkeys(name for name in kept.cage_of.values() if name)
    cages = {
        cage.name: cage
        for cage in Cage.objects.bulk_create(Cage(study=study, name=n) for n in names)
    }
    rows = [
        Mouse(
            study=study,
            number=number,
            lab_id="" if _is_number(name) else name,
            cage=cages.get(kept.cage_of[name]),
        )
        for name, number in numbers_of(list(kept.arm_of)).items()
    ]
    made = Mouse.objects.bulk_create(rows, batch_size=BATCH)
    return dict(zip(kept.arm_of, made, strict=True))


def _assign(study, kept, arms, mice, record, by):
    if not arms:
        return
    draw = Randomization.objects.create(
        study=study,
        method=record.columns.get("arms_were") or Randomization.Method.IMPORTED,
        inputs={
            "file": record.file_name,
            "sha256": record.file_sha256,
            "statement": record.columns.get("arms_statement", ""),
        },
        result={name: kept.arm_of[name] for name in mice if kept.arm_of[name]},
        randomized_by=by,
    )
    Assignment.objects.bulk_create(
        [
            Assignment(
                randomization=draw,
                mouse=mouse,
                drawn_mouse=mouse,
                arm=arms[kept.arm_of[name]],
            )
            for name, mouse in mice.items()
            if kept.arm_of[name]
        ],
        batch_size=BATCH,
    )


def _sessions(study, kept, by):
    days = {one.on for one in kept.readings} | {one.on for one in kept.weights}
    now = timezone.now()
    made = Session.objects.bulk_create(
        Session(study=study, held_on=on, opened_by=by, closed_by=by, closed_at=now)
        for on in sorted(days)
    )
    return {session.held_on: session for session in made}


def _tumors(kept, mice):
    """A tumor for each side of a mouse that has a reading."""
    sides = dict.fromkeys((one.mouse, one.side) for one in kept.readings)
    made = Tumor.objects.bulk_create(
        [Tumor(mouse=mice[mouse], side=side, site="") for mouse, side in sides],
        batch_size=BATCH,
    )
    return dict(zip(sides, made, strict=True))


def _people(kept):
    """{username: person} of those in the file who have an account here."""
    names = {one.operator for one in kept.readings + kept.weights if one.operator}
    return get_user_model().objects.in_bulk(names, field_name="username")


def _measure(kept, sessions, tumors, people):
    instants = _instants(sessions)
    rows = [
        CaliperMeasurement(
            session=sessions[one.on],
            tumor=tumors[one.mouse, one.side],
            measured_at=one.at or instants[one.on],
            measured_by=people.get(one.operator),
            state=one.state,
            reason=one.reason,
            length_mm=one.length_mm,
            width_mm=one.width_mm,
            imported_volume_mm3=one.imported_volume_mm3,
            note=_note(one, people),
        )
        for one in kept.readings
    ]
    CaliperMeasurement.objects.bulk_create(rows, batch_size=BATCH)


def _note(reading, people):
    """The note, with the name of a measurer who has no account here."""
    if not reading.operator or reading.operator in people:
        return reading.note
    return f"{reading.note} Measured by {reading.operator}."[:300].strip()


def _weigh(kept, sessions, mice, people):
    instants = _instants(sessions)
    rows = [
        BodyWeight(
            session=sessions[one.on],
            mouse=mice[one.mouse],
            weighed_at=one.at or instants[one.on],
            weighed_by=people.get(one.operator),
            weight_g=one.weight_g,
        )
        for one in kept.weights
    ]
    BodyWeight.objects.bulk_create(rows, batch_size=BATCH)


def _instants(sessions):
    now = timezone.now()
    noons = {day: dt.datetime.combine(day, READ_AT) for day in sessions}
    return {day: min(timezone.make_aware(noon), now) for day, noon in noons.items()}

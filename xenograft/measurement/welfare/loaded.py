"""What a session has loaded, as `judged` wants it: rows are saved every few seconds."""

import datetime as dt

from django.utils import timezone

from xenograft.analysis.endpoints import (
    Known,
    Rule,
    Sign,
    day_number,
    normal_points,
    reading,
)

_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def known_mice(mice, session, reads, now):
    """[Known] of the mice of a session, up to a `Moment`. No query.

    `mice` have their day_zero and own_tumors, `reads` is a `Reads`. The values are
    those up to the day of the session, whenever they were written down.
    """
    return [_known(mouse, session, reads, now) for mouse in mice]


def _known(mouse, session, reads, now):
    implants = [tumor.implanted_on for tumor in mouse.own_tumors]
    return Known(
        mouse.pk,
        session.study_id,
        day_number(mouse.day_zero),
        day_number(min(filter(None, implants), default=None)),
        session.study.measure_every_max_days,
        is_watched=False,
        readings=_readings(mouse, session, reads.readings),
        weights=_weights(mouse, session, reads.weights),
        signs=_signs(mouse, session, reads.signs, now),
        normal=normal_of(session.study, mouse),
    )


def normal_of(study, mouse):
    """The weights (day, g) that are usual for a mouse, where its study has such."""
    if not study.normal_weights:
        return ()
    born = day_number(mouse.born_on)
    return normal_points(study.normal_weights, mouse.sex, born)


def rules_of(limits):
    """[Rule] of limits."""
    return [
        Rule(
            place,
            one.kind,
            one.basis,
            _number(one.warning_level),
            _number(one.hold_level),
            float(one.action_level),
            float(one.duration_hours),
        )
        for place, one in enumerate(limits)
    ]


def _readings(mouse, session, read):
    return [
        reading(
            *(tumor.pk, day_number(day), one.state),
            *(one.length_mm, one.width_mm, one.volume_mm3),
        )
        for tumor in mouse.own_tumors
        for day, one in _in_time(read, tumor.pk, session)
    ]


def _weights(mouse, session, read):
    found = _in_time(read, mouse.pk, session)
    return [(day_number(day), float(one.weight_g)) for day, one in found]


def _signs(mouse, session, read, now):
    found = [
        Sign(
            *(day_number(day), seen_at(one.observed_at, day)),
            *(one.sign, float(one.grade)),
        )
        for day, one in _in_time(read, mouse.pk, session)
    ]
    return [one for one in found if one.day < now.day or one.at <= now.at]


def _in_time(read, key, session):
    """(day, what was read) of a mouse or tumor, the oldest first."""
    before = [(one.held_on, one) for one in read.before.get(key, [])[::-1]]
    return before + [(session.held_on, one) for one in read.today.get(key, [])]


def seen_at(observed_at, day):
    """When a sign was seen, as in `Sign`; noon of its day where told on another."""
    at = timezone.localtime(observed_at)
    if at.date() != day:
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    return microseconds(at)


def microseconds(at):
    """An instant as in `Sign`."""
    return (at - _START) // _MICROSECOND


def _number(level):
    return None if level is None else float(level)

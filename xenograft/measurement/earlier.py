"""What was read of tumors on the days before, as plain values: many, and quickly."""

from collections import defaultdict
from typing import NamedTuple

from xenograft.measurement.models import BodyWeight, CaliperMeasurement


class Earlier(NamedTuple):
    """One reading of an earlier day; lengths in mm as numbers."""

    held_on: object
    state: str
    length_mm: object
    width_mm: object
    volume_mm3: float | None


def earlier_readings(session, **which):
    """{tumor key: [Earlier]} of the days before a session, the newest first.

    `which` narrows the readings, as `tumor__in`. One query.
    """
    rows = CaliperMeasurement.objects.of_study(session.study_id)
    rows = rows.before(session.held_on).filter(**which)
    found = defaultdict(list)
    for tumor, *values in rows.order_by(
        "-session__held_on", "-measured_at", "-pk"
    ).values_list("tumor_id", "session__held_on", *Earlier._fields[1:]):
        found[tumor].append(Earlier(*values))
    return found


def last_weights(session, **which):
    """{mouse key: the last BodyWeight of a day before a session}. One query."""
    rows = BodyWeight.objects.of_study(session.study_id).before(session.held_on)
    rows = rows.filter(**which).order_by("session__held_on", "weighed_at", "pk")
    return {weight.mouse_id: weight for weight in rows}

"""No doubling: doses of one regimen lie apart, also those that are saved together."""

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from xenograft.analysis.dose_times import too_close
from xenograft.dosing.models import Dose
from xenograft.dosing.reading import NEAR

AROUND = dt.timedelta(days=3)


class GivenTimes:
    """When mice of a study, or one, got each of their regimens, around one day."""

    def __init__(self, study, on, leaving_out=(), number=None):
        start = timezone.make_aware(dt.datetime.combine(on, dt.time()))
        near = {"start": start - AROUND, "end": start + AROUND}
        self.times = defaultdict(list)
        for key, mouse, regimen, given_at in NEAR.rows(study, number, **near):
            if key not in leaving_out:
                self.times[mouse, regimen].append(given_at)

    def problem(self, cell, form):
        """Why a dose at this time would double another one, or ""."""
        if form.given_at is None or form.outcome == Dose.Status.WRONG:
            return ""
        for regimen in cell.regimens:
            others = self.times[cell.row.mouse.pk, regimen.pk]
            near = too_close(form.given_at, others, regimen.gap_hours)
            if near:
                return _sentence(cell, near, regimen.gap_hours)
        return ""

    def add(self, cell, form):
        if form.given_at is not None:
            for regimen in cell.regimens:
                self.times[cell.row.mouse.pk, regimen.pk].append(form.given_at)


def _sentence(cell, near, hours):
    return (
        f"Mouse {cell.row.mouse.number} was dosed at {timezone.localtime(near):%H:%M}, "
        f"and {hours} h must lie between two doses. Correct the time, or mark it as "
        "wrong with a reason if it was given all the same."
    )

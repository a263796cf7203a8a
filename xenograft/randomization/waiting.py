"""In a rolling enrollment mice wait for the next batch, but not without end."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from xenograft.growth.cohort import Cohort

FEWEST = 8


@dataclass
class Waiting:
    """So many mice wait, the first since a day; they are drawn by `until`."""

    count: int
    needed: int
    since: dt.date
    until: dt.date

    @property
    def is_due(self):
        """Whether the rule says that the batch is drawn now."""
        return self.count >= self.needed or timezone.localdate() >= self.until


def waiting(study, cohort, plan, places):
    """The `Waiting` mice; None where none waits, or all are drawn together.

    A batch is drawn when eight mice, or as many as there are arms, or as places are
    left, are in the window, or when the first has waited for the days of the plan.
    """
    if not plan or not plan.is_rolling or not cohort.eligible:
        return None
    since = _since(study, cohort, plan.waiting_days)
    left = places - study.mice.filter(assignment__isnull=False).count()
    needed = min(max(FEWEST, study.arms.count()), max(left, 1))
    until = since + dt.timedelta(days=plan.waiting_days)
    return Waiting(len(cohort.eligible), needed, since, until)


def _since(study, cohort, days):
    """The day of the first closed session, of the last `days`, from which on a mouse
    of these was in the window without a break."""
    staying = {one.mouse.pk for one in cohort.eligible}
    since = cohort.session.held_on
    earlier = study.sessions.closed().filter(
        held_on__lt=since, held_on__gte=since - dt.timedelta(days=days)
    )
    for session in earlier.order_by("-held_on"):
        then = Cohort(study)
        then.session = session
        staying &= {one.mouse.pk for one in then.eligible}
        if not staying:
            break
        since = session.held_on
    return since

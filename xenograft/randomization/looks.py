"""Looks at arms by right of role: which pages they are, and the row that they leave."""

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate
from django.utils import timezone

from xenograft.history.context import acting
from xenograft.randomization.models import ArmView

Seen = ArmView.Seen
PAGES = {
    "randomization:record": Seen.DRAW_PAGE,
    "randomization:certificate": Seen.DRAW_PAGE,
    "randomization:acceptable": Seen.DRAW_PAGE,
    "randomization:replace": Seen.DRAW_PAGE,
    "bench:overview": Seen.OVERVIEW,
    "bench:mouse": Seen.MOUSE_PAGE,
    "bench:history": Seen.HISTORY,
    "bench:history-csv": Seen.HISTORY,
    "dosing:sheet": Seen.DOSING,
    "dosing:api-sheet": Seen.DOSING,
    "dosing:api-dose": Seen.DOSING,
    "dosing:correct": Seen.DOSING,
    "dosing:compliance": Seen.DOSING,
    "dosing:regimens": Seen.BOTTLES,
    "dosing:regimen": Seen.BOTTLES,
    "dosing:fill": Seen.BOTTLES,
    "samples:plan": Seen.SAMPLES,
    "samples:engagement": Seen.SAMPLES,
    "samples:engagement-file": Seen.SAMPLES,
    "results:curves": Seen.RESULTS,
    "results:figure": Seen.RESULTS,
    "results:analysis": Seen.RESULTS,
    "results:compute": Seen.RESULTS,
    "results:results-csv": Seen.RESULTS,
    "results:input-csv": Seen.RESULTS,
    "results:paper": Seen.RESULTS,
    "results:power": Seen.RESULTS,
    "results:keep-power": Seen.RESULTS,
    "results:randomization-test": Seen.RESULTS,
    "export:export": Seen.PREVIEW,
}


def seen_on(request, response):
    """What an answer shows of arms to who may see them; None where it shows none."""
    if response.status_code != 200 or request.method == "HEAD":
        return None
    return request.resolver_match and PAGES.get(request.resolver_match.view_name)


def keep(studies, *, by, seen):
    """One row for each person, kind of page and day of a study that is drawn.

    One statement on the first page of a day, and none on the next ones.
    """
    for study in studies:
        if study.access.sees_arms and study.is_drawn:
            reason = f"By right of role: {study.access.roles_text}"[:200]
            _keep(study, by, seen, reason)


# What this process knows to be kept today: (day, study, person, kind, reason).
_kept = set()


def _keep(study, by, seen, reason):
    today = timezone.localdate()
    known = today, study.pk, by.pk, seen, reason
    if known in _kept:
        return
    look = ArmView(study=study, viewed_by=by, seen=seen, reason=reason, viewed_on=today)
    with acting(person=by, reason=reason):
        # A second row of the day is refused by the table: nothing to ask before.
        ArmView.objects.bulk_create([look], ignore_conflicts=True)
    _forget_days_before(today)
    _kept.add(known)


def _forget_days_before(day):
    for known in list(_kept):
        if known[0] != day:
            _kept.discard(known)


def forget():
    """Ask the database again what was kept, as a process that has just started."""
    _kept.clear()


def by_role(study):
    """[{person, what, reason, days, first_at, last_at}] of the looks by right of role.

    One row per person, kind of page and role, the newest first. One query.
    """
    names = ["first_name", "last_name", "username"]
    rows = ArmView.objects.of_study(study).by_role().order_by()
    rows = rows.values("seen", "reason", *(f"viewed_by__{name}" for name in names))
    rows = rows.annotate(
        days=Count(TruncDate("viewed_at"), distinct=True),
        first_at=Min("viewed_at"),
        last_at=Max("viewed_at"),
    )
    return [
        {**row, "person": _name(row), "what": Seen(row["seen"]).label}
        for row in rows.order_by("-last_at", "viewed_by__username", "seen")
    ]


def _name(row):
    full = f"{row['viewed_by__first_name'] or ''} {row['viewed_by__last_name'] or ''}"
    return full.strip() or row["viewed_by__username"] or "not known"

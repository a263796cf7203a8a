"""Looks at arms by right of role: which pages they are, and the row that they leave."""

from django.db.models import Count, Max, Min
from django.utils import timezone

from xenograft.randomization import actions
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

    One query more for a page; on the first of a day the row is written.
    """
    for study in studies:
        if study.access.sees_arms and study.is_drawn:
            _keep(study, by, seen)


def _keep(study, by, seen):
    reason = f"By right of role: {study.access.roles_text}"[:200]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = ArmView.objects.of_study(study).filter(viewed_at__gte=midnight)
    if not today.filter(viewed_by=by, seen=seen, reason=reason).exists():
        actions.look(study=study, by=by, seen=seen, reason=reason)


def by_role(study):
    """[{person, what, reason, days, first_at, last_at}] of the looks by right of role.

    One row per person, kind of page and role, the newest first. One query.
    """
    names = ["first_name", "last_name", "username"]
    rows = ArmView.objects.of_study(study).by_role().order_by()
    rows = rows.values("seen", "reason", *(f"viewed_by__{name}" for name in names))
    rows = rows.annotate(
        days=Count("pk"), first_at=Min("viewed_at"), last_at=Max("viewed_at")
    )
    return [
        {**row, "person": _name(row), "what": Seen(row["seen"]).label}
        for row in rows.order_by("-last_at", "viewed_by__username", "seen")
    ]


def _name(row):
    full = f"{row['viewed_by__first_name'] or ''} {row['viewed_by__last_name'] or ''}"
    return full.strip() or row["viewed_by__username"] or "not known"

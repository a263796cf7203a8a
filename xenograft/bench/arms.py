"""The arms of a study for those who see them: mice, volumes, inhibition, weight."""

from django.db.models import Count, Prefetch, Q

from xenograft.bench import frames
from xenograft.dosing.models import Regimen
from xenograft.templatetags.xenograft import plain


def arm_rows(study, volumes, weights, last, cages=None):
    """(one row per arm, the day of growth inhibition or None).

    `volumes` and `weights` are frames of `daily_volumes` and `body_weights`, `last` is
    one of `last_session`. A row has arm, dose, on_study, change_pct, tgi, and n, mean,
    sem and median of the last session. `cages` is {position: cages} where whole cages
    were drawn, and the frames are of cages.
    """
    arms = list(_counted(study))
    counts = {arm.position: arm.enrolled_count for arm in arms if arm.enrolled_count}
    counts = cages or counts
    day = frames.comparable_day(volumes, counts) if counts else None
    control = next((arm.position for arm in arms if arm.is_control), None)
    found = frames.arm_volumes(last)
    inhibited = frames.inhibition(volumes, control, day) if day and control else {}
    changes = frames.weight_changes(weights)
    rows = [
        {
            "arm": arm,
            "dose": _dose(arm),
            "cages": (cages or {}).get(arm.position),
            "on_study": arm.enrolled_count - arm.gone_count,
            "change_pct": changes.get(arm.position),
            "tgi": inhibited.get(arm.position),
            **found.get(arm.position, {}),
        }
        for arm in arms
    ]
    return rows, day if inhibited else None


def shrunken_controls(rows, volumes, known):
    """[(name, largest, last volume in mm³)] of the mice of the control that shrank.

    `rows` are those of `arm_rows`, `volumes` of mice, `known` a frame of mice.
    """
    control = next((row["arm"] for row in rows if row["arm"].is_control), None)
    if control is None:
        return []
    found = frames.shrunken_of(volumes, control.position)
    names = known["name"].reindex(found["mouse"])
    return list(zip(names, found["most_mm3"], found["last_mm3"], strict=True))


def _counted(study):
    # Satellites leave on their day and are compared with nothing.
    compared = Q(assignments__mouse__isnull=False, assignments__is_satellite=False)
    gone = compared & Q(assignments__mouse__disposition__isnull=False)
    satellite = Q(assignments__mouse__isnull=False, assignments__is_satellite=True)
    given = Regimen.objects.select_related("agent")
    return study.arms.annotate(
        enrolled_count=Count("assignments", compared),
        gone_count=Count("assignments", gone),
        satellites_count=Count("assignments", satellite),
    ).prefetch_related(Prefetch("regimens", given))


def _dose(arm):
    """25 + 0.3 mg/kg, in the order of the regimens; nothing before there are any."""
    regimens = arm.regimens.all()
    given = [one for one in regimens if not one.agent.is_vehicle]
    if not given:
        return "vehicle only" if regimens else ""
    return f"{' + '.join(plain(one.dose_mg_per_kg) for one in given)} mg/kg"

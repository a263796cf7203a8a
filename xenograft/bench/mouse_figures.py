"""The figures on the page of one mouse, as parts of the page."""

from xenograft.analysis import growth
from xenograft.analysis.figures.one_mouse import volume_of_mouse, weight_of_mouse
from xenograft.analysis.figures.render import inline_svg, to_svg
from xenograft.bench.frames import mouse_values
from xenograft.measurement.frames import daily_volumes

LEAST = 2


def figures_of(study, mouse, days):
    """{"volume": SVG, "weight": SVG}; "" for what has fewer than two values.

    `days` as from `days_of`. The others of its arm are drawn only for those who see
    arms; at most eight queries.
    """
    own = mouse_values(days)
    limits = list(study.limits.current())
    label = f"Days since {study.get_day_zero_anchor_display().lower()}"
    return {
        "volume": _volume(study, mouse, own, limits, label),
        "weight": _weight(own, limits, label),
    }


def _volume(study, mouse, own, limits, label):
    if own["volume_mm3"].count() < LEAST:
        return ""
    place, others = _arm(study, mouse)
    drawn = volume_of_mouse(
        own.rename(columns={"volume_mm3": "value"}),
        others,
        place=place,
        limits=_levels(limits, "VOLUME", 1),
        events=[(0, study.get_day_zero_anchor_display(), "solid")],
        x_label=label,
    )
    return inline_svg(to_svg(drawn), "v", "volume")


def _arm(study, mouse):
    """(place of its arm from 0, volumes of the others of it), for who sees arms."""
    assignment = getattr(mouse, "assignment", None)
    if not study.access.sees_arms or assignment is None:
        return None, None
    readings = daily_volumes(study)
    position = assignment.arm.position
    same = (readings["position"] == position) & (readings["mouse"] != mouse.pk)
    return position - 1, growth.burden(readings[same])


def _weight(own, limits, label):
    weights = own.dropna(subset="weight_g")
    if len(weights) < LEAST:
        return ""
    changed = growth.weight_change(weights, own[["mouse", "day", "volume_mm3"]])
    if changed["change_pct"].isna().all():
        return ""
    named = changed.rename(columns={"change_pct": "value", "net_change_pct": "net"})
    levels = _levels(limits, "WEIGHT_LOSS", -1)
    drawn = weight_of_mouse(named, limits=levels, x_label=label)
    return inline_svg(to_svg(drawn), "w", "weight")


def _levels(limits, kind, sign):
    """(level, name, "limit" or "warning") of the limits of a kind."""
    found = []
    for limit in limits:
        if limit.kind == kind:
            purpose = f"{limit.get_purpose_display()} limit"
            level = sign * float(limit.action_level)
            found.append((level, _named(purpose, level, sign), "limit"))
            if limit.warning_level is not None:
                level = sign * float(limit.warning_level)
                found.append((level, _named("Warning", level, sign), "warning"))
    return found


def _named(name, level, sign):
    return f"{name} {level:,g} mm³" if sign > 0 else f"{name} −{-level:g}%"

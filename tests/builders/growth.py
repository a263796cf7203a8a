"""Who goes into the draw against the rule."""

from xenograft import models


def eligibility_decision(mouse, goes_in=True, reason="Enrolled late", **fields):
    fields.setdefault("session", mouse.study.sessions.order_by("held_on").last())
    return models.EnrollmentDecision.objects.create(
        mouse=mouse, goes_in=goes_in, reason=reason, **fields
    )

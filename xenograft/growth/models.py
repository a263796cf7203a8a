from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class EnrollmentQuerySet(StudyQuerySet):
    def standing(self):
        return self.filter(taken_back_at__isnull=True)


class EnrollmentDecision(models.Model):
    """A mouse goes in against the rule, or is taken out; taken back, it stays.

    Going in counts for the session that was looked at, for other values may come;
    being taken out counts until it is taken back.
    """

    study_path = "mouse__study"

    class Code(models.TextChoices):
        MULTIFOCAL_OR_SPREAD = "MULTIFOCAL_OR_SPREAD", "Several masses, or spread"
        POOR_HEALTH = "POOR_HEALTH", "Poor health"
        PROTOCOL_DEVIATION = "PROTOCOL_DEVIATION", "Protocol deviation"
        OTHER = "OTHER", "Other"

    mouse = models.ForeignKey(
        "Mouse", models.PROTECT, related_name="eligibility_decisions"
    )
    session = models.ForeignKey(
        "Session", models.PROTECT, related_name="eligibility_decisions"
    )
    goes_in = models.BooleanField()
    code = models.CharField("kind", max_length=30, choices=Code, default=Code.OTHER)
    reason = models.CharField(max_length=200)
    decided_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    taken_back_reason = models.CharField(max_length=200, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse"],
                condition=Q(taken_back_at__isnull=True),
                name="eligibility_one_decision_stands_per_mouse",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="eligibility_decision_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="eligibility_taken_back_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} {'in' if self.goes_in else 'out'}"

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class EnrollmentQuerySet(StudyQuerySet):
    def standing(self):
        return self.filter(taken_back_at__isnull=True)


class FrozenListQuerySet(StudyQuerySet):
    def standing(self):
        return self.filter(unfrozen_at__isnull=True)

    def waiting(self):
        """Frozen, and no draw of its batch stands yet."""
        drawn = Q(
            study__randomization__batch=F("batch"),
            study__randomization__voided_at__isnull=True,
        )
        return self.standing().exclude(Exists(self.filter(drawn, pk=OuterRef("pk"))))


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


class FrozenList(models.Model):
    """The mice that a draw is made from, as they were when the list was frozen.

    Frozen after the plan with its seed, and before the draw. Unfrozen, it stays with
    the reason, so that nobody can change the list unseen until a draw suits.
    """

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="frozen_lists")
    session = models.ForeignKey("Session", models.PROTECT, related_name="frozen_lists")
    batch = models.PositiveSmallIntegerField(default=1)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    # The commitment of the seed that was fixed before.
    seed_commitment = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    # The second person, where the plan asks for one.
    frozen_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    unfrozen_at = models.DateTimeField(null=True, editable=False)
    unfrozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    unfrozen_reason = models.CharField(max_length=200, blank=True)

    objects = FrozenListQuerySet.as_manager()

    class Meta:
        ordering = ["study", "frozen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "batch"],
                condition=Q(unfrozen_at__isnull=True),
                name="frozen_list_one_stands_per_batch",
            ),
            models.CheckConstraint(
                condition=Q(unfrozen_at__isnull=True) | ~Q(unfrozen_reason=""),
                name="frozen_list_is_unfrozen_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.study}, list frozen on {self.frozen_at:%Y-%m-%d}"

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class SentRowQuerySet(StudyQuerySet):
    def undecided(self):
        """Entries that differ from a saved one, and nobody has chosen yet."""
        return self.filter(outcome="OPEN").select_related("sent_by").order_by("pk")


class SentRow(models.Model):
    """What one device sent of one mouse's row, kept whatever became of it.

    The key is made on the device, so that a row sent twice is saved once. A row that
    differs from what somebody else saved stays here, OPEN, until one is chosen.
    """

    study_path = "session__study"

    class Outcome(models.TextChoices):
        SAVED = "SAVED", "saved"
        OPEN = "OPEN", "differs from a saved entry, not decided"
        TAKEN = "TAKEN", "differed, and was chosen"
        SET_ASIDE = "SET_ASIDE", "differed, and the other was chosen"
        AGAIN = "AGAIN", "differed, and was measured again"

    session = models.ForeignKey("Session", models.PROTECT, related_name="sent_rows")
    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="sent_rows")
    write_id = models.UUIDField(unique=True)
    parts = models.JSONField()
    typed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    device = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.SAVED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = SentRowQuerySet.as_manager()

    class Meta:
        ordering = ["session", "mouse", "id"]
        indexes = [
            models.Index(
                fields=["session", "mouse"],
                condition=Q(outcome="OPEN"),
                name="sent_row_undecided",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["SAVED", "OPEN"], decided_at__isnull=True)
                | Q(
                    outcome__in=["TAKEN", "SET_ASIDE", "AGAIN"],
                    decided_at__isnull=False,
                ),
                name="sent_row_decided_has_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} {self.received_at:%d %b %H:%M}"

from django.db import models
from django.db.models import Q

from xenograft.measurement.models.sent import Sent, decided_has_a_time


class SentRow(Sent):
    """What one device sent of one mouse's row; OPEN when it differs from what
    somebody else saved."""

    study_path = "session__study"

    class Outcome(models.TextChoices):
        SAVED = "SAVED", "saved"
        OPEN = "OPEN", "differs from a saved entry, not decided"
        TAKEN = "TAKEN", "differed, and was chosen"
        SET_ASIDE = "SET_ASIDE", "differed, and the other was chosen"
        AGAIN = "AGAIN", "differed, and was measured again"

    session = models.ForeignKey("Session", models.PROTECT, related_name="sent_rows")
    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="sent_rows")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.SAVED)

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
            models.UniqueConstraint(
                fields=["write_id", "session"], name="sent_row_is_kept_once"
            ),
            decided_has_a_time("sent_row", ["TAKEN", "SET_ASIDE", "AGAIN"]),
        ]

    def __str__(self):
        return f"{self.mouse} {self.received_at:%d %b %H:%M}"

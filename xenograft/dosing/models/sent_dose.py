from django.db import models
from django.db.models import Q

from xenograft.measurement.models.sent import Sent, decided_has_a_time


class SentDose(Sent):
    """What one person sent of a dose that somebody recorded otherwise before.

    `parts` has the texts of the sheet: status, ml, reason, at (an instant or a clock),
    planned (mL as the page showed it), basis and old_weight.
    """

    study_path = "mouse__study"

    class Outcome(models.TextChoices):
        OPEN = "OPEN", "differs from a saved entry, not decided"
        TAKEN = "TAKEN", "differed, and was chosen"
        SET_ASIDE = "SET_ASIDE", "differed, and the other was chosen"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="sent_doses")
    slot_on = models.DateField()
    slot_number = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=4)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        ordering = ["mouse", "slot_on", "slot_number", "id"]
        indexes = [
            models.Index(
                fields=["mouse", "slot_on"],
                condition=Q(outcome="OPEN"),
                name="sent_dose_undecided",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["write_id", "mouse"], name="sent_dose_is_kept_once"
            ),
            decided_has_a_time("sent_dose", ["TAKEN", "SET_ASIDE"]),
        ]

    def __str__(self):
        return f"{self.mouse} {self.slot_on} {self.received_at:%d %b %H:%M}"

    @property
    def key(self):
        """Names its cell on the sheet of the day."""
        return f"{self.mouse.number}-{self.slot_number}-{self.route}"

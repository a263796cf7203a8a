from django.db import models

from xenograft.study.querysets import StudyQuerySet


class ClosedDay(models.Model):
    """A date on which nobody doses: its doses are not planned, so none is missed."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="closed_days")
    closed_on = models.DateField("date")
    reason = models.CharField(max_length=120)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "closed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "closed_on"],
                name="closed_day_is_named_once",
                violation_error_message="This date is in the list already.",
            ),
        ]

    def __str__(self):
        return f"{self.closed_on} {self.reason}"

from django.db import models
from django.db.models import Q

from xenograft.analysis.endpoints import REASONS_UNKNOWN
from xenograft.study.querysets import StudyQuerySet

# Of the reasons why a state is not known those that a look mends, by their rank.
LATE = ["NOT_MEASURED", "NOT_WEIGHED", "NOT_SEEN"]
WORDS = dict(REASONS_UNKNOWN)


class Overdue(models.Model):
    """A mouse was not looked at when due: who was told when, until it was made good.

    First those who measure are told, then the study director, then the welfare
    officer, each once. DOMAIN 4.6.
    """

    study_path = "mouse__study"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="overdue")
    why = models.CharField(
        max_length=20, choices=[(code, WORDS[code]) for code in LATE]
    )
    due_on = models.DateField()
    noticed_at = models.DateTimeField()
    measurers_told_at = models.DateTimeField(null=True, editable=False)
    directors_told_at = models.DateTimeField(null=True, editable=False)
    officers_told_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "overdue"
        ordering = ["mouse", "noticed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse"],
                condition=Q(closed_at__isnull=True),
                name="overdue_is_one_open_per_mouse",
            ),
        ]

    def __str__(self):
        return f"{self.mouse}, {self.get_why_display()}: {self.due_on:%-d %b}"

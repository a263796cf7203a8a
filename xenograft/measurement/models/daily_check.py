from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class DailyCheck(models.Model):
    """Somebody looked into a cage on a day; of several the last one counts.

    It is independent of measuring. DOMAIN 4.6.
    """

    study_path = "cage__study"

    cage = models.ForeignKey("Cage", models.PROTECT, related_name="daily_checks")
    checked_on = models.DateField()
    checked_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    all_alive = models.BooleanField("all mice seen alive", default=True)
    concern = models.CharField(max_length=300, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["cage", "checked_on", "checked_at", "id"]
        indexes = [
            models.Index(fields=["checked_on", "cage"], name="daily_check_of_a_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(all_alive=True) | ~Q(concern=""),
                name="daily_check_says_what_is_wrong",
            ),
        ]

    def __str__(self):
        return f"Cage {self.cage} {self.checked_on:%-d %b}"

    @property
    def is_concern(self):
        return self.concern != ""

    @property
    def said(self):
        """No concern; or the words, and that not all were seen alive."""
        if not self.is_concern:
            return "seen alive, no concern"
        missing = "" if self.all_alive else "not all seen alive: "
        return f"{missing}{self.concern}"

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class HoldQuerySet(StudyQuerySet):
    def standing(self):
        return self.filter(lifted_at__isnull=True)

    def at(self, moment):
        """Those that stood at a moment, whatever became of them since."""
        until = Q(lifted_at__isnull=True) | Q(lifted_at__gt=moment)
        return self.filter(until, held_at__lte=moment)

    def all_day(self, day):
        """Those that stood from the first to the last minute of a date."""
        start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        until = Q(lifted_at__isnull=True) | Q(lifted_at__gte=start + dt.timedelta(1))
        return self.filter(until, held_at__lte=start)


class Hold(models.Model):
    """A mouse is not dosed until somebody decides that it may be; lifted, it stays."""

    study_path = "mouse__study"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    held_at = models.DateTimeField(default=timezone.now, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    lifted_reason = models.CharField(max_length=200, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "held_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse"],
                condition=Q(lifted_at__isnull=True),
                name="hold_stands_once_for_a_mouse",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason=""),
                name="hold_lifted_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} on hold: {self.reason}"

    @property
    def sentence(self):
        day = timezone.localtime(self.held_at)
        return f"On hold since {day:%-d %b}: {self.reason}."

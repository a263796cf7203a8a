from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from xenograft.history.models import Change
from xenograft.study.querysets import StudyQuerySet


class SessionQuerySet(StudyQuerySet):
    def closed(self):
        return self.filter(closed_at__isnull=False)

    def with_reopening(self):
        """`reopening`: why it was opened again after a closing; None if never."""
        table, changes = self.model._meta.db_table, Change.objects.corrections()
        changes = changes.filter(table_name=table, row_pk=OuterRef("pk"))
        newest = changes.exclude(old__closed_at=None).order_by("-id")
        return self.annotate(reopening=Subquery(newest.values("reason")[:1]))


class Session(models.Model):
    """The measuring of a study on one day. Closed sessions count in results."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "held_on"], name="session_is_one_per_day"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="session_closed_by_somebody_has_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.study} {self.held_on:%d %b %Y}"

    @property
    def is_open(self):
        return self.closed_at is None

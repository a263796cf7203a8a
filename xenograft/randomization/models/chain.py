from django.conf import settings
from django.db import models
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class DrawEntry(models.Model):
    """One thing that happened about the draw of a study, chained to the one before.

    `told` is everything that the hash covers, the hash of the entry before among it,
    so that none can be changed, left out or put between without being found.
    """

    study_path = "study"
    rows_are_final = True

    class Kind(models.TextChoices):
        COMMITTED = "COMMITTED", "plan fixed, seed committed"
        PREFLIGHT = "PREFLIGHT", "looked at what the draw will promise"
        FROZEN = "FROZEN", "list frozen"
        UNFROZEN = "UNFROZEN", "list opened again"
        DRAWN = "DRAWN", "drawn"
        VOIDED = "VOIDED", "draw voided"
        REPLACED = "REPLACED", "mouse replaced"
        REVEALED = "REVEALED", "arms shown"
        REFUSED = "REFUSED", "refused"

    study = models.ForeignKey("Study", models.PROTECT, related_name="draw_entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    told = models.JSONField()
    sha256 = models.CharField(max_length=64)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = "entry about the draw"
        verbose_name_plural = "entries about the draw"
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "number"], name="draw_entry_number_is_of_one"
            ),
            models.CheckConstraint(
                condition=~models.Q(sha256=""), name="draw_entry_has_its_hash"
            ),
        ]

    def __str__(self):
        return f"{self.study}, entry {self.number}: {self.get_kind_display()}"

    @property
    def record_sha256(self):
        """The hash of the record that it tells of, or ""."""
        return self.told.get("about", {}).get("record_sha256", "")

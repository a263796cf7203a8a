import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class ExcisedTumor(models.Model):
    """What one mass weighed when it was taken out."""

    study_path = "disposition__mouse__study"

    disposition = models.ForeignKey(
        "Disposition", models.PROTECT, related_name="excised"
    )
    tumor = models.ForeignKey("Tumor", models.PROTECT, related_name="excised")
    weight_mg = models.DecimalField(max_digits=8, decimal_places=1)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["disposition", "tumor"]
        constraints = [
            models.UniqueConstraint(
                fields=["disposition", "tumor"], name="excised_tumor_is_weighed_once"
            ),
            models.CheckConstraint(
                condition=Q(weight_mg__gte=0, weight_mg__lte=20_000),
                name="excised_tumor_weight_is_plausible",
            ),
        ]

    def __str__(self):
        return f"{self.tumor} {self.weight_mg} mg"


class Photo(models.Model):
    """A photo of a mouse. It lies in the database: backups and access go along."""

    study_path = "mouse__study"
    history_leaves_out = ("content",)

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="photos")
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, editable=False)
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "added_at"]

    def __str__(self):
        return f"{self.mouse}, photo {self.pk}"

    def save(self, *args, **kwargs):
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        super().save(*args, **kwargs)


class EndpointDraft(models.Model):
    """What was typed of an endpoint that is not recorded yet."""

    study_path = "mouse__study"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="endpoint_drafts")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    recorded_at = models.DateTimeField(null=True, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse"],
                condition=Q(recorded_at__isnull=True),
                name="endpoint_draft_is_one_open_per_mouse",
            ),
        ]

    def __str__(self):
        return f"{self.mouse}, draft of its endpoint"

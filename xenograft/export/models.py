from django.conf import settings
from django.db import models
from django.utils import timezone


class StudyImport(models.Model):
    """A list read in from elsewhere: first a draft, then the record of the import."""

    study_path = "study"
    history_leaves_out = ("content",)

    study = models.ForeignKey(
        "Study", models.PROTECT, related_name="imports", null=True, editable=False
    )
    code = models.CharField("code of the new study", max_length=40)
    title = models.CharField(max_length=200, blank=True)
    day_zero_on = models.DateField("date of day 0", null=True, blank=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.TextField()
    columns = models.JSONField(default=dict)
    rows_count = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.file_name} as {self.code}"

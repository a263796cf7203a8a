from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.analysis import units
from xenograft.study.querysets import StudyQuerySet


class AnalysisResultQuerySet(StudyQuerySet):
    def with_choices(self, choices):
        """Those that were computed with the same choices, the newest first."""
        return self.filter(choices=choices).order_by("-computed_at", "-pk")

    def interim(self):
        return self.filter(kind=AnalysisResult.Kind.INTERIM)


class AnalysisResult(models.Model):
    """One computed analysis of a study, kept as it was. Rows are never changed."""

    study_path = "study"
    history_leaves_out = ("document",)
    rows_are_final = True

    class Kind(models.TextChoices):
        INTERIM = "INTERIM", "interim"
        LOCKED = "LOCKED", "locked"

    study = models.ForeignKey("Study", models.PROTECT, related_name="analysis_results")
    kind = models.CharField(max_length=10, choices=Kind)
    # The query of the address of the page; empty for the usual choices.
    choices = models.CharField(max_length=200, blank=True)
    data_sha256 = models.CharField(max_length=64)
    # `analysis.blocks.whole.whole`, with the versions of the libraries.
    document = models.JSONField()
    session_count = models.PositiveIntegerField("closed sessions")
    computed_at = models.DateTimeField(default=timezone.now, editable=False)
    # Of the one that is signed the person who signed it.
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = AnalysisResultQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-computed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(data_sha256=""), name="analysis_result_says_of_which_data"
            ),
        ]

    def __str__(self):
        return f"{self.study}, {self.get_kind_display()} analysis"

    @property
    def is_locked(self):
        return self.kind == self.Kind.LOCKED

    @property
    def is_signed(self):
        """Whether the study was locked with it: those of other choices came later."""
        rows = AnalysisResult.objects.of_study(self.study).filter(pk__lt=self.pk)
        before = rows.order_by("-pk").values_list("kind", "data_sha256").first()
        return self.is_locked and before != (self.kind, self.data_sha256)

    def as_json(self):
        """The document with what the row says of it, as `manage.py analyze --json`."""
        return {
            "study": self.study.code,
            "title": self.study.title,
            "training": self.study.is_training,
            "kind": self.kind,
            "sessions": self.session_count,
            "computed_at": self.computed_at.isoformat(),
            "computed_by": str(self.computed_by or ""),
            **units.told(self.document),
        }

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class DispositionQuerySet(StudyQuerySet):
    def standing(self):
        """Those that were not taken back: at most one of each mouse."""
        return self.filter(taken_back_at__isnull=True)

    def taken_back(self):
        return self.filter(taken_back_at__isnull=False)


class Disposition(models.Model):
    """How and when one mouse left the study; taken back, it stays to be read."""

    study_path = "mouse__study"

    class Reason(models.TextChoices):
        TUMOR_SIZE = "TUMOR_SIZE", "tumor size limit reached"
        ULCERATION = "ULCERATION", "ulceration"
        HUMANE_TUMOR = "HUMANE_TUMOR", "humane endpoint, tumor-related"
        HUMANE_TOXICITY = "HUMANE_TOXICITY", "humane endpoint, toxicity"
        FOUND_DEAD = "FOUND_DEAD", "found dead"
        ACCIDENT = "ACCIDENT", "accident"
        SCHEDULED_PD = "SCHEDULED_PD", "planned sampling"
        STUDY_END = "STUDY_END", "end of study"
        REMOVED = "REMOVED", "removed alive"

    class Cause(models.TextChoices):
        UNKNOWN = "UNKNOWN", "not known"
        TUMOR = "TUMOR", "the tumor"
        TOXICITY = "TOXICITY", "toxicity"
        PROCEDURE = "PROCEDURE", "a procedure, as gavage"

    class Finding(models.TextChoices):
        NOTHING = "NOTHING", "nothing abnormal"
        NECROTIC_CORE = "NECROTIC_CORE", "necrotic core"
        INVADES_MUSCLE = "INVADES_MUSCLE", "invades muscle"
        LUNG_NODULES = "LUNG_NODULES", "lung nodules"
        LIVER_NODULES = "LIVER_NODULES", "liver nodules"
        ENLARGED_SPLEEN = "ENLARGED_SPLEEN", "enlarged spleen"
        ASCITES = "ASCITES", "ascites"
        GAVAGE_INJURY = "GAVAGE_INJURY", "gavage injury"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="dispositions")
    # The mouse again while the row stands. So `mouse.disposition` is the standing one
    # in every query, and the database refuses a second.
    stands_for = models.OneToOneField(
        "Mouse",
        models.PROTECT,
        related_name="disposition",
        null=True,
        editable=False,
        error_messages={"unique": "This mouse has left the study already."},
    )
    left_on = models.DateField()
    left_at = models.TimeField("time of death", null=True, blank=True)
    last_seen_alive_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason)
    # Of a mouse found dead only: it decides how the ending counts.
    cause = models.CharField("cause of death", max_length=10, choices=Cause, blank=True)
    # What else was reached; `reason` alone decides how the ending counts.
    other_reasons = models.JSONField(default=list, blank=True)
    # The values of the day against the limits, with the version that was used.
    judged = models.JSONField(default=list, editable=False)
    reason_note = models.CharField(max_length=200, blank=True)
    method = models.CharField("method of euthanasia", max_length=80, blank=True)
    # Whose hand it was; `decided_by` is who recorded it.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    tumor_weight_mg = models.DecimalField(
        "excised tumor weight, all masses, mg",
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
    )
    weight_g = models.DecimalField(
        "body weight, g", max_digits=5, decimal_places=2, null=True, blank=True
    )
    findings = models.JSONField(default=list, blank=True)
    necropsy_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    taken_back_reason = models.CharField(max_length=200, blank=True, editable=False)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    taken_back_at__isnull=True,
                    stands_for__isnull=False,
                    stands_for=F("mouse"),
                )
                | Q(taken_back_at__isnull=False, stands_for__isnull=True),
                name="disposition_stands_for_its_mouse_until_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="disposition_taken_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reason="FOUND_DEAD", cause__gt="")
                | (~Q(reason="FOUND_DEAD") & Q(cause="")),
                name="disposition_found_dead_has_a_cause_or_unknown",
            ),
            models.CheckConstraint(
                condition=Q(weight_g__isnull=True)
                | Q(weight_g__gte=5, weight_g__lte=80),
                name="disposition_body_weight_is_that_of_a_mouse",
                violation_error_message="A mouse weighs between 5 and 80 g.",
            ),
            models.CheckConstraint(
                condition=Q(tumor_weight_mg__isnull=True)
                | Q(tumor_weight_mg__gte=0, tumor_weight_mg__lte=20_000),
                name="disposition_tumor_weight_is_plausible",
                violation_error_message="A tumor weight is between 0 and 20,000 mg.",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} left on {self.left_on}: {self.get_reason_display()}"

    def save(self, *args, **kwargs):
        if self.reason == self.Reason.FOUND_DEAD:
            self.cause = self.cause or self.Cause.UNKNOWN
        else:
            self.cause = ""
        self.stands_for_id = None if self.taken_back_at else self.mouse_id
        super().save(*args, **kwargs)

    @property
    def ending(self):
        """The code by which the protocol says how it counts."""
        return f"{self.reason}_{self.cause}" if self.cause else self.reason

    @property
    def other_reason_labels(self):
        return [str(self.Reason(code).label) for code in self.other_reasons]

    @property
    def finding_labels(self):
        return [str(self.Finding(code).label) for code in self.findings]

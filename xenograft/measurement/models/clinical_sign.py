from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class ClinicalSign(models.Model):
    """One sign of one mouse, or an explicit "normal"."""

    study_path = "session__study"

    class Sign(models.TextChoices):
        NORMAL = "NORMAL", "normal"
        BODY_CONDITION = "BODY_CONDITION", "body condition"
        ULCERATION = "ULCERATION", "ulceration"
        HUNCHED = "HUNCHED", "hunched posture"
        PILOERECTION = "PILOERECTION", "piloerection"
        LETHARGY = "LETHARGY", "lethargy"
        BREATHING = "BREATHING", "labored breathing"
        DEHYDRATION = "DEHYDRATION", "dehydration"
        DIARRHEA = "DIARRHEA", "diarrhea"
        PALE = "PALE", "pale extremities"
        JAUNDICE = "JAUNDICE", "jaundice"
        ATAXIA = "ATAXIA", "ataxia or paralysis"
        SWELLING = "SWELLING", "swelling"
        SELF_TRAUMA = "SELF_TRAUMA", "self-trauma"
        TREMOR = "TREMOR", "tremor"
        MORIBUND = "MORIBUND", "moribund"
        OTHER = "OTHER", "other"

    session = models.ForeignKey(
        "Session", models.PROTECT, related_name="clinical_signs"
    )
    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="signs")
    observed_at = models.DateTimeField(default=timezone.now)
    observed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    sign = models.CharField(max_length=20, choices=Sign)
    # Ulceration and other signs 0 to 3; body condition 1 to 5 in half steps.
    grade = models.DecimalField(max_digits=2, decimal_places=1)
    body_site = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Of an ulcer alone, told after its grade. DOMAIN 4.3.
    greatest_diameter_mm = models.DecimalField(
        "greatest diameter, mm",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.1), MaxValueValidator(30)],
    )
    is_wet = models.BooleanField("wet", null=True, blank=True)
    treatment = models.CharField("treatment given", max_length=200, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["session", "mouse", "observed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sign="NORMAL") | Q(grade=0),
                name="clinical_sign_normal_has_grade_0",
            ),
            models.CheckConstraint(
                condition=Q(sign="BODY_CONDITION", grade__gte=1, grade__lte=5)
                | (~Q(sign="BODY_CONDITION") & Q(grade__gte=0, grade__lte=3)),
                name="clinical_sign_grade_is_on_its_scale",
            ),
            models.CheckConstraint(
                condition=Q(sign="ULCERATION", grade__gte=1)
                | Q(greatest_diameter_mm=None, is_wet=None, treatment=""),
                name="clinical_sign_only_an_ulcer_is_described",
            ),
            models.CheckConstraint(
                condition=Q(greatest_diameter_mm=None)
                | Q(greatest_diameter_mm__gt=0, greatest_diameter_mm__lte=30),
                name="clinical_sign_ulcer_is_between_0_and_30_mm",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} {self.get_sign_display()} {self.grade:g}"

    @property
    def is_ulcer(self):
        return self.sign == self.Sign.ULCERATION and self.grade >= 1

    @property
    def is_described(self):
        told = self.greatest_diameter_mm, self.is_wet
        return told != (None, None) or self.treatment != ""

    @property
    def description(self):
        """4.5 mm, wet. Treatment: silver cream. Only what was told."""
        parts = []
        if self.greatest_diameter_mm is not None:
            parts.append(f"{self.greatest_diameter_mm:.1f} mm")
        if self.is_wet is not None:
            parts.append("wet" if self.is_wet else "dry")
        told = f"{', '.join(parts)}." if parts else ""
        given = f"Treatment: {self.treatment.rstrip('.')}." if self.treatment else ""
        return " ".join(filter(None, [told, given]))

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from xenograft.study.querysets import StudyQuerySet


class Assay(models.TextChoices):
    IHC_H_SCORE = "IHC_H_SCORE", "IHC, H-score"
    IHC_PERCENT = "IHC_PERCENT", "IHC, % positive"
    WESTERN = "WESTERN", "Western blot, density ratio"
    IHC_INTENSITY = "IHC_INTENSITY", "IHC, intensity 0 to 3"
    OTHER = "OTHER", "other"


class Control(models.TextChoices):
    AS_EXPECTED = "AS_EXPECTED", "as expected"
    NOT_AS_EXPECTED = "NOT_AS_EXPECTED", "not as expected"
    NOT_RUN = "NOT_RUN", "not run"


# What a batch of stains, and a blot, is checked by. DOMAIN 7.3.
CONTROLS = ("positive_control", "negative_control", "isotype_control")


def control(label):
    return models.CharField(label, max_length=20, choices=Control, blank=True)


class AssayRun(models.Model):
    """One blot, plate or staining batch: what was done together."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="assay_runs")
    name = models.CharField(max_length=60, help_text="As Blot 3, or IHC batch 1.")
    assay = models.CharField(max_length=20, choices=Assay, default=Assay.WESTERN)
    ran_on = models.DateField("run on")
    target = models.CharField(max_length=40, default="p-FAK")
    phosphosite = models.CharField(max_length=20, blank=True, default="Y397")
    antibody = models.CharField(
        max_length=120,
        blank=True,
        help_text="Clone, lot, dilution and RRID.",
    )
    positive_control = control("positive control")
    negative_control = control("negative control")
    isotype_control = control("isotype control")
    reference_lysate = models.CharField(
        max_length=60, blank=True, help_text="The same on every blot."
    )
    reference_ratio = models.FloatField(
        "its ratio on this blot",
        null=True,
        blank=True,
        validators=[MinValueValidator(0.000001), MaxValueValidator(1e6)],
        help_text="Phospho over total, each over its loading control.",
    )
    loading_control = models.CharField(
        max_length=40, blank=True, help_text="As vinculin."
    )
    is_linear = models.BooleanField(
        "all bands within the linear range", null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-ran_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name"],
                name="assay_run_name_is_unique_in_its_study",
                violation_error_message="A run with this name is in the study.",
            ),
            models.CheckConstraint(
                condition=~models.Q(target__istartswith="p-")
                | ~models.Q(phosphosite=""),
                name="assay_run_of_a_phosphoprotein_names_its_site",
                violation_error_message="Name the phosphosite, as Y397 for p-FAK.",
            ),
            models.CheckConstraint(
                condition=models.Q(reference_ratio=None)
                | models.Q(reference_ratio__gt=0),
                name="assay_run_reference_ratio_is_above_0",
                violation_error_message="The ratio of the reference is above 0.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_doubtful(self):
        """A control that came out wrong, or bands outside the linear range."""
        controls = [getattr(self, name) for name in CONTROLS]
        return Control.NOT_AS_EXPECTED in controls or self.is_linear is False

    @property
    def has_nothing_told(self):
        names = *CONTROLS, "reference_lysate", "reference_ratio", "loading_control"
        told = [getattr(self, name) for name in names]
        return self.is_linear is None and not any(told)

    @property
    def missing(self):
        """What such a run wants and nobody told yet, in words."""
        is_blot = self.assay == Assay.WESTERN
        if not is_blot and not self.assay.startswith("IHC"):
            return []
        wanted = ("reference_ratio", "loading_control", "is_linear")
        names = wanted if is_blot else CONTROLS
        missing = [name for name in names if getattr(self, name) in (None, "")]
        return [self._meta.get_field(name).verbose_name for name in missing]

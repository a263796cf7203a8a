from django.db import models

from xenograft.study.querysets import StudyQuerySet


class Assay(models.TextChoices):
    IHC_H_SCORE = "IHC_H_SCORE", "IHC, H-score"
    IHC_PERCENT = "IHC_PERCENT", "IHC, % positive"
    WESTERN = "WESTERN", "Western blot, density ratio"
    OTHER = "OTHER", "other"


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
        ]

    def __str__(self):
        return self.name

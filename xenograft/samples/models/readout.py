from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.analysis.target import FEWEST_CELLS
from xenograft.samples.models.run import Assay
from xenograft.study.querysets import StudyQuerySet

PERCENTS = ("pct_0", "pct_1", "pct_2", "pct_3")
DENSITIES = ("phospho_density", "total_density", "phospho_loading", "total_loading")
CELLS = ("positive_cells_count", "cells_count")
FIELDS = ("field_grades",)


def percent(label):
    return models.FloatField(f"% of cells {label}", null=True, blank=True)


def density(label):
    return models.FloatField(label, null=True, blank=True)


class Readout(models.Model):
    """One value that an assay gave for one specimen, with what it was made from."""

    study_path = "specimen__mouse__study"

    Assay = Assay

    specimen = models.ForeignKey("Specimen", models.PROTECT, related_name="readouts")
    assay = models.CharField(max_length=20, choices=Assay)
    target = models.CharField(max_length=40, default="FAK")
    phosphosite = models.CharField(
        max_length=20,
        blank=True,
        help_text="As Y397. Leave empty for total protein only.",
    )
    run = models.ForeignKey(
        "AssayRun",
        models.PROTECT,
        related_name="readouts",
        null=True,
        blank=True,
    )
    aliquot = models.ForeignKey(
        "Aliquot",
        models.PROTECT,
        related_name="readouts",
        null=True,
        blank=True,
    )
    # What an H-score is made from; the weights of the four grades as they were used.
    pct_0 = percent("without stain")
    pct_1 = percent("weak (1+)")
    pct_2 = percent("moderate (2+)")
    pct_3 = percent("strong (3+)")
    h_weights = models.CharField(
        "weights of the four grades", max_length=20, default="0,1,2,3"
    )
    positive_cells_count = models.PositiveIntegerField(
        "positive cells", null=True, blank=True
    )
    cells_count = models.PositiveIntegerField("cells counted", null=True, blank=True)
    field_grades = models.CharField(
        "intensity of each field",
        max_length=200,
        blank=True,
        help_text="0 to 3 for each field, as 2,3,2,1.",
    )
    phospho_density = density("density of the phosphoprotein")
    phospho_loading = density("its loading control")
    total_density = density("density of the total protein")
    total_loading = density("its loading control (total)")
    is_saturated = models.BooleanField("band is saturated", default=False)
    value = models.FloatField()
    unit = models.CharField(max_length=30)
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    note = models.CharField(max_length=300, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["specimen", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(target__istartswith="p-") | ~Q(phosphosite=""),
                name="readout_phosphoprotein_names_its_site",
                violation_error_message="Name the phosphosite, as Y397 for p-FAK.",
            ),
            models.CheckConstraint(
                condition=~Q(assay="IHC_H_SCORE") | Q(value__gte=0, value__lte=400),
                name="readout_h_score_is_between_0_and_400",
                violation_error_message="An H-score is between 0 and 400.",
            ),
            models.CheckConstraint(
                condition=~Q(assay="IHC_INTENSITY") | Q(value__gte=0, value__lte=3),
                name="readout_intensity_is_between_0_and_3",
                violation_error_message="An intensity is between 0 and 3.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=1e12),
                name="readout_value_is_not_negative",
                violation_error_message="A readout is not negative.",
            ),
        ]

    def __str__(self):
        return f"{self.specimen} {self.target} {self.value:g} {self.unit}"

    @property
    def is_of_few_cells(self):
        return self.cells_count is not None and self.cells_count < FEWEST_CELLS

    @property
    def parts_in_words(self):
        """What the value was made from, in a few words; empty when it was typed."""
        if self.pct_0 is not None:
            parts = [f"{getattr(self, name):g}" for name in PERCENTS]
            return f"{' / '.join(parts)} % of cells, weights {self.h_weights}"
        if self.cells_count is not None:
            return f"{self.positive_cells_count} of {self.cells_count} cells"
        if self.field_grades:
            return f"fields {self.field_grades}"
        if self.phospho_density is not None:
            return f"{self.phospho_density:g} / {self.total_density:g}"
        return ""

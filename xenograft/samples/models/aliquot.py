from django.db import models
from django.db.models import Q

from xenograft.study.querysets import StudyQuerySet


class Aliquot(models.Model):
    """A portion of a specimen in a tube, block or slide of its own."""

    study_path = "specimen__mouse__study"

    class Kind(models.TextChoices):
        PIECE = "PIECE", "piece"
        LYSATE = "LYSATE", "lysate"
        BLOCK = "BLOCK", "block"
        SLIDE = "SLIDE", "slide"
        OTHER = "OTHER", "other"

    specimen = models.ForeignKey("Specimen", models.PROTECT, related_name="aliquots")
    label = models.CharField(max_length=70, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PIECE)
    quantity = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(max_length=10, blank=True, help_text="mg, µL or µg.")
    position = models.CharField("freezer position", max_length=80, blank=True)
    freeze_thaw_count = models.PositiveSmallIntegerField("times thawed", default=0)
    note = models.CharField(max_length=300, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["specimen", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["specimen", "label"],
                name="aliquot_label_is_unique_in_its_specimen",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="aliquot_quantity_is_positive",
                violation_error_message="Enter more than 0, or leave it empty.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | ~Q(unit=""),
                name="aliquot_quantity_has_a_unit",
                violation_error_message="Say the unit of the quantity, as mg.",
            ),
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        if self._state.adding and not self.label:
            place = self.specimen.aliquots.count() + 1
            self.label = f"{self.specimen.label}.{place}"
        super().save(*args, **kwargs)

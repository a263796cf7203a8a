from django.db import models
from django.db.models import F, Q

from xenograft.study.querysets import StudyQuerySet


class Aliquot(models.Model):
    """A portion of a specimen, or of another portion of it, in a tube of its own.

    Also a block or a slide: as a slide that is cut from a block.
    """

    study_path = "specimen__mouse__study"

    class Kind(models.TextChoices):
        PIECE = "PIECE", "piece"
        LYSATE = "LYSATE", "lysate"
        BLOCK = "BLOCK", "block"
        SLIDE = "SLIDE", "slide"
        OTHER = "OTHER", "other"

    specimen = models.ForeignKey("Specimen", models.PROTECT, related_name="aliquots")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="portions",
        verbose_name="taken from",
        null=True,
        blank=True,
    )
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
            # Taken from one that was there before: so nothing comes from itself.
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(parent__lt=F("id")),
                name="aliquot_is_taken_from_an_earlier_one",
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
        if self.parent:
            self.specimen = self.parent.specimen
        if self._state.adding and not self.label:
            self.label = self.next_label()
        super().save(*args, **kwargs)

    def next_label(self):
        """The label of what it is taken from, and a running number."""
        beside = self.specimen.aliquots.filter(parent=self.parent)
        return f"{self.parent or self.specimen}.{beside.count() + 1}"

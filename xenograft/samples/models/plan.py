from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from xenograft.samples.models.specimen import Specimen
from xenograft.study.querysets import StudyQuerySet


class CollectionPlan(models.Model):
    """What is to be collected, how long after the final dose, from how many mice."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="collection_plans")
    tissue = models.CharField(
        max_length=20, choices=Specimen.Tissue, default=Specimen.Tissue.TUMOR
    )
    handling = models.CharField(max_length=20, choices=Specimen.Handling)
    hours_after_last_dose = models.DecimalField(
        "hours after the final dose",
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    mice_per_arm = models.PositiveSmallIntegerField(
        "mice of each arm",
        null=True,
        blank=True,
        help_text="How many are wanted. Which mice they are is chosen below.",
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "hours_after_last_dose", "tissue", "handling"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "tissue", "handling", "hours_after_last_dose"],
                name="collection_is_planned_once",
                violation_error_message="This collection is in the plan already.",
            ),
            models.CheckConstraint(
                condition=Q(hours_after_last_dose__gte=0),
                name="collection_is_after_the_last_dose",
                violation_error_message="A collection is 0 hours or more after it.",
            ),
        ]

    def __str__(self):
        hours = f"{self.hours_after_last_dose.normalize():f}"
        return f"{self.get_tissue_display()}, {self.get_handling_display()}, {hours} h"


class PlannedMouse(models.Model):
    """A mouse of which a planned piece is to be collected."""

    study_path = "plan__study"

    plan = models.ForeignKey("CollectionPlan", models.PROTECT, related_name="mice")
    mouse = models.ForeignKey(
        "Mouse", models.PROTECT, related_name="planned_collections"
    )
    note = models.CharField(max_length=200, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "mouse"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "mouse"],
                name="planned_mouse_is_in_its_plan_once",
                violation_error_message="This mouse is in the plan already.",
            ),
        ]

    def __str__(self):
        return f"{self.mouse}: {self.plan}"

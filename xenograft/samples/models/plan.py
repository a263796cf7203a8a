import datetime as dt

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from xenograft.analysis.target import allowed_minutes
from xenograft.samples.models.specimen import Specimen
from xenograft.study.querysets import StudyQuerySet

ONE_OF = ["study", "tissue", "handling", "hours_after_last_dose"]
PLANNED = "This collection is in the plan already."


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
    # An interim group or satellites are collected before dosing ends.
    final_day = models.PositiveSmallIntegerField(
        "day of the final dose, D",
        null=True,
        blank=True,
        help_text="As 14 of an interim group. Empty: when dosing ends.",
    )
    window_minutes = models.PositiveSmallIntegerField(
        "in its window within, minutes",
        null=True,
        blank=True,
        help_text="Empty: a tenth of the hours, and 15 minutes at least.",
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
                fields=[*ONE_OF, "final_day"],
                name="collection_is_planned_once",
                violation_error_message=PLANNED,
            ),
            # Two days that are not named would not be alike to the database.
            models.UniqueConstraint(
                fields=ONE_OF,
                condition=Q(final_day__isnull=True),
                name="collection_at_the_end_is_planned_once",
                violation_error_message=PLANNED,
            ),
            models.CheckConstraint(
                condition=Q(hours_after_last_dose__gte=0),
                name="collection_is_after_the_last_dose",
                violation_error_message="A collection is 0 hours or more after it.",
            ),
        ]

    def __str__(self):
        hours = f"{self.hours_after_last_dose.normalize():f}"
        said = f"{self.get_tissue_display()}, {self.get_handling_display()}, {hours} h"
        return said if self.final_day is None else f"{said}, D{self.final_day}"

    @property
    def allowed(self):
        """How far from its time a collection may be: a timedelta."""
        if self.window_minutes is not None:
            return dt.timedelta(minutes=self.window_minutes)
        minutes = 60 * float(self.hours_after_last_dose)
        return dt.timedelta(minutes=float(allowed_minutes(minutes)))

    @property
    def said(self):
        """2 h ± 15 min: when it is to be, and how far from it it may be."""
        minutes = round(self.allowed.total_seconds() / 60)
        return f"{self.hours_after_last_dose.normalize():f} h ± {minutes} min"


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

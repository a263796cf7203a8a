from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from xenograft.study.models.dose_volumes import (
    DoseVolumes,
    site_volumes,
    volumes_are_ranges,
)
from xenograft.study.querysets import StudyQuerySet


class BenchRules(DoseVolumes):
    """What the bench of one study goes by: when a value is asked about, whom to call,
    and how much may be given at once.

    Every number is a starting value of this program (DOMAIN 1.8, 3.4). A study
    without a row goes by the starting values.
    """

    study_path = "study"

    class Previous(models.TextChoices):
        AFTER = "AFTER", "after both L and W are in"
        ALWAYS = "ALWAYS", "always"
        NEVER = "NEVER", "never"

    class DayValue(models.TextChoices):
        LAST = "LAST", "the last confirmed reading"
        MEAN = "MEAN", "the mean of L and of W of its confirmed readings"

    study = models.OneToOneField("Study", models.PROTECT, related_name="bench_rules")
    previous_values = models.CharField(
        "show the last volume of a tumor",
        max_length=10,
        choices=Previous,
        default=Previous.AFTER,
        help_text="A value that is in sight draws the reading towards it.",
    )
    day_value = models.CharField(
        "the value of a tumor on a day",
        max_length=10,
        choices=DayValue,
        default=DayValue.LAST,
        help_text="Of several readings a day, in the draw and in results. Limits are "
        "judged by each reading as it is saved.",
    )
    call_name = models.CharField(
        "whom to call when a limit is reached", max_length=60, blank=True
    )
    call_telephone = models.CharField(
        "at the telephone number",
        max_length=40,
        blank=True,
        help_text="Shown when a tablet is offline and can tell nobody by itself.",
    )
    growth_percent_per_day = models.PositiveSmallIntegerField(
        "ask about growth of more than, % a day (logarithmic)",
        default=35,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    error_percent = models.PositiveSmallIntegerField(
        "with a margin for the error of reading, %",
        default=50,
        validators=[MaxValueValidator(200)],
    )
    fall_percent = models.PositiveSmallIntegerField(
        "ask about a volume smaller by more than, %",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    step_mm = models.DecimalField(
        "ask about L or W that moved by more than, mm",
        max_digits=3,
        decimal_places=1,
        default=3,
        validators=[MinValueValidator(0.1)],
    )
    close_days = models.PositiveSmallIntegerField(
        "compare a fall and a step with readings up to, days old",
        default=3,
        validators=[MinValueValidator(1)],
    )
    slip_percent = models.PositiveSmallIntegerField(
        "take ten times the last, within %, for a slipped decimal point",
        default=20,
        validators=[MaxValueValidator(50)],
    )
    narrow_percent = models.PositiveSmallIntegerField(
        "ask when the shorter diameter is less of the longer than, %",
        default=40,
        validators=[MaxValueValidator(99)],
    )
    smallest_mm = models.DecimalField(
        "ask about L or W below, mm", max_digits=3, decimal_places=1, default=1
    )
    largest_mm = models.DecimalField(
        "ask about L or W above, mm", max_digits=3, decimal_places=1, default=20
    )
    same_count = models.PositiveSmallIntegerField(
        "say so when L and W are those of as many readings before",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    weight_percent = models.PositiveSmallIntegerField(
        "ask about a weight that differs from the last by more than, %",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bench rules"
        constraints = [
            *volumes_are_ranges(),
            models.CheckConstraint(
                condition=models.Q(smallest_mm__lt=models.F("largest_mm")),
                name="bench_rules_diameters_are_a_range",
                violation_error_message="The smallest must be below the largest.",
            ),
        ]

    def __str__(self):
        return f"Bench rules of {self.study}"


def rules_of(study):
    """The bench rules of a study, or the starting values of the site."""
    own = getattr(study, "bench_rules", None)
    return own or BenchRules(study=study, **site_volumes())

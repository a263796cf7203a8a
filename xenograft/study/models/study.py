from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.timezone import localdate

from xenograft.study import sample_size
from xenograft.study.models.masking import MaskingRules
from xenograft.study.models.studies import Studies

STUDY_CODE = RegexValidator(
    r"^(?!(?:new|import)$)[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
    "A study code has letters, digits, dots, dashes and underscores only, and is "
    "neither “new” nor “import”.",
)

# ARRIVE 3a: what keeps a mouse or a value in or out, fixed beforehand.
STATED = "Needed before the draw. Where there are none: “None, stated”."
CRITERIA = [
    "inclusion_criteria",
    "animal_exclusion_criteria",
    "data_exclusion_criteria",
]


class Study(MaskingRules):
    """One in vivo experiment under one protocol."""

    study_path = "pk"

    class DayZeroAnchor(models.TextChoices):
        FIRST_DOSE = "FIRST_DOSE", "First dose"
        RANDOMIZATION = "RANDOMIZATION", "Randomization"
        IMPLANTATION = "IMPLANTATION", "Implantation"

    class VolumeFormula(models.TextChoices):
        LWW_HALF = "LWW_HALF", "L × W² ÷ 2"

    class ExperimentalUnit(models.TextChoices):
        MOUSE = "MOUSE", "Mouse"
        CAGE = "CAGE", "Cage"

    code = models.CharField(max_length=40, validators=[STUDY_CODE])
    title = models.CharField(max_length=200)
    objective = models.TextField(blank=True)
    # Where people practice. Chosen when the study is made, and never changed.
    is_training = models.BooleanField(
        "for training only",
        default=False,
        help_text="Its reports say so. This cannot be changed later.",
    )
    ethics_licence = models.CharField("ethics license", max_length=100, blank=True)
    day_zero_anchor = models.CharField(
        max_length=20, choices=DayZeroAnchor, default=DayZeroAnchor.FIRST_DOSE
    )
    day_zero_on = models.DateField(
        "day zero, when no dose is recorded",
        null=True,
        blank=True,
        help_text="For imported studies: the date of day 0.",
    )
    volume_formula = models.CharField(
        max_length=20, choices=VolumeFormula, default=VolumeFormula.LWW_HALF
    )
    window_min_mm3 = models.PositiveIntegerField(
        "enrollment window from, mm³", default=100
    )
    window_max_mm3 = models.PositiveIntegerField(
        "enrollment window to, mm³", default=150
    )
    measure_every_min_days = models.PositiveSmallIntegerField(
        "measure every, days at least", default=2, validators=[MinValueValidator(1)]
    )
    measure_every_max_days = models.PositiveSmallIntegerField(
        "measure every, days at most", default=3, validators=[MinValueValidator(1)]
    )
    treatment_min_days = models.PositiveSmallIntegerField(
        "treatment at least, days", default=14, validators=[MinValueValidator(1)]
    )
    treatment_max_days = models.PositiveSmallIntegerField(
        "treatment at most, days", default=28, validators=[MinValueValidator(1)]
    )
    weight_fresh_days = models.PositiveSmallIntegerField(
        "dose by a weight of at most, days old",
        default=3,
        help_text="An older weight is warned about on the dosing sheet.",
    )
    weight_usable_days = models.PositiveSmallIntegerField(
        "never without a reason by one older than, days", default=7
    )
    cells_per_implant_count = models.PositiveBigIntegerField(
        "cells per implant", default=1_000_000, validators=[MinValueValidator(1)]
    )
    matrix = models.CharField(max_length=60, default="Matrigel", blank=True)
    implant_site = models.CharField(max_length=60, default="flank")
    experimental_unit = models.CharField(
        max_length=10, choices=ExperimentalUnit, default=ExperimentalUnit.MOUSE
    )
    planned_mice_count = models.PositiveSmallIntegerField("mice to implant", default=48)
    needs_growth = models.BooleanField(
        "only mice whose tumor grew since the session before",
        default=False,
    )
    weight_within_percent = models.PositiveSmallIntegerField(
        "weight within, % of the median of all mice",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Empty: the weight decides nothing.",
    )
    implanted_min_days = models.PositiveSmallIntegerField(
        "days from the implant, at least",
        null=True,
        blank=True,
        help_text="At the session that the draw looks at. Empty: decides nothing.",
    )
    implanted_max_days = models.PositiveSmallIntegerField(
        "days from the implant, at most", null=True, blank=True
    )
    inclusion_criteria = models.TextField(blank=True, help_text=STATED)
    animal_exclusion_criteria = models.TextField(
        "exclusion criteria for animals", blank=True, help_text=STATED
    )
    data_exclusion_criteria = models.TextField(
        "exclusion criteria for data", blank=True, help_text=STATED
    )
    primary_outcome = models.TextField(
        blank=True,
        help_text="The one comparison that decides, its measure and its day.",
    )
    # A record of `study.sample_size`, kept from the page Number of mice.
    sample_size_plan = models.JSONField(
        "calculation of the number of mice", default=dict, blank=True, editable=False
    )
    sample_size_basis = models.TextField(
        "remark on the number of mice",
        blank=True,
        help_text="Beside the calculation that the page Number of mice keeps.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    allows_recheck = models.BooleanField(
        "a value at a limit may be rechecked within 24 h",
        default=True,
        help_text="Volume and weight only, with the welfare officer's agreement.",
    )
    # {sex: [[age in weeks, g]]}, for limits that go by the weight of the age.
    normal_weights = models.JSONField(default=dict, blank=True, editable=False)
    limits_version = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = Studies.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="study_code_is_unique",
                violation_error_message="A study with this code exists already.",
            ),
            models.CheckConstraint(
                condition=Q(window_min_mm3__lt=F("window_max_mm3")),
                name="study_window_starts_below_its_end",
                violation_error_message="The window must start below its end.",
            ),
            models.CheckConstraint(
                condition=Q(implanted_min_days__isnull=True)
                | Q(implanted_max_days__isnull=True)
                | Q(implanted_min_days__lte=F("implanted_max_days")),
                name="study_days_from_the_implant_are_a_range",
                violation_error_message=(
                    "The fewest days from the implant must not be more than the most."
                ),
            ),
            models.CheckConstraint(
                condition=Q(measure_every_min_days__gte=1)
                & Q(measure_every_min_days__lte=F("measure_every_max_days")),
                name="study_measurement_interval_is_a_range",
                violation_error_message=(
                    "The shortest measurement interval must be at least one day and "
                    "not longer than the longest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(treatment_min_days__gte=1)
                & Q(treatment_min_days__lte=F("treatment_max_days")),
                name="study_treatment_length_is_a_range",
                violation_error_message=(
                    "The shortest treatment must be at least one day and not longer "
                    "than the longest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(weight_fresh_days__lte=F("weight_usable_days")),
                name="study_weights_are_fresh_before_they_are_too_old",
                violation_error_message=(
                    "A weight must be warned about before it is too old."
                ),
            ),
            models.CheckConstraint(
                condition=Q(cells_per_implant_count__gte=1),
                name="study_implants_at_least_one_cell",
            ),
        ]

    def __str__(self):
        return self.code

    def roles_of(self, person):
        return list(
            self.memberships.filter(person=person).values_list("role", flat=True)
        )

    @property
    def state(self):
        """Planned, implanted, on treatment, ended or locked, from what happened.

        Needs `with_state()`. An imported study with an allocation counts as on
        treatment from its day zero.
        """
        if self.locked_at:
            return "locked"
        if self.has_mice and not self.has_mice_on_study:
            return "ended"
        if self.has_doses or (self.has_randomization and self.day_zero_on):
            return "on treatment"
        return "implanted" if self.has_implants else "planned"

    @property
    def anchor_on(self):
        """The date of day 0 for the study as a whole. Needs `with_header()`."""
        anchors = {
            "FIRST_DOSE": self.first_dose_on,
            "RANDOMIZATION": self.randomized_at and localdate(self.randomized_at),
            "IMPLANTATION": self.implanted_on,
        }
        return anchors[self.day_zero_anchor] or self.day_zero_on

    @property
    def day_today(self):
        """Today as D16, or as I+24 before day 0, while that means something."""
        if self.state == "on treatment" and self.first_dose_on:
            return f"D{(localdate() - self.anchor_on).days}"
        if self.state == "implanted" and self.implanted_on:
            return f"I+{(localdate() - self.implanted_on).days}"
        return ""

    @property
    def mice_count(self):
        """Mice of the study: those randomized, or all before the randomization."""
        return self.randomized_count or self.implanted_count

    @property
    def on_study_count(self):
        if self.randomized_count:
            return self.randomized_on_study_count
        return self.implanted_on_study_count

    @property
    def header(self):
        """Day and mice in a few words. Needs `with_state()` and `with_header()`."""
        mice = f"{self.on_study_count} of {self.mice_count} mice on study"
        parts = [self.day_today.replace("D", "Day "), mice if self.mice_count else ""]
        return " · ".join(part for part in parts if part)

    @property
    def sample_size_said(self):
        """How the number of mice was decided: the kept calculation, then the remark."""
        parts = (sample_size.told(self.sample_size_plan), self.sample_size_basis)
        return " ".join(part for part in parts if part)

    @property
    def days_from_implant_said(self):
        """'10 to 21 days', with one end 'at least 10 days', or nothing."""
        first, last = self.implanted_min_days, self.implanted_max_days
        if first is None:
            return "" if last is None else f"at most {last} days"
        return f"at least {first} days" if last is None else f"{first} to {last} days"

    @property
    def criteria_missing(self):
        """The names of the criteria that the protocol has not stated yet."""
        fields = map(self._meta.get_field, CRITERIA)
        return [one.verbose_name for one in fields if not getattr(self, one.name)]

    @property
    def is_list_fixed(self):
        """Whether no mouse can enter any more. Needs `with_state()`."""
        return self.has_randomization and not self.is_rolling

    @property
    def is_open_for_values(self):
        return self.locked_at is None

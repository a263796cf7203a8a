from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class DrawPlan(models.Model):
    """How a study will be drawn, and the seed that was fixed before its list.

    The seed itself is sealed: the row holds it under a key that the database does
    not have, and its hash is shown. So nobody can look for a seed that suits the
    list, and nobody can find the seed in the database.
    """

    study_path = "study"

    class Method(models.TextChoices):
        COVARIATE_CONSTRAINED = (
            "COVARIATE_CONSTRAINED",
            "Covariate-constrained: one of all allocations with balanced arms",
        )
        RANK_BLOCK = "RANK_BLOCK", "Random permutation within volume-ranked blocks"
        STRATIFIED_BLOCK = "STRATIFIED_BLOCK", "Permuted blocks within strata"
        COMPLETE = "COMPLETE", "Complete randomization: no balancing"
        ROLLING_BATCH = (
            "ROLLING_BATCH",
            "Rolling enrollment: each batch balanced with those before it",
        )

    class ReplacementRule(models.TextChoices):
        RANDOM = "RANDOM", "one of the reserve at random"
        NEAREST = "NEAREST", "the one of the reserve nearest in what was balanced"

    class ReserveRule(models.TextChoices):
        NEAREST_MEDIAN = "NEAREST_MEDIAN", "those farthest from the median volume"
        RANDOM = "RANDOM", "at random"

    study = models.OneToOneField("Study", models.PROTECT, related_name="draw_plan")
    method = models.CharField(
        max_length=30, choices=Method, default=Method.COVARIATE_CONSTRAINED
    )
    balances_weight = models.BooleanField("body weight", default=True)
    balances_sex = models.BooleanField("sex", default=True)
    balances_cage = models.BooleanField("cage mates apart", default=True)
    balances_age = models.BooleanField("age", default=False)
    balances_batch = models.BooleanField("day of the implant", default=False)
    balances_bilateral = models.BooleanField(
        "one mass or two on a mouse", default=False
    )
    reserve_rule = models.CharField(
        "mice above the places stay out",
        max_length=20,
        choices=ReserveRule,
        default=ReserveRule.NEAREST_MEDIAN,
    )
    replacement_rule = models.CharField(
        "before its first dose a mouse is replaced by",
        max_length=20,
        choices=ReplacementRule,
        default=ReplacementRule.RANDOM,
    )
    needs_two_to_freeze = models.BooleanField(
        "the list is frozen by two people",
        default=False,
        help_text="Then a second member of the study signs each freeze.",
    )
    waiting_days = models.PositiveSmallIntegerField(
        "a mouse in the window waits at most, days",
        default=3,
        help_text="For rolling enrollment only: a batch is drawn when eight mice are "
        "in the window, or when the first of them has waited this long.",
    )
    # What a difference of 1 means in a rolling enrollment, whose mice are not known
    # beforehand: the center of the volume is that of the window.
    volume_sd_mm3 = models.DecimalField(
        "planned SD of the volume, mm³",
        max_digits=7,
        decimal_places=2,
        default=Decimal("14"),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="For rolling enrollment only.",
    )
    weight_center_g = models.DecimalField(
        "planned mean weight, g",
        max_digits=6,
        decimal_places=2,
        default=Decimal("22"),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="For rolling enrollment only.",
    )
    weight_sd_g = models.DecimalField(
        "planned SD of the weight, g",
        max_digits=6,
        decimal_places=2,
        default=Decimal("1.8"),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="For rolling enrollment only.",
    )
    seed_sealed_hex = models.CharField(max_length=64, editable=False)
    seed_commitment = models.CharField(max_length=64, editable=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    committed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StudyQuerySet.as_manager()

    def __str__(self):
        return f"{self.study}, {self.get_method_display()}"

    @property
    def is_constrained(self):
        return self.method == self.Method.COVARIATE_CONSTRAINED

    @property
    def is_rolling(self):
        return self.method == self.Method.ROLLING_BATCH

from django.conf import settings
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
    reserve_rule = models.CharField(
        "mice above the places stay out",
        max_length=20,
        choices=ReserveRule,
        default=ReserveRule.NEAREST_MEDIAN,
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


class ArmView(models.Model):
    """One look at the arms of mice: who, when, of which mice and why."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="arm_views")
    # Without a mouse: the whole list.
    mouse = models.ForeignKey(
        "Mouse", models.PROTECT, related_name="arm_views", null=True
    )
    reason = models.CharField(max_length=200)
    viewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    viewed_at = models.DateTimeField(default=timezone.now)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-viewed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="arm_view_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.viewed_by} saw {self.mouse or 'all arms'}"


class Randomization(models.Model):
    """The draw of a study: everything needed to repeat it. Never changed."""

    study_path = "study"

    class Method(models.TextChoices):
        COVARIATE_CONSTRAINED = "COVARIATE_CONSTRAINED", "Covariate-constrained draw"
        RANK_BLOCK = "RANK_BLOCK", "Random permutation within volume-ranked blocks"
        STRATIFIED_BLOCK = "STRATIFIED_BLOCK", "Permuted blocks within strata"
        COMPLETE = "COMPLETE", "Complete randomization"
        IMPORTED = "IMPORTED", "Imported, method not recorded"
        DETERMINISTIC_BALANCED = (
            "DETERMINISTIC_BALANCED",
            "Imported, dealt by rank without a random step",
        )

    study = models.OneToOneField(
        "Study",
        models.PROTECT,
        related_name="randomization",
        error_messages={"unique": "This study is randomized already."},
    )
    method = models.CharField(max_length=30, choices=Method)
    engine_version = models.CharField(max_length=40, blank=True)
    seed_hex = models.CharField(max_length=128, blank=True)
    seed_commitment = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(null=True)
    inputs = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    randomized_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    randomized_at = models.DateTimeField(default=timezone.now)

    objects = StudyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method__in=["IMPORTED", "DETERMINISTIC_BALANCED"])
                | ~models.Q(seed_hex=""),
                name="randomization_draw_has_a_seed",
            ),
        ]

    def __str__(self):
        return f"{self.study}, {self.get_method_display()}"


class Assignment(models.Model):
    """The arm of one mouse."""

    study_path = "randomization__study"

    randomization = models.ForeignKey(
        "Randomization", models.PROTECT, related_name="assignments"
    )
    mouse = models.OneToOneField("Mouse", models.PROTECT, related_name="assignment")
    arm = models.ForeignKey("Arm", models.PROTECT, related_name="assignments")
    block = models.PositiveSmallIntegerField(null=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["randomization", "mouse"]

    def __str__(self):
        return f"{self.mouse} in {self.arm}"

from django.conf import settings
from django.db import models
from django.utils import timezone

from xenograft.analysis.allocation import canonical, sha256_of
from xenograft.randomization.models.plan import DrawPlan
from xenograft.study.models.masking import MOUSE_BOTTLE, new_code
from xenograft.study.querysets import StudyQuerySet

# Methods of an allocation that was made elsewhere: there is no seed.
IMPORTED = ["IMPORTED", "IMPORTED_RANDOM", "DETERMINISTIC_BALANCED"]


class RandomizationQuerySet(StudyQuerySet):
    def standing(self):
        """Those that were not voided: one for each batch."""
        return self.filter(voided_at__isnull=True)


class Randomization(models.Model):
    """A draw: everything needed to repeat it. Never changed; a void one stays.

    A study has one that stands, or one for each batch of a rolling enrollment.
    """

    study_path = "study"
    # All but that it is void.
    final_columns = (
        "study_id",
        "batch",
        "method",
        "engine_version",
        "seed_hex",
        "seed_commitment",
        "committed_at",
        "inputs",
        "inputs_sha256",
        "result",
        "randomized_by_id",
        "randomized_at",
    )

    class Method(models.TextChoices):
        COVARIATE_CONSTRAINED = "COVARIATE_CONSTRAINED", "Covariate-constrained draw"
        RANK_BLOCK = "RANK_BLOCK", "Random permutation within volume-ranked blocks"
        STRATIFIED_BLOCK = "STRATIFIED_BLOCK", "Permuted blocks within strata"
        COMPLETE = "COMPLETE", "Complete randomization"
        ROLLING_BATCH = "ROLLING_BATCH", "Rolling enrollment, batch by batch"
        IMPORTED = "IMPORTED", "Imported, method not recorded"
        IMPORTED_RANDOM = "IMPORTED_RANDOM", "Imported, drawn at random elsewhere"
        DETERMINISTIC_BALANCED = (
            "DETERMINISTIC_BALANCED",
            "Imported, dealt by rank without a random step",
        )

    study = models.ForeignKey(
        "Study",
        models.PROTECT,
        related_name="randomizations",
        related_query_name="randomization",
    )
    batch = models.PositiveSmallIntegerField(default=1)
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
    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    voided_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="second signature",
    )
    voided_reason = models.CharField(max_length=200, blank=True)

    objects = RandomizationQuerySet.as_manager()

    class Meta:
        ordering = ["study", "randomized_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "batch"],
                condition=models.Q(voided_at__isnull=True),
                name="randomization_one_draw_stands_per_batch",
                violation_error_message="This study is randomized already.",
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=IMPORTED) | ~models.Q(seed_hex=""),
                name="randomization_draw_has_a_seed",
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True)
                | ~models.Q(voided_reason=""),
                name="randomization_void_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.study}, {self.get_method_display()}"

    @property
    def is_imported(self):
        return self.method in IMPORTED

    @property
    def record_sha256(self):
        """SHA-256 of the canonical record; "" of an imported allocation."""
        record = self.result.get("record")
        return sha256_of(canonical(record)) if record else ""


class AssignmentQuerySet(StudyQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        give_bottles(objs)
        return super().bulk_create(objs, *args, **kwargs)


class Assignment(models.Model):
    """A place in an arm: the mouse it was drawn for, and the mouse that has it.

    The second is another one after a replacement, and nobody in a draw that is void.
    With the code on its bottle where each mouse has its own.
    """

    study_path = "randomization__study"
    # The place stays as it was drawn; who has it may change by rule.
    final_columns = (
        "randomization_id",
        "drawn_mouse_id",
        "arm_id",
        "block",
        "is_satellite",
    )

    randomization = models.ForeignKey(
        "Randomization", models.PROTECT, related_name="assignments"
    )
    mouse = models.OneToOneField(
        "Mouse", models.PROTECT, related_name="assignment", null=True
    )
    drawn_mouse = models.ForeignKey(
        "Mouse", models.PROTECT, related_name="+", null=True, editable=False
    )
    arm = models.ForeignKey("Arm", models.PROTECT, related_name="assignments")
    block = models.PositiveSmallIntegerField(null=True)
    is_satellite = models.BooleanField(default=False)
    own_bottle_code = models.CharField(max_length=4, blank=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["randomization", "mouse"]
        constraints = [
            models.UniqueConstraint(
                fields=["randomization", "own_bottle_code"],
                condition=~models.Q(own_bottle_code=""),
                name="assignment_bottle_is_of_one_mouse",
            ),
        ]

    def __str__(self):
        return f"{self.mouse or self.drawn_mouse} in {self.arm}"

    def save(self, *args, **kwargs):
        give_bottles([self])
        super().save(*args, **kwargs)

    @property
    def bottle_code(self):
        """What stands on the bottle that this mouse is dosed from."""
        return self.own_bottle_code or self.arm.bottle_code


def give_bottles(assignments):
    """A bottle of its own to each new row of a study that codes them by mouse."""
    for draw in {one.randomization for one in assignments if not one.own_bottle_code}:
        if draw.study.has_bottle_per_mouse:
            taken = set(draw.assignments.values_list("own_bottle_code", flat=True))
            for one in assignments:
                if one.randomization == draw and not one.own_bottle_code:
                    one.own_bottle_code = new_code(MOUSE_BOTTLE, taken)
                    taken.add(one.own_bottle_code)


class Replacement(models.Model):
    """A mouse of the reserve takes the place of another before its first dose."""

    study_path = "assignment__randomization__study"

    assignment = models.ForeignKey(
        "Assignment", models.PROTECT, related_name="replacements"
    )
    leaving = models.ForeignKey("Mouse", models.PROTECT, related_name="+")
    entering = models.ForeignKey("Mouse", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=DrawPlan.ReplacementRule)
    reason = models.CharField(max_length=200)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    replaced_at = models.DateTimeField(default=timezone.now)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["replaced_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="replacement_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["assignment", "leaving"],
                name="replacement_a_mouse_leaves_a_place_once",
            ),
        ]

    def __str__(self):
        return f"{self.entering} for {self.leaving}"

from django.conf import settings
from django.db import models
from django.utils import timezone

from xenograft.study.models.masking import MOUSE_BOTTLE, new_code
from xenograft.study.querysets import StudyQuerySet
from xenograft.study.roles import Role


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
    """One look at the arms of mice: who, when, what and why."""

    study_path = "study"

    class Seen(models.TextChoices):
        ALLOCATION = "ALLOCATION", "the arm of each mouse"
        KEY = "KEY", "the key: what each code stands for"
        MOUSE = "MOUSE", "the arm of one mouse, in an emergency"
        RECORD = "RECORD", "the record of the draw as a file"
        EXPORT = "EXPORT", "an export with arms"

    study = models.ForeignKey("Study", models.PROTECT, related_name="arm_views")
    seen = models.CharField(max_length=10, choices=Seen, default=Seen.ALLOCATION)
    # The one mouse of an emergency; every other look is at all mice.
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
            models.CheckConstraint(
                condition=models.Q(seen="MOUSE", mouse__isnull=False)
                | (~models.Q(seen="MOUSE") & models.Q(mouse__isnull=True)),
                name="arm_view_names_the_one_mouse",
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


class AssignmentQuerySet(StudyQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        give_bottles(objs)
        return super().bulk_create(objs, *args, **kwargs)


class Assignment(models.Model):
    """The arm of one mouse, and the code on its bottle where each mouse has its own."""

    study_path = "randomization__study"

    randomization = models.ForeignKey(
        "Randomization", models.PROTECT, related_name="assignments"
    )
    mouse = models.OneToOneField("Mouse", models.PROTECT, related_name="assignment")
    arm = models.ForeignKey("Arm", models.PROTECT, related_name="assignments")
    block = models.PositiveSmallIntegerField(null=True)
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
        return f"{self.mouse} in {self.arm}"

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


class Awareness(models.Model):
    """Whether the people of one role knew the arms at one stage (ARRIVE 2.0, 5)."""

    study_path = "study"

    class Stage(models.TextChoices):
        ALLOCATION = "ALLOCATION", "Allocation"
        CONDUCT = "CONDUCT", "Conduct of the experiment"
        OUTCOME = "OUTCOME", "Outcome assessment"
        ANALYSIS = "ANALYSIS", "Data analysis"

    class State(models.TextChoices):
        BLINDED = "BLINDED", "blinded"
        NOT_BLINDED = "NOT_BLINDED", "not blinded"
        NOT_APPLICABLE = "NOT_APPLICABLE", "not applicable"

    study = models.ForeignKey("Study", models.PROTECT, related_name="awareness")
    stage = models.CharField(max_length=10, choices=Stage)
    role = models.CharField(max_length=20, choices=Role)
    state = models.CharField(max_length=14, choices=State)
    comment = models.CharField(max_length=200, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "stage", "role"],
                name="awareness_is_one_per_stage_and_role",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.get_stage_display().lower()}"

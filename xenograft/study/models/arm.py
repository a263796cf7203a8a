import secrets

from django.db import models
from django.db.models import Q

from xenograft.study.querysets import StudyQuerySet

# Letters that are not taken for one another in handwriting.
BOTTLE_LETTERS = "CEFHJKLMNPRTVWXY"


class ArmQuerySet(StudyQuerySet):
    def control(self):
        return self.get(is_control=True)

    def factorial(self):
        """The four cells of the 2 x 2, by what they contain: never by name."""
        cells = {(arm.has_agent_a, arm.has_agent_b): arm for arm in self}
        return {
            "vehicle": cells.get((False, False)),
            "a": cells.get((True, False)),
            "b": cells.get((False, True)),
            "a_and_b": cells.get((True, True)),
        }


class Arm(models.Model):
    """A planned treatment; its place gives marker, line and color."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="arms")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    planned_count = models.PositiveSmallIntegerField("mice planned", default=10)
    is_control = models.BooleanField("control arm", default=False)
    has_agent_a = models.BooleanField("contains agent A", null=True, blank=True)
    has_agent_b = models.BooleanField("contains agent B", null=True, blank=True)
    bottle_code = models.CharField(max_length=4, blank=True, editable=False)

    objects = ArmQuerySet.as_manager()

    class Meta:
        ordering = ["study", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name"],
                name="arm_name_is_unique_in_its_study",
                violation_error_message="Two arms of a study cannot share a name.",
            ),
            models.UniqueConstraint(
                fields=["study", "position"], name="arm_position_is_unique_in_its_study"
            ),
            models.UniqueConstraint(
                fields=["study", "bottle_code"],
                name="arm_bottle_code_is_unique_in_its_study",
            ),
            models.UniqueConstraint(
                fields=["study"],
                condition=Q(is_control=True),
                name="arm_control_is_one_per_study",
                violation_error_message="A study has one control arm.",
            ),
            models.UniqueConstraint(
                fields=["study", "has_agent_a", "has_agent_b"],
                name="arm_factor_levels_are_unique_in_its_study",
                violation_error_message="Two arms contain the same agents.",
            ),
            models.CheckConstraint(
                condition=Q(is_control=False)
                | ~(Q(has_agent_a=True) | Q(has_agent_b=True)),
                name="arm_control_contains_no_agent",
                violation_error_message="The control arm contains neither agent.",
            ),
            models.CheckConstraint(
                condition=Q(has_agent_a__isnull=True, has_agent_b__isnull=True)
                | Q(has_agent_a__isnull=False, has_agent_b__isnull=False),
                name="arm_factor_levels_are_both_given_or_neither",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.bottle_code = self.bottle_code or self._new_bottle_code()
        super().save(*args, **kwargs)

    def _new_bottle_code(self):
        """A letter at random, so that the code says nothing about the arm."""
        taken = set(self.study.arms.values_list("bottle_code", flat=True))
        free = [letter for letter in BOTTLE_LETTERS if letter not in taken]
        return secrets.choice(
            free
            or [
                f"{a}{b}"
                for a in BOTTLE_LETTERS
                for b in BOTTLE_LETTERS
                if a + b not in taken
            ]
        )

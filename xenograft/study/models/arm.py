import secrets

from django.db import models
from django.db.models import Q

from xenograft.study.models.masking import ARM_CODE, LETTERS, new_code
from xenograft.study.querysets import StudyQuerySet


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
    # Dosed like the arm, for samples; in no curve and no test of the arms.
    satellite_count = models.PositiveSmallIntegerField(
        "satellite mice", default=0, blank=True
    )
    is_control = models.BooleanField("control arm", default=False)
    has_agent_a = models.BooleanField("contains agent A", null=True, blank=True)
    has_agent_b = models.BooleanField("contains agent B", null=True, blank=True)
    # What the arm is called for those who may not know it, and what its bottle is:
    # two codes, so that who doses and who analyzes cannot put theirs together.
    code = models.CharField(max_length=3, blank=True, editable=False)
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
                fields=["study", "code"], name="arm_code_is_unique_in_its_study"
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
        self.satellite_count = self.satellite_count or 0
        self.code = self.code or new_code(ARM_CODE, self._taken("code"))
        self.bottle_code = self.bottle_code or self._new_bottle_code()
        super().save(*args, **kwargs)

    def _taken(self, name):
        return set(self.study.arms.values_list(name, flat=True))

    def _new_bottle_code(self):
        """A letter, or two where all are taken."""
        taken = self._taken("bottle_code")
        free = [letter for letter in LETTERS if letter not in taken]
        return secrets.choice(free) if free else new_code((LETTERS, LETTERS), taken)

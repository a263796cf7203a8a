from django.db import models

from xenograft.study.querysets import StudyQuerySet


class Agent(models.Model):
    """A test article, or the vehicle that carries it."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="agents")
    name = models.CharField(max_length=80)
    is_vehicle = models.BooleanField("vehicle only", default=False)
    lot = models.CharField(max_length=60, blank=True)
    clinical_reference = models.CharField(
        "human dose, for reference",
        max_length=120,
        blank=True,
        help_text="Never used to compute a dose, as 400 mg twice a day in people.",
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name"],
                name="agent_name_is_unique_in_its_study",
                violation_error_message="An agent with this name is in the study.",
            ),
        ]

    def __str__(self):
        return self.name

from django.db import models

from xenograft.analysis.endpoints.endings import ENDING_CHOICES, ENDINGS, EVENTS
from xenograft.study.querysets import StudyQuerySet


class EndingRule(models.Model):
    """Whether one way of leaving is an event or censored; fixed at randomization."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="ending_rules")
    ending = models.CharField(max_length=24, choices=ENDING_CHOICES)
    survival_is_event = models.BooleanField("event of survival")
    volume_is_event = models.BooleanField("event of time to a volume")
    sensitivity_is_event = models.BooleanField(
        "event of time to a volume, sensitivity analysis"
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "ending"], name="ending_rule_is_one_per_ending"
            ),
        ]

    def __str__(self):
        return self.get_ending_display()


def usual_ending_rules(study):
    """The unsaved rules that a new study starts with."""
    return [
        EndingRule(study=study, ending=ending, **dict(zip(EVENTS, events, strict=True)))
        for ending, (_, *events) in ENDINGS.items()
    ]

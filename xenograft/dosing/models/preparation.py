from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class Preparation(models.Model):
    """One filling of an arm's bottle: what its label says, and until when it is good.

    The label is read by those who do not know the arm, so it names no agent.
    """

    study_path = "arm__study"

    arm = models.ForeignKey("Arm", models.PROTECT, related_name="preparations")
    label = models.CharField("lot on the bottle", max_length=40)
    made_on = models.DateField("made on", default=timezone.localdate)
    use_by = models.DateField("use by")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["arm", "made_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["arm", "label"],
                name="preparation_label_is_unique_on_its_bottle",
                violation_error_message="This bottle had this lot already.",
            ),
            models.CheckConstraint(
                condition=Q(use_by__gte=F("made_on")),
                name="preparation_is_good_when_it_is_made",
                violation_error_message="It must be good on the day it is made.",
            ),
        ]

    def __str__(self):
        return f"{self.label}, use by {self.use_by:%-d %b}"

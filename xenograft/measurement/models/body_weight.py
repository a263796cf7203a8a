from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.measurement.models.questioned import (
    Questioned,
    answers_have_questions,
)
from xenograft.measurement.querysets import WeightQuerySet


class BodyWeight(Questioned):
    """The gross weight of one mouse, tumor included, read once."""

    study_path = "session__study"

    session = models.ForeignKey("Session", models.PROTECT, related_name="body_weights")
    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="weights")
    weighed_at = models.DateTimeField(default=timezone.now)
    weighed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    weight_g = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(5), MaxValueValidator(80)],
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WeightQuerySet.as_manager()

    class Meta:
        ordering = ["session", "mouse", "weighed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_g__gte=5, weight_g__lte=80),
                name="body_weight_is_that_of_a_mouse",
            ),
            answers_have_questions("body_weight"),
        ]

    def __str__(self):
        return f"{self.mouse} {self.weight_g} g"

from django.conf import settings
from django.db import models
from django.db.models import Q

from xenograft.study.querysets import StudyQuerySet


class DoseQuerySet(StudyQuerySet):
    def standing(self):
        """Those that were not taken back: at most one of each slot."""
        return self.filter(taken_back_at__isnull=True)

    def taken_back(self):
        return self.filter(taken_back_at__isnull=False)

    def received(self):
        """Standing doses of which something went into the mouse."""
        return self.standing().filter(status__in=["GIVEN", "PARTIAL", "WRONG"])


class Dose(models.Model):
    """What happened at one planned slot of one mouse; taken back, it stays."""

    study_path = "mouse__study"

    class Status(models.TextChoices):
        GIVEN = "GIVEN", "given"
        PARTIAL = "PARTIAL", "partial"
        MISSED = "MISSED", "missed"
        WITHHELD = "WITHHELD", "withheld"
        WRONG = "WRONG", "wrong"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="doses")
    regimen = models.ForeignKey("Regimen", models.PROTECT, related_name="doses")
    slot_on = models.DateField()
    slot_number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status)
    given_at = models.DateTimeField(null=True, blank=True)
    weight_g = models.DecimalField(
        "weight the amount was computed from, g",
        max_digits=5,
        decimal_places=2,
        null=True,
    )
    planned_mg = models.FloatField(null=True)
    amount_mg = models.FloatField(null=True)
    volume_ml = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    preparation = models.ForeignKey(
        "Preparation", models.PROTECT, related_name="doses", null=True
    )
    reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    taken_back_at = models.DateTimeField(null=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    taken_back_reason = models.CharField(max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Made by the page when it was ticked: a write that comes twice is known by it,
    # also when somebody took the dose back in between.
    write_id = models.UUIDField(null=True, editable=False)

    objects = DoseQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "slot_on", "slot_number", "regimen"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse", "regimen", "slot_on", "slot_number"],
                condition=Q(taken_back_at__isnull=True),
                name="dose_slot_is_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["mouse", "regimen", "write_id"],
                name="dose_of_a_write_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_reason=""),
                name="dose_taken_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["MISSED", "WITHHELD"], given_at__isnull=True)
                | Q(
                    status__in=["GIVEN", "PARTIAL", "WRONG"],
                    given_at__isnull=False,
                ),
                name="dose_given_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="GIVEN") | ~Q(reason=""),
                name="dose_not_given_as_planned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(amount_mg__isnull=True) | Q(amount_mg__gte=0),
                name="dose_amount_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["GIVEN", "PARTIAL", "WRONG"])
                | Q(amount_mg=0, volume_ml=0),
                name="dose_not_given_has_no_amount",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} {self.slot_on} {self.get_status_display()}"

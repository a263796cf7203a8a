import datetime as dt

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xenograft.analysis.dose_times import (
    dose_window,
    usual_gap_hours,
    usual_window_hours,
)
from xenograft.study.querysets import StudyQuerySet

WEEKDAYS = RegexValidator(
    r"^(MON|TUE|WED|THU|FRI|SAT|SUN)(,(MON|TUE|WED|THU|FRI|SAT|SUN))*$",
    "Name weekdays as MON,THU.",
)
CLOCK_TIMES = RegexValidator(
    r"^([01]\d|2[0-3]):[0-5]\d(,([01]\d|2[0-3]):[0-5]\d)*$",
    "Write times as 08:00,17:00.",
)


class Regimen(models.Model):
    """One agent, or vehicle, as one arm is to get it."""

    study_path = "arm__study"

    class Route(models.TextChoices):
        PO = "PO", "oral gavage"
        IP = "IP", "intraperitoneal"
        SC = "SC", "subcutaneous"
        IV = "IV", "intravenous"
        IM = "IM", "intramuscular"

    class Frequency(models.TextChoices):
        ONCE = "ONCE", "once"
        QD = "QD", "once a day"
        BID = "BID", "twice a day"
        TID = "TID", "three times a day"
        QOD = "QOD", "every second day"
        QND = "QND", "every n days"
        WEEKLY = "WEEKLY", "on named weekdays"

    arm = models.ForeignKey("Arm", models.PROTECT, related_name="regimens")
    agent = models.ForeignKey("Agent", models.PROTECT, related_name="regimens")
    dose_mg_per_kg = models.DecimalField(
        "dose, mg/kg per administration",
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="0 for vehicle. Left empty until the scientist enters it.",
    )
    route = models.CharField(max_length=4, choices=Route, default=Route.PO)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.BID)
    every_days = models.PositiveSmallIntegerField(
        "every n days", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    weekdays = models.CharField(max_length=27, blank=True, validators=[WEEKDAYS])
    days_on = models.PositiveSmallIntegerField(null=True, blank=True)
    days_off = models.PositiveSmallIntegerField(null=True, blank=True)
    start_day = models.PositiveSmallIntegerField("first day, D", default=0)
    end_day = models.PositiveSmallIntegerField("last day, D", null=True, blank=True)
    slot_times = models.CharField(
        "times of day", max_length=40, blank=True, validators=[CLOCK_TIMES]
    )
    window_hours = models.PositiveSmallIntegerField(
        "in time within, hours", null=True, blank=True
    )
    min_gap_hours = models.PositiveSmallIntegerField(
        "at least between two doses, hours", null=True, blank=True
    )
    volume_ml_per_kg = models.DecimalField(
        "volume, mL/kg", max_digits=6, decimal_places=2, default=10
    )
    concentration_mg_per_ml = models.DecimalField(
        "concentration, mg/mL", max_digits=9, decimal_places=4, null=True, blank=True
    )
    is_illustrative = models.BooleanField(
        "illustrative, not advice", default=False, editable=False
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["arm", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["arm", "agent"],
                name="regimen_agent_is_given_once_per_arm",
                violation_error_message="This arm gets this agent already.",
            ),
            models.CheckConstraint(
                # Above 500 mg/kg a number is a human dose in mg (DOMAIN 3.1).
                condition=Q(dose_mg_per_kg__isnull=True)
                | Q(dose_mg_per_kg__gte=0, dose_mg_per_kg__lte=500),
                name="regimen_dose_is_at_most_500_mg_per_kg",
            ),
            models.CheckConstraint(
                condition=Q(volume_ml_per_kg__gt=0),
                name="regimen_volume_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(end_day__isnull=True) | Q(end_day__gte=F("start_day")),
                name="regimen_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(frequency="QND") | Q(every_days__gte=1),
                name="regimen_every_n_days_has_its_n",
            ),
            models.CheckConstraint(
                condition=~Q(frequency="WEEKLY") | ~Q(weekdays=""),
                name="regimen_weekly_names_its_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(days_on__isnull=True, days_off__isnull=True)
                | Q(days_on__gte=1, days_off__gte=1),
                name="regimen_cycle_has_days_on_and_off",
            ),
        ]

    def __str__(self):
        return f"{self.agent} in {self.arm}"

    @property
    def times_text(self):
        """How often and when: twice a day, 5 on and 2 off, 08:00, 17:00."""
        every = f"n = {self.every_days}" if self.frequency == "QND" else ""
        cycle = f"{self.days_on} on and {self.days_off} off" if self.days_on else ""
        times = self.slot_times.replace(",", ", ")
        parts = [self.get_frequency_display(), every, self.weekdays, cycle, times]
        return ", ".join(part for part in parts if part)

    @property
    def plan_in_words(self):
        """Route and schedule: "oral gavage, once a day at 08:00, 5 days on, 2 off, D0
        to D9"; clock times where the regimen names them."""
        how = self.get_frequency_display().lower()
        if self.frequency == self.Frequency.QND:
            how = f"every {self.every_days} days"
        if self.frequency == self.Frequency.WEEKLY:
            how = f"on {self.weekdays.replace(',', ', ')}"
        if self.slot_times:
            how += f" at {' and '.join(self.slot_times.split(','))}"
        cycle = f"{self.days_on} days on, {self.days_off} off" if self.days_on else ""
        until = "the end" if self.end_day is None else f"D{self.end_day}"
        parts = [self.get_route_display(), how, cycle, f"D{self.start_day} to {until}"]
        return ", ".join(part for part in parts if part)

    def clock_time(self, slot_number):
        """The planned time of a slot, or None when the regimen names none."""
        named = [
            dt.time.fromisoformat(one) for one in self.slot_times.split(",") if one
        ]
        return named[slot_number - 1] if len(named) >= slot_number else None

    @property
    def gap_hours(self):
        """Hours that lie between two doses at least."""
        return self.min_gap_hours or usual_gap_hours(self.frequency)

    def window(self, slot_on, slot_number):
        """(earliest, latest) instant at which a planned dose is in time."""
        hours = self.window_hours or usual_window_hours(self.frequency)
        edges = dose_window(slot_on, self.clock_time(slot_number), hours)
        return tuple(timezone.make_aware(edge) for edge in edges)

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet

RECHECK_HOURS = 24


class AlertQuerySet(StudyQuerySet):
    def open(self):
        """Those about which nobody has decided yet."""
        return self.going_on().filter(level="ACTION")

    def going_on(self):
        """Those, and mice that are not dosed for as long as their value says so."""
        return self.filter(closed_at__isnull=True)


class Alert(models.Model):
    """One mouse reached one limit: who was told, who saw it, and what came of it.

    At the level from which nothing is dosed people are told too; nobody has to decide.
    """

    study_path = "mouse__study"

    class Level(models.TextChoices):
        ACTION = "ACTION", "action level"
        HOLD = "HOLD", "dosing on hold"

    class Outcome(models.TextChoices):
        LEFT = "LEFT", "the mouse left the study"
        BELOW = "BELOW", "a newer value is below the limit"
        AMENDED = "AMENDED", "the limits were amended"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="alerts")
    # The limit names the version of the limits that was used.
    limit = models.ForeignKey("Limit", models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=10, choices=Level, default=Level.ACTION)
    value = models.FloatField()
    value_on = models.DateField()
    raised_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse", "limit", "level"],
                condition=Q(closed_at__isnull=True),
                name="alert_is_one_open_per_mouse_limit_and_level",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, outcome__gt=""),
                name="alert_closed_has_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.mouse}, {self.limit}"

    @property
    def is_hold(self):
        return self.level == self.Level.HOLD

    @property
    def reached_level(self):
        """The level of the limit that was reached."""
        limit = self.limit
        return float(limit.hold_level if self.is_hold else limit.action_level)

    @property
    def time_to_acknowledge(self):
        return self.acknowledged_at and self.acknowledged_at - self.raised_at

    @property
    def time_to_act(self):
        return self.closed_at and self.closed_at - self.raised_at


class AlertMessage(models.Model):
    """One message to one person about one alert; made before it is sent."""

    study_path = "alert__mouse__study"

    class Occasion(models.TextChoices):
        TOLD = "TOLD", "told"
        REMINDED = "REMINDED", "reminded"
        ESCALATED = "ESCALATED", "escalated"
        RECHECK = "RECHECK", "asked to agree to a recheck"

    alert = models.ForeignKey("Alert", models.PROTECT, related_name="messages")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    occasion = models.CharField(max_length=10, choices=Occasion)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["alert", "made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "person", "occasion"],
                name="alert_message_is_sent_once_on_each_occasion",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_occasion_display()}: {self.alert}"


class RecheckQuerySet(StudyQuerySet):
    def standing(self, at):
        """Those that are agreed and whose hours have not passed."""
        return self.filter(agreed_at__isnull=False, until__gt=at)


class Recheck(models.Model):
    """A value that is to be measured again within a day before it is decided on."""

    study_path = "mouse__study"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="rechecks")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    until = models.DateTimeField(editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = RecheckQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="recheck_says_why"),
        ]

    def __str__(self):
        return f"{self.mouse} to be rechecked: {self.reason}"

    def save(self, *args, **kwargs):
        self.until = self.asked_at + timedelta(hours=RECHECK_HOURS)
        super().save(*args, **kwargs)


class WelfareNote(models.Model):
    """What a director or welfare officer wrote of a mouse, or asked for."""

    study_path = "mouse__study"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="welfare_notes")
    text = models.CharField(max_length=300)
    asks_daily = models.BooleanField("check this mouse every day", default=False)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "-written_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="welfare_note_has_text"),
        ]

    def __str__(self):
        return f"{self.mouse}: {self.text}"

from django.conf import settings
from django.db import models
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet
from xenograft.study.roles import Role


class ArmViewQuerySet(StudyQuerySet):
    def by_role(self):
        """Pages that a role opens: one row per person, kind of page, and day."""
        return self.filter(seen__in=ArmView.BY_ROLE)

    def with_reason(self):
        """Looks that a person asked for, each with the reason they gave."""
        return self.exclude(seen__in=ArmView.BY_ROLE)


class ArmView(models.Model):
    """One look at the arms of mice: who, when, what and why."""

    study_path = "study"

    class Seen(models.TextChoices):
        ALLOCATION = "ALLOCATION", "the arm of each mouse"
        KEY = "KEY", "the key: what each code stands for"
        MOUSE = "MOUSE", "the arm of one mouse, in an emergency"
        RECORD = "RECORD", "the record of the draw as a file"
        EXPORT = "EXPORT", "an export with arms"
        DRAW_PAGE = "DRAW_PAGE", "pages of the draw"
        OVERVIEW = "OVERVIEW", "the overview by arm"
        MOUSE_PAGE = "MOUSE_PAGE", "pages of mice with their arms"
        HISTORY = "HISTORY", "the history with changes of arms"
        DOSING = "DOSING", "doses by arm"
        BOTTLES = "BOTTLES", "agents, regimens and bottles of arms"
        SAMPLES = "SAMPLES", "specimens by arm"
        RESULTS = "RESULTS", "curves and results by arm"
        PREVIEW = "PREVIEW", "the page of exports"

    # Pages that show arms to whoever has the right by role; no reason is asked for.
    BY_ROLE = (
        Seen.DRAW_PAGE,
        Seen.OVERVIEW,
        Seen.MOUSE_PAGE,
        Seen.HISTORY,
        Seen.DOSING,
        Seen.BOTTLES,
        Seen.SAMPLES,
        Seen.RESULTS,
        Seen.PREVIEW,
    )

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
    # Of a look by right of role: the day that it stands for, so that the database
    # keeps one a day. Empty for looks with a reason, and for days of old.
    viewed_on = models.DateField(null=True, editable=False)
    # Of an emergency: who was told, and when the mail to those with an address left.
    told_to = models.CharField(
        "who was told", max_length=300, blank=True, default="", editable=False
    )
    told_at = models.DateTimeField(null=True, editable=False)

    objects = ArmViewQuerySet.as_manager()

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
            models.UniqueConstraint(
                fields=["study", "viewed_by", "seen", "reason", "viewed_on"],
                name="arm_view_by_role_is_one_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.viewed_by} saw {self.mouse or 'all arms'}"


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

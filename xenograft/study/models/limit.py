from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from xenograft.analysis.endpoints.words import BASES, usual_basis
from xenograft.storage.prepared import Prepared
from xenograft.study.querysets import StudyQuerySet

BASIS_LABELS = [pair for pairs in BASES.values() for pair in pairs]


def _basis_belongs_to_its_kind():
    fits = Q()
    for kind, pairs in BASES.items():
        fits |= Q(kind=kind, basis__in=[code for code, _ in pairs])
    return fits


class LimitQuerySet(StudyQuerySet):
    def current(self):
        """Those that count now, not those that an amendment replaced."""
        return self.filter(version=F("study__limits_version"))


class Limit(models.Model):
    """A warning and an action level of one sign of the protocol.

    `basis` is what the level is compared with. An ulceration may have to last for
    `duration_hours`, and from `hold_level` on nothing is dosed.
    """

    study_path = "study"

    class Kind(models.TextChoices):
        VOLUME = "VOLUME", "Tumor volume, mm³"
        DIAMETER = "DIAMETER", "Any diameter, mm"
        BURDEN = "BURDEN", "Tumor burden, % of body weight"
        WEIGHT_LOSS = "WEIGHT_LOSS", "Body weight loss, %"
        BODY_CONDITION = "BODY_CONDITION", "Body condition, below"
        ULCERATION = "ULCERATION", "Ulceration grade"
        SIGNS = "SIGNS", "Clinical signs"
        DURATION = "DURATION", "Days of treatment"

    class Purpose(models.TextChoices):
        HUMANE = "HUMANE", "Humane"
        STUDY = "STUDY", "Study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="limits")
    kind = models.CharField(max_length=20, choices=Kind)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.HUMANE)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    basis = models.CharField(max_length=10, choices=BASIS_LABELS, blank=True)
    warning_level = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True
    )
    hold_level = models.DecimalField(
        "hold dosing from", max_digits=8, decimal_places=2, null=True, blank=True
    )
    action_level = models.DecimalField(max_digits=8, decimal_places=2)
    duration_hours = models.PositiveSmallIntegerField(
        "for more than, hours", default=0, help_text="0: at once. Ulceration only."
    )

    objects = LimitQuerySet.as_manager()

    class Meta:
        ordering = ["study", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "study",
                    "version",
                    "kind",
                    "basis",
                    "purpose",
                    "duration_hours",
                ],
                name="limit_is_one_per_kind_and_purpose",
                violation_error_message="This limit is in the list already.",
            ),
            models.CheckConstraint(
                condition=_basis_belongs_to_its_kind(),
                name="limit_basis_belongs_to_its_kind",
                violation_error_message="Choose a basis that fits the sign.",
            ),
            models.CheckConstraint(
                condition=Q(kind="ULCERATION") | Q(duration_hours=0),
                name="limit_only_an_ulceration_has_to_last",
                violation_error_message="Only an ulceration has a number of hours.",
            ),
            models.CheckConstraint(
                condition=Q(hold_level__isnull=True)
                | Q(kind="WEIGHT_LOSS", hold_level__lte=F("action_level")),
                name="limit_holds_dosing_before_it_acts",
                violation_error_message=(
                    "Only a weight loss holds dosing, at or before the action level."
                ),
            ),
            models.CheckConstraint(
                condition=Q(action_level__gt=0), name="limit_action_level_is_positive"
            ),
            # Body condition falls towards its limit, everything else rises.
            models.CheckConstraint(
                condition=Q(warning_level__isnull=True)
                | Q(kind="BODY_CONDITION", warning_level__gte=F("action_level"))
                | (~Q(kind="BODY_CONDITION") & Q(warning_level__lt=F("action_level"))),
                name="limit_warns_before_it_acts",
                violation_error_message=(
                    "The warning level must come before the action level."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.action_level:g}"

    def save(self, *args, **kwargs):
        self.basis = self.basis or usual_basis(self.kind)
        super().save(*args, **kwargs)

    @property
    def rule(self):
        """What it says, to compare with another."""
        levels = (self.warning_level, self.hold_level, self.action_level)
        known = [None if level is None else float(level) for level in levels]
        return (self.kind, self.basis, self.purpose, *known, self.duration_hours)

    @property
    def same_sign(self):
        """What stays the same when an amendment moves the level."""
        return (self.kind, self.basis, self.purpose, self.duration_hours)

    def of_version(self, version):
        """The same limit, unsaved, for another version of the limits."""
        names = ["kind", "basis", "purpose", "duration_hours"]
        names += ["warning_level", "hold_level", "action_level"]
        same = {name: getattr(self, name) for name in names}
        return Limit(study_id=self.study_id, version=version, **same)

    @property
    def is_unusual_basis(self):
        return self.basis != usual_basis(self.kind)


# DOMAIN 4.2. Design defaults, each editable: no authority sets them.
DEFAULT_LIMITS = [
    {"kind": "VOLUME", "purpose": "STUDY", "warning_level": 1200, "action_level": 1500},
    {"kind": "VOLUME", "warning_level": 1600, "action_level": 2000},
    {"kind": "DIAMETER", "warning_level": 15, "action_level": 20},
    {"kind": "BURDEN", "warning_level": 8, "action_level": 10},
    {
        "kind": "WEIGHT_LOSS",
        "warning_level": 10,
        "hold_level": 15,
        "action_level": 20,
    },
    {"kind": "BODY_CONDITION", "warning_level": 2, "action_level": 2},
    {"kind": "ULCERATION", "warning_level": 1, "action_level": 3},
    {"kind": "ULCERATION", "action_level": 2, "duration_hours": 48},
    {"kind": "SIGNS", "warning_level": 2, "action_level": 3},
    {"kind": "DURATION", "purpose": "STUDY", "action_level": 28},
]


def default_limits(study):
    """The unsaved limits that a new study starts with."""
    return [
        Limit(study=study, basis=usual_basis(limit["kind"]), **limit)
        for limit in DEFAULT_LIMITS
    ]


_CURRENT = Prepared(
    lambda study: Limit.objects.current().filter(study=study).order_by("id"),
    study=models.BigAutoField(),
)


def current_limits(study):
    """The limits of a study that count now. One query."""
    return _CURRENT.rows(study=study.pk)


class LimitAmendment(models.Model):
    """Why the limits of a randomized study changed; the old ones stay."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="limit_amendments")
    version = models.PositiveSmallIntegerField("version of the limits")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "version"], name="limit_amendment_is_one_per_version"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="limit_amendment_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.study} limits, version {self.version}"

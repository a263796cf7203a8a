from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from xenograft.samples.models.kept import KEPT_RULES, Kept
from xenograft.study.querysets import StudyQuerySet

LABEL_LETTERS = {
    "TUMOR": "T",
    "SKIN": "S",
    "BLOOD": "B",
    "PLASMA": "P",
    "LIVER": "LI",
    "LUNG": "LU",
    "OTHER": "X",
}


class SpecimenQuerySet(StudyQuerySet):
    def with_newest_dose(self):
        """The dose that the list of doses now names as the last, as `newest_dose`."""
        received = apps.get_model("xenograft", "Dose").objects.received()
        before = received.filter(
            mouse=OuterRef("mouse"), given_at__lte=OuterRef("collected_at")
        )
        newest = before.order_by("-given_at", "-pk").values("pk")[:1]
        return self.annotate(newest_dose=Subquery(newest))

    def with_stale_dose(self):
        """Specimens whose doses were entered or corrected after they were."""
        # 0 stands for no dose: NULL would equal nothing, not even NULL.
        known = self.with_newest_dose().annotate(newest=Coalesce("newest_dose", 0))
        return known.exclude(newest=Coalesce("last_dose", 0))


class Specimen(Kept):
    """A piece collected from one mouse."""

    study_path = "mouse__study"

    class Tissue(models.TextChoices):
        TUMOR = "TUMOR", "tumor"
        SKIN = "SKIN", "normal skin"
        BLOOD = "BLOOD", "blood"
        PLASMA = "PLASMA", "plasma"
        LIVER = "LIVER", "liver"
        LUNG = "LUNG", "lung"
        OTHER = "OTHER", "other"

    class Handling(models.TextChoices):
        SNAP_LN2 = "SNAP_LN2", "snap frozen in liquid nitrogen"
        FFPE_NBF = "FFPE_NBF", "formalin fixed, paraffin embedded"
        OCT = "OCT", "OCT block"
        RNALATER = "RNALATER", "RNAlater"
        LYSATE = "LYSATE", "lysate"
        FRESH = "FRESH", "fresh"
        PAX = "PAX", "PAXgene"

    class Region(models.TextChoices):
        WHOLE = "WHOLE", "whole"
        CORE = "CORE", "core"
        RIM = "RIM", "rim"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="specimens")
    tumor = models.ForeignKey(
        "Tumor", models.PROTECT, related_name="specimens", null=True, blank=True
    )
    label = models.CharField(max_length=60, editable=False)
    tissue = models.CharField(max_length=20, choices=Tissue, default=Tissue.TUMOR)
    handling = models.CharField(max_length=20, choices=Handling)
    collected_at = models.DateTimeField()
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    preserved_at = models.DateTimeField(
        "frozen or fixed at",
        null=True,
        blank=True,
        help_text="Phosphorylation is lost in minutes: say when it was frozen.",
    )
    region = models.CharField(max_length=10, choices=Region, blank=True)
    weight_mg = models.DecimalField(
        "weight, mg", max_digits=8, decimal_places=1, null=True, blank=True
    )
    planned = models.ForeignKey(
        "CollectionPlan",
        models.PROTECT,
        related_name="specimens",
        null=True,
        blank=True,
        editable=False,
    )
    # Found among the doses given, never typed.
    last_dose = models.ForeignKey(
        "Dose",
        models.PROTECT,
        related_name="specimens",
        null=True,
        blank=True,
        editable=False,
    )
    position = models.CharField("freezer position", max_length=80, blank=True)
    # Kept and shown, but not in the figures: as necrotic, thawed, last dose missed.
    exclusion_reason = models.CharField(
        "not evaluable because",
        max_length=200,
        blank=True,
        help_text="Its readouts stay and are left out of figures. Empty: evaluable.",
    )
    note = models.CharField(max_length=300, blank=True)

    objects = SpecimenQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse", "label"], name="specimen_label_is_unique_on_its_mouse"
            ),
            models.CheckConstraint(
                condition=Q(preserved_at__isnull=True)
                | Q(preserved_at__gte=F("collected_at")),
                name="specimen_is_preserved_after_it_is_collected",
                violation_error_message=(
                    "It is frozen or fixed after it was collected. Check both times."
                ),
            ),
            models.CheckConstraint(
                condition=Q(weight_mg__isnull=True) | Q(weight_mg__gt=0),
                name="specimen_weight_is_positive",
                violation_error_message="A specimen weighs more than 0 mg.",
            ),
            *KEPT_RULES,
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.label = self.label or self._new_label()
            self.last_dose = self.last_dose or self._newest_dose()
            self.planned = self.planned or self._open_plan()
            self.tumor = self.tumor or self._only_tumor()
        super().save(*args, **kwargs)

    def _new_label(self):
        """The study, the mouse, a letter for the tissue and a running number."""
        letter = LABEL_LETTERS[self.tissue]
        start = f"{self.mouse.study.code}-{self.mouse.number}-{letter}"
        labels = self.mouse.specimens.filter(label__startswith=start)
        taken = [
            label[len(start) :] for label in labels.values_list("label", flat=True)
        ]
        numbers = [int(number) for number in taken if number.isdecimal()]
        return f"{start}{max(numbers, default=0) + 1}"

    def _only_tumor(self):
        """The mass that a piece of tumor came from, where the mouse has one."""
        if self.tissue != self.Tissue.TUMOR:
            return None
        tumors = list(self.mouse.tumors.all()[:2])
        return tumors[0] if len(tumors) == 1 else None

    def _newest_dose(self):
        """The last dose of which something went in, at or before the collection."""
        doses = self.mouse.doses.received().filter(given_at__lte=self.collected_at)
        return doses.order_by("-given_at", "-pk").first()

    def find_last_dose(self):
        """After its time was corrected another dose may be the last."""
        self.last_dose = self._newest_dose()

    def _open_plan(self):
        """The planned collection that this one fulfills: the nearest in hours."""
        plans = apps.get_model("xenograft", "CollectionPlan").objects.filter(
            mice__mouse=self.mouse, tissue=self.tissue, handling=self.handling
        )
        done = self.mouse.specimens.filter(planned__isnull=False).values("planned")
        hours = (self.minutes_after_last_dose or 0) / 60
        return min(
            plans.exclude(pk__in=done),
            key=lambda plan: abs(float(plan.hours_after_last_dose) - hours),
            default=None,
        )

    @property
    def minutes_after_last_dose(self):
        """Minutes from the last dose to the collection; None without a dose."""
        if self.last_dose is None or self.last_dose.given_at is None:
            return None
        return (self.collected_at - self.last_dose.given_at).total_seconds() / 60

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from xenograft.study.querysets import StudyQuerySet

RFID = RegexValidator(r"^[0-9]{15}$", "An RFID tag (ISO 11784) has 15 digits.")


class Cage(models.Model):
    """A cage and its place on the rack."""

    study_path = "study"

    study = models.ForeignKey("Study", models.PROTECT, related_name="cages")
    name = models.CharField(max_length=40)
    rack_position = models.CharField(max_length=40, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["study", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "name"],
                name="cage_name_is_unique_in_its_study",
                violation_error_message="A cage with this name is in the study.",
            ),
        ]

    def __str__(self):
        return self.name


class MouseQuerySet(StudyQuerySet):
    def on_study(self, day=None):
        """Mice that have not left, or had not left before `day`."""
        if day is None:
            return self.filter(disposition__isnull=True)
        return self.filter(
            Q(disposition__isnull=True) | Q(disposition__left_on__gte=day)
        )

    def by_cage(self):
        """Cage order, mice without a cage last: never by arm."""
        return self.select_related("cage").order_by(
            models.F("cage__name").asc(nulls_last=True), "number"
        )


class Mouse(models.Model):
    """A mouse. Its number is its identity; marks repeat between cages."""

    study_path = "study"

    class Sex(models.TextChoices):
        FEMALE = "F", "female"
        MALE = "M", "male"
        UNKNOWN = "U", "not recorded"

    study = models.ForeignKey("Study", models.PROTECT, related_name="mice")
    number = models.PositiveIntegerField()
    lab_id = models.CharField(
        "name in the lab's own list",
        max_length=60,
        blank=True,
        help_text="Only when it is not the number, as in imported studies.",
    )
    cage = models.ForeignKey(
        "Cage", models.PROTECT, related_name="mice", null=True, blank=True
    )
    ear_mark = models.CharField(max_length=20, blank=True)
    rfid = models.CharField(max_length=15, blank=True, validators=[RFID])
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField("date of birth", null=True, blank=True)
    strain = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=80, blank=True)

    objects = MouseQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mice"
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "number"],
                name="mouse_number_is_unique_in_its_study",
                violation_error_message="A mouse with this number is in the study.",
            ),
            models.UniqueConstraint(
                fields=["study", "lab_id"],
                condition=~Q(lab_id=""),
                name="mouse_lab_id_is_unique_in_its_study",
            ),
            models.UniqueConstraint(
                fields=["study", "rfid"],
                condition=~Q(rfid=""),
                name="mouse_rfid_is_unique_in_its_study",
                violation_error_message="This RFID tag belongs to another mouse.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="mouse_number_starts_at_one"
            ),
        ]

    def __str__(self):
        return f"Mouse {self.name}"

    @property
    def name(self):
        return self.lab_id or str(self.number)


class Tumor(models.Model):
    """One implanted mass. A mouse may carry two."""

    study_path = "mouse__study"

    class Side(models.TextChoices):
        RIGHT = "R", "right"
        LEFT = "L", "left"
        OTHER = "O", "other"

    mouse = models.ForeignKey("Mouse", models.PROTECT, related_name="tumors")
    side = models.CharField(max_length=1, choices=Side, default=Side.RIGHT)
    site = models.CharField(max_length=60, default="flank", blank=True)
    implanted_on = models.DateField(null=True, blank=True)
    cells_count = models.PositiveBigIntegerField("cells", null=True, blank=True)
    matrix_lot = models.CharField(max_length=60, blank=True)
    volume_ul = models.DecimalField(
        "injected volume, µL", max_digits=6, decimal_places=1, null=True, blank=True
    )
    passage_number = models.PositiveSmallIntegerField(null=True, blank=True)
    implanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["mouse", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["mouse", "side"],
                name="tumor_side_is_unique_on_its_mouse",
                violation_error_message="This mouse has a tumor on that side.",
            ),
            models.CheckConstraint(
                condition=Q(cells_count__isnull=True) | Q(cells_count__gte=1),
                name="tumor_has_at_least_one_cell",
            ),
            models.CheckConstraint(
                condition=Q(volume_ul__isnull=True) | Q(volume_ul__gt=0),
                name="tumor_injected_volume_is_positive",
            ),
        ]

    def __str__(self):
        return f"{self.mouse} {self.get_side_display()}"

from django.db import models
from django.db.models import F, Q


class Kept(models.Model):
    """How a piece was kept, and how much of it lives, as the stained slide says."""

    class Inhibitors(models.TextChoices):
        YES = "YES", "with inhibitors of proteases and phosphatases"
        NO = "NO", "without inhibitors"

    fixed_until = models.DateTimeField("out of the fixative at", null=True, blank=True)
    storage_c = models.SmallIntegerField(
        "stored at, °C", null=True, blank=True, help_text="As -80."
    )
    lysis_buffer = models.CharField(
        max_length=80, blank=True, help_text="Of a lysate, as RIPA."
    )
    inhibitors = models.CharField(max_length=3, choices=Inhibitors, blank=True)
    viable_pct = models.DecimalField(
        "viable tumor, %", max_digits=4, decimal_places=1, null=True, blank=True
    )
    necrosis_pct = models.DecimalField(
        "necrosis, %", max_digits=4, decimal_places=1, null=True, blank=True
    )

    class Meta:
        abstract = True


def is_share(name):
    return Q(**{f"{name}__isnull": True}) | Q(
        **{f"{name}__gte": 0, f"{name}__lte": 100}
    )


KEPT_RULES = [
    models.CheckConstraint(
        condition=Q(fixed_until__isnull=True)
        | Q(fixed_until__gt=F("preserved_at"), preserved_at__isnull=False),
        name="specimen_leaves_the_fixative_after_it_went_in",
        violation_error_message=(
            "Say when it was fixed too; it leaves the fixative after that."
        ),
    ),
    models.CheckConstraint(
        condition=is_share("viable_pct") & is_share("necrosis_pct"),
        name="specimen_viable_and_necrotic_parts_are_percents",
        violation_error_message="Viable tumor and necrosis are 0 to 100 percent.",
    ),
    models.CheckConstraint(
        condition=Q(storage_c__isnull=True) | Q(storage_c__gte=-200, storage_c__lte=60),
        name="specimen_storage_is_a_temperature",
        violation_error_message="A temperature of storage is -200 to 60 °C.",
    ),
]

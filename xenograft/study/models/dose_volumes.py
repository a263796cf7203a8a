"""How much may go into a mouse at once, by each route."""

from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

# Into a muscle the limits are for each site and do not scale with the mouse.
UNITS = {
    "po": "ml_per_kg",
    "sc": "ml_per_kg",
    "ip": "ml_per_kg",
    "iv": "ml_per_kg",
    "im": "ml_per_site",
}


def _volume(words, start):
    return models.DecimalField(
        words,
        max_digits=5,
        decimal_places=2,
        default=Decimal(start),
        validators=[MinValueValidator(Decimal("0.01"))],
    )


def _ends(route):
    """The names of good practice and maximum of a route."""
    return [f"{route}_{end}_{UNITS[route]}" for end in ("good", "most")]


def _ordered(route):
    good, most = _ends(route)
    return Q(**{f"{most}__gte": F(good)})


class DoseVolumes(models.Model):
    """The limits of a study: above good practice is said, above the most is stopped.

    The starting values are the table of DOMAIN 3.4 [S38], or those of the site; sources
    and institutions differ, so each study has its own.
    """

    po_good_ml_per_kg = _volume("by mouth, good practice, mL/kg", 10)
    po_most_ml_per_kg = _volume("by mouth, maximum, mL/kg", 50)
    po_day_ml_per_kg = _volume("by mouth, all doses of a day, mL/kg", 20)
    sc_good_ml_per_kg = _volume("subcutaneous, good practice, mL/kg", 10)
    sc_most_ml_per_kg = _volume("subcutaneous, maximum, mL/kg", 40)
    ip_good_ml_per_kg = _volume("intraperitoneal, good practice, mL/kg", 20)
    ip_most_ml_per_kg = _volume("intraperitoneal, maximum, mL/kg", 80)
    iv_good_ml_per_kg = _volume("intravenous, good practice, mL/kg", 5)
    iv_most_ml_per_kg = _volume("intravenous, maximum, mL/kg", 25)
    im_good_ml_per_site = _volume(
        "intramuscular, good practice, mL in each site", "0.05"
    )
    im_most_ml_per_site = _volume("intramuscular, maximum, mL in each site", "0.1")

    class Meta:
        abstract = True

    VOLUMES = [*_ends("po"), "po_day_ml_per_kg"] + [
        name for route in list(UNITS)[1:] for name in _ends(route)
    ]

    @property
    def volume_limits(self):
        """{route: (good practice, maximum)}: mL/kg, into a muscle mL in each site."""
        return {
            route.upper(): tuple(getattr(self, name) for name in _ends(route))
            for route in UNITS
        }


def site_volumes():
    """{name: volume} that this site starts studies with, where it says so."""
    return volumes_of(settings.DOSE_VOLUMES)


def volumes_of(text):
    """{name: Decimal} of "po_most_ml_per_kg=20,iv_good_ml_per_kg=4"; {} of "".

    ValueError with a sentence where a name or a number is not known.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return {name.strip(): _number(name.strip(), number) for name, _, number in pairs}


def _number(name, text):
    if name not in DoseVolumes.VOLUMES:
        raise ValueError(f"“{name}” is no limit of a volume.")
    try:
        volume = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"“{text.strip()}” is not the number of {name}.") from None
    if not Decimal("0.01") <= volume < 1000:
        raise ValueError(f"{name} is {volume}, not between 0.01 and 1000.")
    return volume


def volumes_are_ranges():
    """For the constraints of a model: good practice is never above the maximum."""
    return [
        models.CheckConstraint(
            condition=_ordered(route),
            name=f"dose_volume_{route}_good_is_not_above_the_most",
            violation_error_message=(
                f"The good practice by {route.upper()} is above the maximum."
            ),
        )
        for route in UNITS
    ]

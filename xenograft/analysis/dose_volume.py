"""Whether what is drawn up for one mouse may be given by its route."""

from decimal import ROUND_UP, Decimal

from xenograft.analysis.schedule import (
    INTRAMUSCULAR_LIMITS_ML_PER_SITE,
    ROUTE_LIMITS_ML_PER_KG,
    volume_problem,
)

INTRAMUSCULAR_SITES = 2
USUAL_LIMITS = ROUTE_LIMITS_ML_PER_KG | {"IM": INTRAMUSCULAR_LIMITS_ML_PER_SITE}


def administration_problem(route, volume_ml, ml_per_kg, limits=USUAL_LIMITS):
    """(level, sentence) for one administration over its route's limits, or None.

    `volume_ml` is all that is given at once by the route, rounded to the syringe;
    `ml_per_kg` the same over the weight and before rounding, so that rounding alone
    is never too much. `limits` has (good practice, maximum) of each route, in mL/kg;
    into a muscle they are in mL for each site, and a mouse has two (DOMAIN 3.4).
    """
    if route != "IM":
        return volume_problem(route, ml_per_kg, limits)
    each = Decimal(volume_ml) / INTRAMUSCULAR_SITES
    good, most = (Decimal(end).normalize() for end in limits["IM"])
    said = (
        f"{each.quantize(Decimal('0.001'), ROUND_UP).normalize():f} mL in each of two"
    )
    if each > most:
        return "error", f"{said} muscles is above the maximum of {most} mL."
    if each > good:
        return "warn", f"{said} muscles is above the good practice of {good} mL."
    return None

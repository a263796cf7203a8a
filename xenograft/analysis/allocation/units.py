"""Caliper readings as whole numbers, so that no float decides an order."""

from decimal import Decimal

# Calipers read to 0.01 mm give a whole number of this unit.
VOLUME_UNIT_MM3 = Decimal("0.0000001")


def volume_units(length_mm, width_mm):
    """L·W²/2 as a whole number of 1e-7 mm³, so that no float decides an order.

    Diameters are Decimals (or text) in mm with up to two decimals; the larger is
    the length.
    """
    first, second = Decimal(length_mm), Decimal(width_mm)
    longer, shorter = max(first, second), min(first, second)
    return units_of(longer * shorter * shorter / 2)


def units_of(volume_mm3):
    """A volume (Decimal or text, mm³) as a whole number of 1e-7 mm³, rounded."""
    if isinstance(volume_mm3, float):
        raise TypeError("A volume that decides a draw is a Decimal, not a float.")
    return int((Decimal(volume_mm3) / VOLUME_UNIT_MM3).to_integral_value())

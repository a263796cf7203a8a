"""What was read of a tumor on a day before, as plain values."""

from typing import NamedTuple


class Earlier(NamedTuple):
    """One reading of an earlier day; lengths in mm as numbers."""

    held_on: object
    state: str
    length_mm: object
    width_mm: object
    volume_mm3: float | None

"""Mice, their values and their limits as `evaluate` wants them."""

from xenograft.measurement.welfare.frames.loaded import of_session
from xenograft.measurement.welfare.frames.stored import (
    LIMIT_FIELDS,
    limits_of,
    mice_of,
    readings,
    signs,
    weights,
)

__all__ = [
    "LIMIT_FIELDS",
    "limits_of",
    "mice_of",
    "of_session",
    "readings",
    "signs",
    "weights",
]

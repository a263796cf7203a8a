from xenograft.randomization.models.chain import DrawEntry
from xenograft.randomization.models.draw import (
    Assignment,
    Randomization,
    Replacement,
)
from xenograft.randomization.models.looks import ArmView, Awareness
from xenograft.randomization.models.plan import DrawPlan

__all__ = [
    "ArmView",
    "Assignment",
    "Awareness",
    "DrawEntry",
    "DrawPlan",
    "Randomization",
    "Replacement",
]

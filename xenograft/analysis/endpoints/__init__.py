"""Limits of the protocol: where mice stand, when to look again, how they left."""

from xenograft.analysis.endpoints.due import measurement_due, weighing_due
from xenograft.analysis.endpoints.endings import (
    ENDING_CHOICES,
    ENDINGS,
    EVENTS,
    ending_events,
    usual_rules,
)
from xenograft.analysis.endpoints.evaluation import (
    daily_burden,
    due_dates,
    evaluate,
    judged,
    judged_by_values,
    trend_points,
)
from xenograft.analysis.endpoints.known import (
    Known,
    Sign,
    date_of,
    day_number,
    moment,
    reading,
)
from xenograft.analysis.endpoints.levels import (
    level_state,
    worst_per_mouse,
    worst_per_sign,
)
from xenograft.analysis.endpoints.necropsy import TUMOR_MG_PER_MM3, tumor_mg_per_mm3
from xenograft.analysis.endpoints.normal import normal_points
from xenograft.analysis.endpoints.one_mouse import Rule
from xenograft.analysis.endpoints.trend import days_to_level, expected_days
from xenograft.analysis.endpoints.values import baseline_g
from xenograft.analysis.endpoints.words import (
    APPROACHING,
    BASES,
    CLEAR,
    FALLING,
    REACHED,
    REASONS_UNKNOWN,
    STATES,
    UNKNOWN,
    unusual_basis,
    usual_basis,
)

__all__ = [
    "APPROACHING",
    "BASES",
    "CLEAR",
    "ENDINGS",
    "ENDING_CHOICES",
    "EVENTS",
    "FALLING",
    "REACHED",
    "REASONS_UNKNOWN",
    "STATES",
    "TUMOR_MG_PER_MM3",
    "UNKNOWN",
    "Known",
    "Rule",
    "Sign",
    "baseline_g",
    "daily_burden",
    "date_of",
    "day_number",
    "days_to_level",
    "due_dates",
    "ending_events",
    "evaluate",
    "expected_days",
    "judged",
    "judged_by_values",
    "level_state",
    "measurement_due",
    "moment",
    "normal_points",
    "reading",
    "trend_points",
    "tumor_mg_per_mm3",
    "unusual_basis",
    "usual_basis",
    "usual_rules",
    "weighing_due",
    "worst_per_mouse",
    "worst_per_sign",
]

from xenograft.measurement.actions.correction import correct_reading, correct_weight
from xenograft.measurement.actions.grid import Outcome, Problem, save_grid
from xenograft.measurement.actions.row import save_row
from xenograft.measurement.actions.session import (
    close_session,
    reopen_session,
    start_session,
    unmeasured_tumors,
)

__all__ = [
    "Outcome",
    "Problem",
    "close_session",
    "correct_reading",
    "correct_weight",
    "reopen_session",
    "save_grid",
    "save_row",
    "start_session",
    "unmeasured_tumors",
]

from xenograft.measurement.actions.closing import answer_and_close
from xenograft.measurement.actions.correction import correct_reading, correct_weight
from xenograft.measurement.actions.deciding import decide_entry
from xenograft.measurement.actions.grid import save_grid
from xenograft.measurement.actions.reasons import asks_why, reopening
from xenograft.measurement.actions.row import save_row
from xenograft.measurement.actions.session import (
    Closed,
    close_session,
    closer_of,
    reopen_session,
    start_session,
    undecided_entries,
    unmeasured_tumors,
)
from xenograft.measurement.actions.sheet import Outcome, Problem

__all__ = [
    "Closed",
    "Outcome",
    "Problem",
    "answer_and_close",
    "asks_why",
    "close_session",
    "closer_of",
    "correct_reading",
    "correct_weight",
    "decide_entry",
    "reopen_session",
    "reopening",
    "save_grid",
    "save_row",
    "start_session",
    "undecided_entries",
    "unmeasured_tumors",
]

"""What people do about limits and endpoints, and what the program does by itself."""

from xenograft.endpoint.actions.deciding import (
    acknowledge,
    agree,
    ask_recheck,
    describe_ulcer,
    may_recheck,
    note,
)
from xenograft.endpoint.actions.drafting import (
    MOST_PICTURE_BYTES,
    add_photo,
    picture_problem,
    save_draft,
)
from xenograft.endpoint.actions.leaving import has_left, record, undo
from xenograft.endpoint.actions.rounds import check
from xenograft.endpoint.actions.unmasking import tell_waiting
from xenograft.endpoint.actions.watching import check_all, keep_watch, start_watch

__all__ = [
    "MOST_PICTURE_BYTES",
    "acknowledge",
    "add_photo",
    "agree",
    "ask_recheck",
    "check",
    "check_all",
    "describe_ulcer",
    "has_left",
    "keep_watch",
    "may_recheck",
    "note",
    "picture_problem",
    "record",
    "save_draft",
    "start_watch",
    "tell_waiting",
    "undo",
]

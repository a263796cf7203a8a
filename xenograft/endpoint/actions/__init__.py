"""What people do about limits and endpoints, and what the program does by itself."""

from xenograft.endpoint.actions.deciding import acknowledge, agree, ask_recheck, note
from xenograft.endpoint.actions.drafting import add_photo, save_draft
from xenograft.endpoint.actions.leaving import has_left, record, undo
from xenograft.endpoint.actions.rounds import check

__all__ = [
    "acknowledge",
    "add_photo",
    "agree",
    "ask_recheck",
    "check",
    "has_left",
    "note",
    "record",
    "save_draft",
    "undo",
]

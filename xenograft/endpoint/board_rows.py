"""The rows of the table of the board: the same mice as in its lanes."""

from dataclasses import dataclass
from datetime import date, datetime

from xenograft.implantation.models import Mouse

REACHED, UNKNOWN, APPROACHING, LEFT = range(4)
TONES = ("danger", "info", "warn", "")


@dataclass(frozen=True)
class Row:
    """One mouse; `rank` sorts what is to be done first."""

    rank: int
    mouse: Mouse
    state: str
    said: list
    seen_on: date = None
    seen_at: datetime = None
    nearness: float = None
    expected_on: date = None

    @property
    def tone(self):
        return TONES[self.rank]


def rows_of(board):
    """Reached, not measured when due, approaching and left, each in its order."""
    why = {m.pk: group["why"] for group in board.missing for m in group["mice"]}
    cards = [_of_card(card, why.get(card.mouse.pk)) for card in board.cards]
    there = {row.mouse.pk for row in cards}
    unknown = [
        Row(UNKNOWN, mouse, group["why"], [], mouse.last_on)
        for group in board.missing
        for mouse in group["mice"]
        if mouse.pk not in there
    ]
    left = [_of_left(one) for one in board.done]
    return sorted([*cards, *unknown, *left], key=lambda row: row.rank)


def _of_card(card, why):
    state = "reached" if card.is_reached else "approaching"
    return Row(
        REACHED if card.is_reached else APPROACHING,
        card.mouse,
        f"{state}, {why}" if why else state,
        [(line.tone, f"{line.label}: {line.text}") for line in card.lines],
        card.seen_on,
        card.seen_at,
        card.nearness,
        card.expected_on,
    )


def _of_left(one):
    said = one.get_reason_display().capitalize()
    return Row(LEFT, one.mouse, "left", [("", said)], one.left_on)

"""Lists of mice as a person types or pastes them."""

import re
from dataclasses import dataclass

LARGEST_NUMBER = 99_999
MOST_AT_ONCE = 2_000
_NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
_RANGE = re.compile(r"([0-9]{1,5})\s*[-–]\s*([0-9]{1,5})", re.ASCII)
_RFID = re.compile(r"[0-9]{15}", re.ASCII)
_TRAILING_DIGITS = re.compile(r"[0-9]+$", re.ASCII)


@dataclass(frozen=True)
class NewMouse:
    """A mouse to be added: where it lives and how it is told apart."""

    number: int
    cage: str = ""
    ear_mark: str = ""
    rfid: str = ""


def numbers_in(text):
    """The mouse numbers of "3, 5-8" in the order typed, each once.

    ValueError with one sentence for a part that is neither a number nor a range.
    """
    found = []
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        if part:
            found.extend(_part(part))
    if len(found) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE:,} mice can be named at once.")
    return list(dict.fromkeys(found))


def _part(part):
    span = _RANGE.fullmatch(part)
    if span:
        first, last = int(span[1]), int(span[2])
        if last < first:
            raise ValueError(f"{part} runs backwards. Enter the lower number first.")
        return range(first, last + 1)
    if not _NUMBER.fullmatch(part):
        raise ValueError(f"“{part[:20]}” is not a mouse number. Enter 3, or 5-8.")
    return [int(part)]


def mice_in(text):
    """A list of `NewMouse` from lines "number, cage, mark, RFID".

    A comma, a semicolon or a tab divides the cells; the last three may be left
    out, and a heading that starts with a word is skipped. ValueError with one
    sentence that names the line.
    """
    lines = [(place, line) for place, line in enumerate(text.splitlines(), start=1)]
    filled = [(place, line) for place, line in lines if line.strip(" ,;\t")]
    if filled and re.match(r"\s*[A-Za-z]", filled[0][1]):
        filled = filled[1:]
    if len(filled) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE:,} mice can be added at once.")
    return [_mouse(place, line) for place, line in filled]


def _mouse(place, line):
    cells = [cell.strip() for cell in re.split(r"[,;\t]", line.strip())]
    number, cage, ear_mark, rfid, *more = [*cells, "", "", ""]
    if any(more):
        raise ValueError(
            f"Line {place} has more than four cells. Enter number, cage, mark, RFID."
        )
    if not _NUMBER.fullmatch(number) or int(number) == 0:
        raise ValueError(f"Line {place}: “{number[:20]}” is not a mouse number.")
    if rfid and not _RFID.fullmatch(rfid):
        raise ValueError(
            f"Line {place}: the RFID tag “{rfid[:20]}” does not have 15 digits."
        )
    if len(cage) > 40 or len(ear_mark) > 20:
        raise ValueError(f"Line {place}: the cage or the mark is too long.")
    return NewMouse(int(number), cage, ear_mark, rfid)


def mice_numbered(first, last, first_cage="", mice_per_cage=5, ear_marks=()):
    """`NewMouse` from `first` to `last`, cage by cage, marks round in each cage.

    Cages count on from `first_cage` (C01, C02, ...); without one the mice have no
    cage. A mark of "none" is no mark.
    """
    marks = ["" if mark.casefold() == "none" else mark for mark in ear_marks] or [""]
    made = []
    for place, number in enumerate(range(first, last + 1)):
        cage = later_cage(first_cage, place // mice_per_cage) if first_cage else ""
        mark = marks[place % mice_per_cage % len(marks)]
        made.append(NewMouse(number, cage, mark))
    return made


def later_cage(name, steps):
    """The name `steps` after C01: C02, C03, ...; a name without digits gets some."""
    digits = _TRAILING_DIGITS.search(name)
    if not digits:
        return f"{name}{steps + 1}"
    width = len(digits[0])
    return f"{name[: digits.start()]}{int(digits[0]) + steps:0{width}}"

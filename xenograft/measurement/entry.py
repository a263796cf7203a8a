"""What one person typed into the grid of a session, cell by cell.

Names of the fields: l-, w-, s-, y- (length, width, state, reason) and b- (what the
row was based on), k- (the answer to a question) with the tumor's key; g-, h-, q-
(weight, base, answer) and u-, c-, z- (ulceration, body condition, base) with the
mouse's key. v- and f- say why a saved reading or weight is corrected.
"""

from dataclasses import dataclass
from decimal import Decimal

from xenograft.analysis.volume import ERROR, MEASURED, STATES, reading_problems
from xenograft.measurement.models.caliper import NEEDS_REASON
from xenograft.measurement.reading import Unreadable, grams, millimeters

AGAIN, TYPO, THEIRS = "again", "typo", "theirs"
STATE_NAMES = dict(STATES)
AXES = {"l": "L", "w": "W"}


class Refusals(Exception):
    """Cells of a row that cannot be saved: {cell: sentence}."""

    def __init__(self, sentences):
        super().__init__(sentences)
        self.sentences = sentences


@dataclass(frozen=True)
class TumorCells:
    """One row as typed; every value is text."""

    l: str = ""  # noqa: E741  the name of the field
    w: str = ""
    s: str = ""
    y: str = ""
    b: str = ""
    k: str = ""
    v: str = ""

    @classmethod
    def posted(cls, post, key):
        return cls(**{name: post.get(f"{name}-{key}", "") for name in "lwsybkv"})

    @property
    def is_blank(self):
        return not any(cell.strip() for cell in (self.l, self.w, self.s, self.y))

    @property
    def is_untouched(self):
        """As it was sent to the browser, so nobody has typed here."""
        based_on = self.b.split("|", 1)[-1] if self.b else "|||"
        shown = "|".join([self.s, self.l, self.w, self.y])
        return self.k != AGAIN and shown == based_on

    @property
    def base(self):
        """Key and version of the reading that the row showed; "" for none."""
        return self.b.split("|", 1)[0]

    def values(self, name):
        """(state, length_mm, width_mm, reason) of the row of `name`, "Mouse 3".

        Refusals with one sentence per bad cell.
        """
        state, reason = self.s or MEASURED, " ".join(self.y.split())
        if state not in STATE_NAMES:
            raise Refusals({"s": f"{name}: choose a state from the list."})
        refused = {}
        length, width = (self._axis(cell, name, refused) for cell in "lw")
        if len(reason) > 200:
            refused["y"] = f"{name}: the reason is longer than 200 characters."
        if not refused:
            refused = _contradictions(name, state, length, width, reason)
        if refused:
            raise Refusals(refused)
        return state, length, width, reason

    def _axis(self, cell, name, refused):
        try:
            return millimeters(getattr(self, cell))
        except Unreadable as problem:
            refused[cell] = f"{name} {AXES[cell]}: {problem}"


def _contradictions(name, state, length, width, reason):
    if state == MEASURED:
        return _bad_diameters(name, length, width)
    refused = {
        cell: f"{name} {AXES[cell]}: a tumor that is {STATE_NAMES[state]} has no "
        f"{AXES[cell]}. Clear the cell, or choose measured."
        for cell, value in (("l", length), ("w", width))
        if value is not None
    }
    if state in NEEDS_REASON and not reason:
        refused["y"] = f"{name}: say why the tumor was not measured."
    return refused


def _bad_diameters(name, length, width):
    if length is None and width is None:
        return {"l": f"{name}: enter L and W, or choose a state."}
    return {
        sentence[0].lower(): f"{name}: {sentence}"
        for level, sentence in reading_problems(length, width)
        if level == ERROR
    }


def as_read(number):
    """12.4, 12.45 or 22.0: two decimals, without a second one that is 0."""
    return "" if number is None else f"{number:.2f}".removesuffix("0")


def shown(reading):
    """The four cells of a saved reading, as text."""
    if reading is None:
        return {"s": "", "l": "", "w": "", "y": ""}
    return {
        "s": "" if reading.state == MEASURED else reading.state,
        "l": as_read(reading.length_mm),
        "w": as_read(reading.width_mm),
        "y": reading.reason,
    }


def base_of(reading):
    """What a row is based on: key, version and the cells that it shows."""
    if reading is None:
        return ""
    return "|".join([f"{reading.pk}.{reading.version}", *shown(reading).values()])


def values_of(reading):
    return reading.state, reading.length_mm, reading.width_mm, reading.reason


@dataclass(frozen=True)
class WeightCell:
    """The weight of one mouse as typed."""

    g: str = ""
    h: str = ""
    q: str = ""
    f: str = ""

    @classmethod
    def posted(cls, post, key):
        return cls(**{name: post.get(f"{name}-{key}", "") for name in "ghqf"})

    @property
    def is_blank(self):
        return not self.g.strip()

    @property
    def is_untouched(self):
        return self.g == (self.h.split("|", 1)[-1] if self.h else "")

    @property
    def base(self):
        return self.h.split("|", 1)[0]

    def values(self, name):
        try:
            return grams(self.g)
        except Unreadable as problem:
            raise Refusals({"g": f"{name} weight: {problem}"}) from problem


def weight_base(weight):
    if weight is None:
        return ""
    return f"{weight.pk}.{weight.version}|{as_read(weight.weight_g)}"


ULCERATION_GRADES = [Decimal(grade) for grade in range(4)]
BODY_CONDITIONS = [Decimal(half) / 2 for half in range(2, 11)]


@dataclass(frozen=True)
class SignCells:
    """Ulceration grade and body condition of one mouse as chosen; d is why again."""

    u: str = ""
    c: str = ""
    z: str = ""
    d: str = ""

    @classmethod
    def posted(cls, post, key):
        return cls(**{name: post.get(f"{name}-{key}", "") for name in "uczd"})

    @property
    def why(self):
        return self.d

    @property
    def chosen(self):
        """{sign: (grade, what the form showed)} of what was changed since."""
        before = [*self.z.split("|"), "", ""]
        offered = [
            ("ULCERATION", self.u, before[0], ULCERATION_GRADES),
            ("BODY_CONDITION", self.c, before[1], BODY_CONDITIONS),
        ]
        return {
            sign: (grade, was)
            for sign, typed, was, grades in offered
            for grade in grades
            if typed != was and typed == f"{float(grade):g}"
        }


def keys_posted(post, names):
    """The keys of all rows in the form that have one of the fields `names`."""
    found = {}
    for field in post:
        name, _, key = field.partition("-")
        if name in names and key.isascii() and key.isdigit() and len(key) < 19:
            found[int(key)] = True
    return list(found)

"""Mice of which nothing was looked at on the day: their lines differ by names alone.

When a session is opened that is all of them. One such mouse is drawn as any other,
with gaps where its own values stand, and the rest are that one filled in.
"""

from collections import defaultdict

from xenograft.measurement.grid import Grid, baseline_g_of, tumors_on
from xenograft.measurement.lines import escaped, mark_of
from xenograft.measurement.loading import KINDS, WEIGHTS, Read, Reads
from xenograft.measurement.mice import PlainMouse, PlainTumor

# Stands around the name of a gap; no field of a mouse takes it.
GAP = "\x00"


def is_blank(mouse, read, day):
    """Whether nothing was read of it; `read` is that of each kind, the oldest first."""
    pairs = zip(KINDS, read, strict=True)
    is_read = any(rows and rows[-1][kind.day_at] == day for kind, rows in pairs)
    return not (is_read or mouse.has_undecided)


class BlankMice:
    """Those of one page; `draw` makes a `Drawn` of the rows of a mouse."""

    def __init__(self, study, session, draw):
        self.study, self.session, self.draw, self._patterns = study, session, draw, {}

    def drawn(self, mouse, read):
        """The `Drawn` of a mouse. No query."""
        tumors = tumors_on(mouse, self.session.held_on)
        sides = tuple(tumor.side for tumor in tumors)
        if sides not in self._patterns:
            self._patterns[sides] = self._pattern(sides)
        one = self._patterns[sides]
        lines = one.lines % _own(mouse, tumors)
        return one._replace(lines=lines, state=self._state(one, mouse, tumors, read))

    def _pattern(self, sides):
        """A mouse with tumors on these sides, a gap for each value of its own."""
        nothing = Reads(*(Read(defaultdict(list), defaultdict(list)) for _ in KINDS))
        grid = Grid(self.study, self.session, known=([_gaps(sides)], nothing, []))
        one = self.draw(grid.rows)
        first, *rest = one.lines.replace("%", "%%").split(GAP)
        named = [f"%({name})s" for name in rest[::2]]
        pairs = zip(named, rest[1::2], strict=True)
        return one._replace(lines=first + "".join(name + text for name, text in pairs))

    def _state(self, one, mouse, tumors, read):
        """What the script is told of it; nothing where nobody types."""
        if "number" not in one.state:
            return one.state
        base_g = baseline_g_of(mouse, self.session, _weights(read))
        pairs = zip(one.state["tumors"], tumors, strict=True)
        return one.state | {
            "number": mouse.number,
            "tumors": [told | {"tumor": tumor.pk} for told, tumor in pairs],
            "weight": one.state["weight"]
            | {"baseline": "" if base_g is None else base_g},
        }


def _gaps(sides):
    """A mouse whose values are the names of gaps."""
    named = {name: f"{GAP}{name}{GAP}" for name in ("pk", "number", "ear_mark", "rfid")}
    tumors = [
        PlainTumor(f"{GAP}tumor{place}{GAP}", side, None)
        for place, side in enumerate(sides)
    ]
    return PlainMouse(
        **named,
        lab_id=f"{GAP}name{GAP}",
        sex="",
        born_on=None,
        cage=None,
        first_anchor=None,
        has_undecided=False,
        own_tumors=tuple(tumors),
    )


def _own(mouse, tumors):
    """{gap: what stands there} of a mouse."""
    return {
        "pk": mouse.pk,
        "number": mouse.number,
        "name": escaped(mouse.name),
        "ear_mark": escaped(mark_of(mouse)),
        "rfid": escaped(mouse.rfid),
        **{f"tumor{place}": tumor.pk for place, tumor in enumerate(tumors)},
    }


def _weights(read):
    """[(date, g)] of the raw weights of a mouse, the oldest first."""
    day_at, weight_at = WEIGHTS.day_at, WEIGHTS.names.index("weight_g")
    return [(row[day_at], row[weight_at]) for row in read[KINDS.index(WEIGHTS)]]

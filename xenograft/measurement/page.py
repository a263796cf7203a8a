"""The page of a session: its mice by cage, how far it is, who reads."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from xenograft.measurement.drawn import Drawing
from xenograft.measurement.loading import readers, rows_until
from xenograft.measurement.mice import plain_mice
from xenograft.study.models.limit import current_limits


@dataclass
class Cage:
    """A cage, and the `Drawn` of its mice."""

    cage: object
    drawn: list = field(default_factory=list)

    @property
    def lines(self):
        return SafeString("".join(one.lines for one in self.drawn))

    @property
    def summary(self):
        mice_count = len(self.drawn)
        done = sum(one.is_complete for one in self.drawn)
        count = f"{mice_count} mouse" if mice_count == 1 else f"{mice_count} mice"
        progress = "all measured" if done == mice_count else f"{done} measured"
        place = self.cage.rack_position if self.cage else ""
        return " · ".join(part for part in (place, count, done and progress) if part)


class Page:
    """What is drawn of a session: `limits`, `readers` as of `loading`, and the mice."""

    def __init__(self, mice, drawn, limits, readers):
        self.limits, self.readers = limits, readers
        self.drawn = [drawn[mouse.pk] for mouse in mice]
        self.cages = _by_cage(mice, self.drawn)

    @property
    def states(self):
        return [one.fresh_state for one in self.drawn]

    @property
    def mice_count(self):
        return len(self.drawn)

    @property
    def measured_count(self):
        return sum(one.is_complete for one in self.drawn)


def page_of(study, session, **how):
    """The `Page` of what is saved. `how` is that of a `Drawing`. Six queries or so."""
    mice, found = plain_mice(study, session), rows_until(session)
    limits = current_limits(study)
    drawn = Drawing(study, session, **how).of_mice(mice, found, limits)
    return Page(mice, drawn, limits, readers(session, found))


def page_of_grid(grid, **how):
    """The same of a grid that shows something else than what is saved."""
    drawn = Drawing(grid.study, grid.session, **how).of_grid(grid)
    return Page(grid.mice, drawn, grid.limits, grid.readers)


def _by_cage(mice, drawn):
    cages = {}
    for mouse, one in zip(mice, drawn, strict=True):
        cages.setdefault(mouse.cage, Cage(mouse.cage)).drawn.append(one)
    return list(cages.values())

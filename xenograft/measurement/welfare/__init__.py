"""Where mice stand against the limits of their studies, sessions still open included.

The session, the sheets, the board, the page of a mouse and the nightly check ask here.
"""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.measurement.welfare import frames

__all__ = ["Standing", "standing"]


@dataclass(frozen=True)
class Standing:
    """`states` as from `evaluate`, and `known`, `readings`, ... that it came from."""

    states: object
    known: object
    readings: object
    weights: object
    signs: object
    at: object

    @cached_property
    def timed(self):
        """`states` with read_at, the instant (UTC) at which the value was read."""
        values = self.readings, self.weights, self.signs
        return self.states.assign(read_at=frames.read_at(self.states, *values))

    def of_mouse(self, mouse):
        return self.states[self.states["mouse"] == mouse.pk]


def standing(mice, at=None):
    """The states of a queryset of mice of any studies, now or at a moment.

    At most twelve queries, whatever the number of mice and studies.
    """
    at = timezone.localtime(at)
    known = frames.mice_of(mice)
    values = frames.readings(mice), frames.weights(mice), frames.signs(mice)
    states = endpoints.evaluate(known, *values, frames.limits_of(mice), at)
    return Standing(states, known, *values, at)

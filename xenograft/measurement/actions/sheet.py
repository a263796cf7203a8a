"""What one save works on, and what it did."""

from dataclasses import dataclass, field

from django.utils import timezone

from xenograft.measurement.actions.session import instant_of

CHANGED, CONFLICT = "changed", "conflict"


@dataclass
class Problem:
    """Why a row was not saved: bad cells, or a question to be answered."""

    errors: dict = field(default_factory=dict)
    ask: str = ""


@dataclass
class Outcome:
    """What one save did. Keys of `tumors`, `mice` and `signs` are those of the rows."""

    saved_count: int = 0
    tumors: dict = field(default_factory=dict)
    mice: dict = field(default_factory=dict)
    signs: dict = field(default_factory=dict)
    strangers: list = field(default_factory=list)
    repeated: object = None
    is_still_open: bool = False
    session: object = None
    known: object = None

    @property
    def problems(self):
        return [*self.tumors.values(), *self.mice.values(), *self.signs.values()]

    @property
    def is_clean(self):
        return not (self.problems or self.strangers)

    @property
    def is_refused(self):
        return bool(self.strangers) or any(p.errors for p in self.problems)

    @property
    def is_asked(self):
        return self.is_still_open or any(problem.ask for problem in self.problems)

    @property
    def problem_count(self):
        return len(self.problems) + len(self.strangers)


@dataclass
class Sheet:
    """An open session, held until the transaction ends, and who writes into it.

    `read_at` is when the values were read, where that is known; `chosen_by` is who
    took over what `by` had read. `known` is the one mouse that is written of, with
    what was read of it; what is written is put there too.
    """

    session: object
    by: object
    read_at: object = None
    outcome: Outcome = field(default_factory=Outcome)
    chosen_by: object = None
    known: object = None

    @property
    def study(self):
        return self.session.study

    def read_after(self, before_at=None):
        """When a value was read: never before the one that it follows."""
        at = self.read_at or instant_of(self.session)
        return max(at, before_at) if before_at else at


# The clock of a tablet may be ahead of the server's by so much.
CLOCK_TOLERANCE = timezone.timedelta(minutes=2)


def read_at(session, typed_at):
    """The moment at which a device says that a value was typed, where it can be true.

    None when it says nothing, another day than the session's, or the future.
    """
    now = timezone.now()
    if typed_at is None or typed_at > now + CLOCK_TOLERANCE:
        return None
    is_of_day = timezone.localdate(typed_at) == session.held_on
    return min(typed_at, now) if is_of_day else None

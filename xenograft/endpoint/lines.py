"""One sign of a mouse against its limit, in words."""

from dataclasses import dataclass

from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.endpoint.words import BEYOND, SIGN, against, basis_said, with_minus

REASONS = dict(endpoints.REASONS_UNKNOWN)
WITHOUT_TUMOR = "without the tumor"


@dataclass(frozen=True)
class Line:
    """One row of `evaluate`: `state` by the last value, and `why` it is not known."""

    kind: str
    state: str
    why: str
    value: float
    limit: float
    date: object
    purpose: str
    version: int
    basis: str = ""
    note: str = ""
    gross_pct: float | None = None
    net_pct: float | None = None
    hours: float | None = None
    duration_hours: int = 0
    reaches_at: object = None
    read_at: object = None

    @property
    def label(self):
        return SIGN[self.kind][0]

    @property
    def when(self):
        return when_read(self.date, self.read_at)

    @property
    def is_known(self):
        return self.value is not None

    @property
    def text(self):
        """The value against its limit, and what else belongs to it."""
        return ", ".join(part for part in (self.value_text, self.detail) if part)

    @property
    def value_text(self):
        if not self.is_known:
            return REASONS.get(self.why, "not scored")
        text = against(self.kind, self.basis, self.value, self.limit)
        return f"at least {text}" if self.note == "at least" else text

    @property
    def detail(self):
        """A weight loss read the other way, how long an ulceration has lasted, and
        what is compared where that is not the usual."""
        return ", ".join(self._more()) if self.is_known else ""

    def _more(self):
        if self.kind == "WEIGHT_LOSS" and self.net_pct is not None:
            is_net = self.note == WITHOUT_TUMOR
            read = self.gross_pct if is_net else self.net_pct
            here, there = ("without", "with") if is_net else ("with", "without")
            yield f"{here} the tumor"
            yield with_minus(f"{read:.1f}% {there} it")
        if self.hours is not None and self.duration_hours:
            yield f"for {self.hours:.0f} h of {self.duration_hours} h"
        if other := basis_said(self.kind, self.basis):
            yield other

    def as_data(self):
        """What an endpoint keeps of it: JSON, with the version of the limits."""
        return {
            "kind": self.kind,
            "basis": self.basis,
            "purpose": self.purpose,
            "state": self.state,
            "value": self.value and round(min(self.value, BEYOND), 2),
            "limit": self.limit,
            "date": self.date and self.date.isoformat(),
            "note": self.note,
            "limits_version": int(self.version),
        }

    @property
    def is_reached(self):
        return self.state == endpoints.REACHED

    @property
    def is_near(self):
        return self.state == endpoints.APPROACHING

    @property
    def why_text(self):
        return REASONS.get(self.why, "")

    @property
    def tone(self):
        return "danger" if self.is_reached else "warn"

    @property
    def nearness(self):
        """1 at the limit, for signs that rise to it and for one that falls."""
        if self.duration_hours and self.hours is not None:
            return self.hours / self.duration_hours
        if self.kind in endpoints.FALLING:
            return self.limit / self.value
        return self.value / self.limit

    @property
    def share(self):
        """Percent of the way to the limit, for a meter."""
        return round(100 * min(1, self.nearness), 1)


def judged_in_words(disposition):
    """[(sign, value against its limit, whether reached, version of the limits)].

    What `as_data` kept when the endpoint was recorded.
    """
    return [
        (
            SIGN[one["kind"]][0],
            against(one["kind"], one.get("basis"), one["value"], one["limit"]),
            one["state"] == endpoints.REACHED,
            one["limits_version"],
        )
        for one in disposition.judged
        if one["value"] is not None
    ]


def reached_kinds(lines):
    """The kinds of the limits reached; the planned end is no matter of one mouse."""
    return {line.kind for line in lines if line.is_reached} - {"DURATION"}


def lines_of(states, known_only=True):
    """Lines of rows of `evaluate`, the worst of each sign, in the order of the list.

    With the hours where `states` are those of `Standing.timed`.
    """
    worst = by_last_values(states)
    rows = worst.sort_values("kind", key=lambda kinds: kinds.map(list(SIGN).index))
    lines = [_line(row) for row in rows.itertuples()]
    return [line for line in lines if line.is_known or not known_only]


def by_last_values(states):
    """The worst row of each mouse and sign by its last value, in time or not."""
    # Of two alike the one that says when it is reached.
    ordered = states.sort_values("reaches_at", na_position="last", kind="stable")
    return endpoints.worst_per_sign(ordered.assign(state=ordered["last_state"]))


def _line(row):
    return Line(
        kind=row.kind,
        state=row.state,
        why=row.why,
        value=_known(row.value),
        limit=float(row.action_level),
        date=day_of(row.date),
        purpose=row.purpose,
        version=row.version,
        basis=row.basis,
        note=_known(row.note) or "",
        gross_pct=_known(row.gross_pct),
        net_pct=_known(row.net_pct),
        hours=_known(row.hours),
        duration_hours=row.duration_hours,
        reaches_at=_local(row.reaches_at),
        read_at=_local(getattr(row, "read_at", None)),
    )


def when_read(date, read_at):
    """today 08:53; 26 Nov 08:53; 26 Nov where the hour is not known."""
    if read_at is None:
        return f"{date:%-d %b}"
    is_today = date == timezone.localdate()
    return f"today {read_at:%H:%M}" if is_today else f"{read_at:%-d %b %H:%M}"


def day_of(stamp):
    """The date of a cell of a frame; None for a gap."""
    return None if _known(stamp) is None else stamp.date()


def _local(stamp):
    return None if _known(stamp) is None else timezone.localtime(stamp.to_pydatetime())


def _known(cell):
    # A gap is the one value that differs from itself.
    return None if cell is None or cell != cell else cell

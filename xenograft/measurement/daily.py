"""The daily look into every cage: what was seen today, and what is still to see."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from xenograft.history.context import acting
from xenograft.implantation.models import Cage, Mouse
from xenograft.measurement.models import DailyCheck

LONGEST = 300


@dataclass
class CageLine:
    """One cage of the page: its mice, the last check of today, and what is typed."""

    cage: Cage
    mice: list
    check: DailyCheck = None
    words: str = ""
    is_missing: bool = False
    problem: str = ""

    @property
    def is_typed(self):
        return bool(self.words) or self.is_missing


@dataclass
class Typed:
    """What one press says: the cages without a concern, and those with words."""

    seen: set = field(default_factory=set)
    is_all: bool = False
    words: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)

    @classmethod
    def posted(cls, post, cages):
        keys = {f"{cage.pk}": cage.pk for cage in cages}
        words = {
            pk: said
            for key, pk in keys.items()
            if (said := " ".join(post.get(f"words-{key}", "").split()))
        }
        missing = {pk for key, pk in keys.items() if f"missing-{key}" in post}
        seen = {keys[key] for key in post.getlist("seen") if key in keys}
        return cls(seen, "all" in post, words, missing)


def lines_of(study):
    """A `CageLine` of each cage with mice on study, by name. Three queries."""
    mice = Mouse.objects.of_study(study).on_study().exclude(cage=None).by_cage()
    lines = {}
    for mouse in mice:
        line = lines.setdefault(mouse.cage_id, CageLine(mouse.cage, []))
        line.mice.append(mouse)
    today = last_checks([study])
    for key, line in lines.items():
        line.check = today.get(key)
    return list(lines.values())


def last_checks(studies):
    """{cage key: the last check of today}. One query."""
    rows = DailyCheck.objects.filter(
        cage__study__in=studies, checked_on=timezone.localdate()
    ).select_related("checked_by", "cage__study")
    return {one.cage_id: one for one in rows.order_by("checked_at", "pk")}


def cages_to_see(studies):
    """{study key: {cage key}} of the cages with mice on study. One query."""
    rows = Mouse.objects.filter(study__in=studies).on_study().exclude(cage=None)
    found = {}
    for study, cage in rows.order_by().values_list("study", "cage").distinct():
        found.setdefault(study, set()).add(cage)
    return found


def keep(*, study, lines, typed, by):
    """Keep what a press said of the cages of `lines`; returns how many checks.

    Words that are typed beside a cage are kept with any press, so that none is lost.
    With a sentence in the `problem` of a line nothing is kept.
    """
    if not study.is_open_for_values:
        raise PermissionDenied(f"{study.code} is locked. Nothing in it can be changed.")
    for line in lines:
        line.words = typed.words.get(line.cage.pk, "")
        line.is_missing = line.cage.pk in typed.missing
        line.problem = _problem(line)
    if any(line.problem for line in lines):
        return 0
    now = timezone.now()
    made = [
        DailyCheck(
            cage=line.cage,
            checked_on=timezone.localdate(now),
            checked_at=now,
            checked_by=by,
            all_alive=not line.is_missing,
            concern=line.words,
        )
        for line in lines
        if line.is_typed or _is_seen(line, typed)
    ]
    with acting(person=by), transaction.atomic():
        return len(DailyCheck.objects.bulk_create(made))


def _is_seen(line, typed):
    return line.cage.pk in typed.seen or (typed.is_all and line.check is None)


def _problem(line):
    if line.is_missing and not line.words:
        return f"Cage {line.cage}: say in words which mouse was not seen alive."
    if len(line.words) > LONGEST:
        return f"Cage {line.cage}: the words are longer than {LONGEST} characters."
    return ""

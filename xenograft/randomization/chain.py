"""What happened about a draw, kept entry by entry, each with the hash of the last."""

import datetime as dt
from functools import wraps

from django.db import transaction
from django.utils import timezone

from xenograft.analysis.allocation import canonical, sha256_of
from xenograft.history.context import acting
from xenograft.randomization import software
from xenograft.randomization.models import DrawEntry, Randomization
from xenograft.study.actions import Refused
from xenograft.study.models import Study

Kind = DrawEntry.Kind


@transaction.atomic
def add(*, study, kind, by, at=None, **about):
    """Keep one entry: who, when and what, with the hash of the entry before.

    `about` is text, whole numbers, lists and dicts. The study is held meanwhile, so
    that two entries cannot follow the same one.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    last = DrawEntry.objects.of_study(study).order_by("number").last()
    number, at = (last.number + 1 if last else 1), at or timezone.now()
    told = {
        "study": study.code,
        "number": number,
        "kind": str(kind),
        "at": _utc(at),
        "by": by.get_username() if by else "",
        "about": about,
        "previous_sha256": last.sha256 if last else "",
    }
    with acting(person=by):
        return DrawEntry.objects.create(
            study=study,
            number=number,
            kind=kind,
            told=told,
            sha256=hash_of(told),
            entered_at=at,
            entered_by=by,
        )


def hash_of(told):
    """SHA-256 of the canonical JSON of what an entry tells."""
    return sha256_of(canonical(told))


def _utc(at):
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def drawn(made):
    """Keep that a draw was made: its record's hash, and which program made it."""
    return add(
        study=made.study,
        kind=Kind.DRAWN,
        by=made.randomized_by,
        at=made.randomized_at,
        batch=made.batch,
        record_sha256=made.record_sha256,
        inputs_sha256=made.inputs_sha256,
        seed_commitment=made.seed_commitment,
        software=software.told(),
    )


def committed(plan, reason=""):
    """Keep that the plan was fixed with a seed, by its hash."""
    return add(
        study=plan.study,
        kind=Kind.COMMITTED,
        by=plan.committed_by,
        at=plan.committed_at,
        method=str(plan.method),
        seed_commitment=plan.seed_commitment,
        reason=reason,
    )


def revealed(*, study, by, **about):
    """Keep that somebody asked to see arms, and why."""
    return add(study=study, kind=Kind.REVEALED, by=by, **about)


def preflight(*, study, by, inputs_sha256, **found):
    """Keep that somebody looked at what a draw will promise; a second look at once is
    the same one."""
    last = DrawEntry.objects.of_study(study).order_by("number").last()
    about = {"inputs_sha256": inputs_sha256, **found}
    if last and (last.kind, last.entered_by, last.told["about"]) == (
        Kind.PREFLIGHT,
        by,
        about,
    ):
        return last
    return add(study=study, kind=Kind.PREFLIGHT, by=by, **about)


def refused(*, study, by, asked, said):
    """Keep that something was asked about a draw and was not done."""
    return add(study=study, kind=Kind.REFUSED, by=by, asked=asked, said=said)


def keeps_refusals(asked):
    """Of an action on a study: where it is refused, that is kept too.

    What the action wrote is taken back first; the entry stays.
    """

    def around(action):
        @wraps(action)
        def guarded(*, by, **given):
            try:
                return action(by=by, **given)
            except Refused as said:
                if getattr(said, "is_kept", True):
                    study = given.get("study") or given["plan"].study
                    refused(study=study, by=by, asked=asked, said=str(said))
                raise

        return guarded

    return around


def problems(study):
    """What is wrong with the entries of a study, one sentence each."""
    found, previous = [], ""
    entries = list(DrawEntry.objects.of_study(study).order_by("number"))
    for place, entry in enumerate(entries, start=1):
        found += _wrong(entry, place, previous)
        previous = entry.sha256
    return found + (_wrong_draws(study, entries) if entries else [])


def _wrong(entry, place, previous):
    if entry.number != place:
        return [f"Entry {place} is missing."]
    told = entry.told
    if hash_of(told) != entry.sha256:
        return [f"Entry {place} was changed: its hash does not match."]
    row = entry.number, entry.kind, _utc(entry.entered_at)
    if (told["number"], told["kind"], told["at"]) != row:
        return [f"Entry {place} does not say what its row says."]
    if told["previous_sha256"] != previous:
        return [f"Entry {place} does not follow the one before."]
    return []


def _wrong_draws(study, entries):
    """Draws made since the entries began whose record is not the one entered."""
    kept = {
        one.record_sha256: one
        for one in entries
        # Of an entry that was emptied it is said already.
        if one.kind == Kind.DRAWN and one.record_sha256
    }
    found, began_at = [], entries[0].entered_at
    for made in Randomization.objects.of_study(study).exclude(seed_hex=""):
        is_here = made.record_sha256 in kept
        if not is_here and made.randomized_at >= began_at:
            found.append(
                f"The record of the draw of {_utc(made.randomized_at)} is not the one "
                "that was entered."
            )
        kept.pop(made.record_sha256, None)
    return found + [
        f"The draw of entry {one.number} is not there." for one in kept.values()
    ]


def of_study(study):
    """Every entry with who made it, the newest first."""
    rows = DrawEntry.objects.of_study(study).select_related("entered_by")
    return list(rows.order_by("-number"))


def of_record(made):
    """The entry that says that a draw was made, or None of an older one."""
    drawn = DrawEntry.objects.of_study(made.study).filter(kind=Kind.DRAWN)
    sha256 = made.record_sha256
    return next((one for one in drawn if one.record_sha256 == sha256), None)


def head_of(study):
    """The last entry of a study, or None: its hash stands for all of them."""
    return DrawEntry.objects.of_study(study).order_by("number").last()

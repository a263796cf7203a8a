"""Clinical signs of a save: what is there already stays, and nothing is replaced."""

from dataclasses import dataclass
from decimal import Decimal

from xenograft.implantation.models import Mouse
from xenograft.measurement.actions.sheet import CONFLICT, Problem
from xenograft.measurement.entry import SignCells, keys_posted
from xenograft.measurement.models import ClinicalSign


@dataclass(frozen=True)
class TypedSign:
    """A sign as typed; `base` is what the page showed, None where it shows nothing."""

    mouse: object
    sign: str
    grade: Decimal
    note: str = ""
    base: str | None = None

    @property
    def key(self):
        return key_of(self.mouse.pk, self.sign, self.grade)

    @property
    def shown(self):
        return shown(self.sign, self.grade, self.note)


def key_of(mouse_key, sign, grade):
    """A note is an "other" sign of grade 0; one with a grade is something else."""
    return mouse_key, sign, sign == "OTHER" and not grade


def shown(sign, grade, note):
    """What the page shows of a sign."""
    return note if sign == "OTHER" and not grade else f"{float(grade):g}"


def posted_signs(session, post):
    """[TypedSign] of the ulceration and the body condition that were changed."""
    chosen = {
        key: signs
        for key in keys_posted(post, "uc")
        if (signs := SignCells.posted(post, key).chosen)
    }
    if not chosen:
        return []
    mice = Mouse.objects.of_study(session.study_id).on_study(session.held_on)
    return [
        TypedSign(mouse, sign, grade, base=base)
        for key, mouse in mice.in_bulk(list(chosen)).items()
        for sign, (grade, base) in chosen[key].items()
    ]


def save_signs(sheet, typed):
    """Save the signs of `typed`, a list of TypedSign, that say something new.

    One that somebody else changed since the page was sent is a conflict.
    """
    there = _newest(sheet, [one.mouse.pk for one in typed])
    fresh = []
    for one in typed:
        now = there.get(one.key)
        if now and shown(now.sign, now.grade, now.note) == one.shown:
            continue
        if now and _is_unseen(one, now):
            sheet.outcome.signs[one.mouse.pk] = Problem(ask=CONFLICT)
        else:
            fresh.append(_row(sheet, one, now))
    ClinicalSign.objects.bulk_create(fresh)
    sheet.outcome.saved_count += len(fresh)
    if sheet.known:
        sheet.known.reads.signs.today[sheet.known.mouse.pk] += fresh


def _is_unseen(typed, now):
    seen = shown(now.sign, now.grade, now.note)
    return typed.base is not None and typed.base != seen


def _newest(sheet, mice):
    if sheet.known:
        rows = sheet.known.reads.signs.today[sheet.known.mouse.pk]
    else:
        rows = ClinicalSign.objects.filter(session=sheet.session, mouse__in=mice)
        rows = rows.order_by("pk")
    return {key_of(row.mouse_id, row.sign, row.grade): row for row in rows}


def _row(sheet, typed, before):
    return ClinicalSign(
        session=sheet.session,
        mouse=typed.mouse,
        sign=typed.sign,
        grade=typed.grade,
        note=typed.note,
        observed_by=sheet.by,
        observed_at=sheet.read_after(before and before.observed_at),
    )


def save_normal(sheet):
    """An explicit "normal" for every mouse of the day without any sign."""
    session = sheet.session
    mice = Mouse.objects.of_study(session.study_id).on_study(session.held_on)
    quiet = mice.exclude(signs__session=session)
    save_signs(sheet, [TypedSign(mouse, "NORMAL", Decimal(0)) for mouse in quiet])

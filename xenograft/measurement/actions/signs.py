"""Clinical signs of a save: what is there already stays, and nothing is replaced."""

from dataclasses import dataclass
from decimal import Decimal

from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.measurement.actions.reasons import LONGEST, asks_why
from xenograft.measurement.actions.sheet import CHANGED, CONFLICT, Problem
from xenograft.measurement.entry import SignCells, keys_posted
from xenograft.measurement.models import ClinicalSign

SAY_WHY = "Say why it is graded again."


@dataclass(frozen=True)
class TypedSign:
    """A sign as typed; `base` is what the page showed, None where it shows nothing.

    `why` is why another grade than the saved one is told.
    """

    mouse: object
    sign: str
    grade: Decimal
    note: str = ""
    base: str | None = None
    why: str = ""
    body_site: str = ""

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
        if (signs := SignCells.posted(post, key)).chosen
    }
    if not chosen:
        return []
    mice = Mouse.objects.of_study(session.study_id).on_study(session.held_on)
    return [
        TypedSign(mouse, sign, grade, base=base, why=chosen[key].why)
        for key, mouse in mice.in_bulk(list(chosen)).items()
        for sign, (grade, base) in chosen[key].chosen.items()
    ]


def save_signs(sheet, typed):
    """Save the signs of `typed`, a list of TypedSign, that say something new.

    One that somebody else changed since the page was sent is a conflict. Another grade
    than the saved one needs words where a correction does.
    """
    there = _newest(sheet, [one.mouse.pk for one in typed])
    fresh = []
    for one in typed:
        now = there.get(one.key)
        if now and _is_told(one, now):
            continue
        if now and _is_unseen(one, now):
            sheet.outcome.signs[one.mouse.pk] = Problem(ask=CONFLICT)
        elif now and (sentence := _unsaid(sheet, one, now)):
            sheet.outcome.signs[one.mouse.pk] = Problem({"d": sentence}, ask=CHANGED)
        else:
            fresh.append(_row(sheet, one, now))
    _store(fresh)
    sheet.outcome.saved_count += len(fresh)
    if sheet.known:
        sheet.known.reads.signs.today[sheet.known.mouse.pk] += fresh


def _is_told(typed, now):
    """Whether what is typed stands there already, where on the body included."""
    is_same = shown(now.sign, now.grade, now.note) == typed.shown
    return is_same and typed.body_site in ("", now.body_site)


def _unsaid(sheet, typed, now):
    """Why a grade beside the saved one cannot be taken without words, or ""."""
    if len(typed.why) > LONGEST:
        return f"The reason is longer than {LONGEST} characters."
    is_note = typed.sign == "OTHER" and not typed.grade
    # Who chose one of two entries said why already.
    is_said = typed.why.strip() or sheet.chosen_by
    if is_note or is_said or not asks_why(sheet.session):
        return ""
    saved = f"{now.get_sign_display()} {float(now.grade):g}"
    return f"{typed.mouse}: {saved} is saved. {SAY_WHY}"


def _store(rows):
    for why in dict.fromkeys(row.why for row in rows):
        with acting(reason=why):
            own = [row for row in rows if row.why == why]
            ClinicalSign.objects.bulk_create(own)


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
    row = ClinicalSign(
        session=sheet.session,
        mouse=typed.mouse,
        sign=typed.sign,
        grade=typed.grade,
        note=typed.note,
        body_site=typed.body_site,
        observed_by=sheet.by,
        observed_at=sheet.read_after(before and before.observed_at),
    )
    row.why = " ".join(typed.why.split()) if before else ""
    return row


def save_normal(sheet):
    """An explicit "normal" for every mouse of the day without any sign."""
    session = sheet.session
    mice = Mouse.objects.of_study(session.study_id).on_study(session.held_on)
    quiet = mice.exclude(signs__session=session)
    save_signs(sheet, [TypedSign(mouse, "NORMAL", Decimal(0)) for mouse in quiet])

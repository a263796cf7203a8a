from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count

from xenograft.history.context import acting
from xenograft.implantation.models import Mouse, Tumor
from xenograft.measurement.actions.session import held_session, instant_of
from xenograft.measurement.entry import (
    AGAIN,
    THEIRS,
    TYPO,
    Refusals,
    SignCells,
    TumorCells,
    WeightCell,
    keys_posted,
    values_of,
)
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign
from xenograft.study.actions import Refused

TYPING_ERROR = "Typing error, corrected in the session"
CHANGED, CONFLICT = "changed", "conflict"


@dataclass
class Problem:
    """Why a row was not saved: bad cells, or a question to be answered."""

    errors: dict = field(default_factory=dict)
    ask: str = ""


@dataclass
class Outcome:
    """What one save did. Keys of `tumors` and `mice` are those of the rows."""

    saved_count: int = 0
    tumors: dict = field(default_factory=dict)
    mice: dict = field(default_factory=dict)
    strangers: list = field(default_factory=list)

    @property
    def is_clean(self):
        return not (self.tumors or self.mice or self.strangers)

    @property
    def problem_count(self):
        return len(self.tumors) + len(self.mice) + len(self.strangers)


@transaction.atomic
def save_grid(*, study, session, post, signs=(), is_rest_normal=False, by):
    """Save the good rows of a grid and say what is wrong with the others.

    A row equal to the newest reading adds nothing, so the same form may be sent
    twice. A row that would change a saved value is never saved by itself: it
    becomes a question, and its answer comes with the next save.
    """
    now = held_session(study, session)
    if not now.is_open:
        closer = now.closed_by and (
            now.closed_by.get_full_name() or now.closed_by.get_username()
        )
        raise Refused(
            f"This session was closed{f' by {closer}' if closer else ''}. Nothing was "
            "saved; reopen the session and save again."
        )
    outcome = Outcome()
    with acting(person=by):
        _save_tumors(study, now, post, by, outcome)
        _save_weights(study, now, post, by, outcome)
        _save_signs(now, _chosen_signs(now, post) + list(signs), by, outcome)
        if is_rest_normal:
            _save_normal(study, now, by, outcome)
    return outcome


def _save_tumors(study, session, post, by, outcome):
    typed = {
        key: cells
        for key in keys_posted(post, "lwsy")
        if not (cells := TumorCells.posted(post, key)).is_untouched
    }
    tumors = (
        Tumor.objects.of_study(study)
        .filter(pk__in=typed)
        .select_related("mouse__disposition")
        .annotate(of_mouse_count=Count("mouse__tumors"))
    )
    found = {tumor.pk: tumor for tumor in tumors}
    newest = _newest(CaliperMeasurement, session, "tumor", typed)
    added = []
    for key, cells in typed.items():
        if key not in found:
            outcome.strangers.append(_stranger(study, cells.l, cells.w))
            continue
        step = _tumor_step(session, found[key], cells, newest.get(key))
        if isinstance(step, Problem):
            outcome.tumors[key] = step
        elif step:
            _write(newest.get(key), step, added, outcome, by)
    for row in added:
        row.session, row.measured_at = session, instant_of(session)
    CaliperMeasurement.objects.bulk_create(added)


def _tumor_step(session, tumor, cells, newest):
    """A Problem, a reading to write, or None when there is nothing to do."""
    name = str(tumor.mouse if tumor.of_mouse_count == 1 else tumor)
    if sentence := _out_of_time(session, tumor.mouse, tumor.implanted_on):
        return Problem({"l": sentence})
    if cells.is_blank:
        return _cleared(name, cells.k, newest, "l")
    try:
        state, length, width, reason = cells.values(name)
    except Refusals as refused:
        return Problem(refused.sentences)
    typed = CaliperMeasurement(
        tumor=tumor, state=state, length_mm=length, width_mm=width, reason=reason
    )
    is_same = newest is not None and values_of(newest) == values_of(typed)
    return _step(cells.base, cells.k, newest, typed, is_same)


def _step(base, answer, newest, typed, is_same):
    if newest is None:
        return typed
    is_seen = base == f"{newest.pk}.{newest.version}"
    if answer == THEIRS or (is_same and not (is_seen and answer == AGAIN)):
        return None
    if not is_seen:
        return Problem(ask=CONFLICT)
    if answer == AGAIN:
        return typed
    if answer == TYPO:
        typed.pk, typed.version = newest.pk, newest.version + 1
        return typed
    return Problem(ask=CHANGED)


def _cleared(name, answer, newest, cell):
    if newest is None or answer in (AGAIN, THEIRS):
        return None
    return Problem(
        {
            cell: f"{name}: a saved value stays until another one is typed. "
            "Type the right value, or choose why there is none."
        }
    )


def _write(newest, row, added, outcome, by):
    """A new row waits for the bulk insert; a correction is written at once."""
    outcome.saved_count += 1
    if row.pk is None:
        stamp = "weighed_by" if isinstance(row, BodyWeight) else "measured_by"
        setattr(row, stamp, by)
        added.append(row)
        return
    names = ["state", "length_mm", "width_mm", "reason", "weight_g", "version"]
    for name in names:
        if hasattr(newest, name):
            setattr(newest, name, getattr(row, name))
    with acting(reason=TYPING_ERROR):
        newest.save()


def _save_weights(study, session, post, by, outcome):
    typed = {
        key: cell
        for key in keys_posted(post, "g")
        if not (cell := WeightCell.posted(post, key)).is_untouched
    }
    mice = Mouse.objects.of_study(study).filter(pk__in=typed)
    found = {mouse.pk: mouse for mouse in mice.select_related("disposition")}
    newest = _newest(BodyWeight, session, "mouse", typed)
    added = []
    for key, cell in typed.items():
        if key not in found:
            outcome.strangers.append(_stranger(study, cell.g))
            continue
        step = _weight_step(session, found[key], cell, newest.get(key))
        if isinstance(step, Problem):
            outcome.mice[key] = step
        elif step:
            _write(newest.get(key), step, added, outcome, by)
    for row in added:
        row.session, row.weighed_at = session, instant_of(session)
    BodyWeight.objects.bulk_create(added)


def _weight_step(session, mouse, cell, newest):
    if sentence := _out_of_time(session, mouse):
        return Problem({"g": sentence})
    if cell.is_blank:
        return _cleared(f"{mouse} weight", cell.q, newest, "g")
    try:
        weight_g = cell.values(str(mouse))
    except Refusals as refused:
        return Problem(refused.sentences)
    typed = BodyWeight(mouse=mouse, weight_g=weight_g)
    is_same = newest is not None and newest.weight_g == weight_g
    return _step(cell.base, cell.q, newest, typed, is_same)


def _newest(model, session, name, keys):
    """{key: newest row of the session}, for the keys that have one."""
    rows = model.objects.filter(session=session, **{f"{name}__in": list(keys)})
    return {getattr(row, f"{name}_id"): row for row in rows.order_by("pk")}


def _out_of_time(session, mouse, implanted_on=None):
    day = session.held_on
    left = getattr(mouse, "disposition", None)
    if left and left.left_on < day:
        return (
            f"{mouse} left the study on {left.left_on:%-d %b %Y}. A value of "
            f"{day:%-d %b %Y} cannot be saved."
        )
    if implanted_on and implanted_on > day:
        return (
            f"{mouse} was implanted on {implanted_on:%-d %b %Y}. A value of "
            f"{day:%-d %b %Y} cannot be saved."
        )
    return ""


def _stranger(study, *typed):
    values = " × ".join(value.strip()[:20] for value in typed if value.strip())
    return (
        f"“{values}” was typed for a mouse that is not in {study.code} and was not "
        "saved. Open the session of its own study."
    )


def _chosen_signs(session, post):
    chosen = {
        key: signs
        for key in keys_posted(post, "uc")
        if (signs := SignCells.posted(post, key).chosen)
    }
    mice = Mouse.objects.of_study(session.study_id).on_study(session.held_on)
    return [
        (mouse, sign, grade, "")
        for key, mouse in mice.in_bulk(list(chosen)).items()
        for sign, grade in chosen[key].items()
    ]


def _save_signs(session, signs, by, outcome):
    """`signs` is a list of (mouse, sign, grade, note); what is there already stays."""
    mice = [mouse.pk for mouse, *_ in signs]
    rows = ClinicalSign.objects.filter(session=session, mouse__in=mice).order_by("pk")
    there = {(row.mouse_id, row.sign): (row.grade, row.note) for row in rows}
    fresh = [
        ClinicalSign(
            session=session,
            mouse=mouse,
            sign=sign,
            grade=grade,
            note=note,
            observed_by=by,
            observed_at=instant_of(session),
        )
        for mouse, sign, grade, note in signs
        if there.get((mouse.pk, sign)) != (grade, note)
    ]
    ClinicalSign.objects.bulk_create(fresh)
    outcome.saved_count += len(fresh)


def _save_normal(study, session, by, outcome):
    """An explicit "normal" for every mouse of the day without any sign."""
    mice = Mouse.objects.of_study(study).on_study(session.held_on)
    quiet = mice.exclude(signs__session=session)
    _save_signs(session, [(mouse, "NORMAL", 0, "") for mouse in quiet], by, outcome)

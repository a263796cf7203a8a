from django.db import transaction
from django.db.models import Count

from xenograft.history.context import acting
from xenograft.implantation.models import Mouse, Tumor
from xenograft.measurement.actions import asking
from xenograft.measurement.actions.reasons import correction, why_added
from xenograft.measurement.actions.session import open_session
from xenograft.measurement.actions.sheet import CHANGED, CONFLICT, Problem, Sheet
from xenograft.measurement.actions.signs import posted_signs, save_normal, save_signs
from xenograft.measurement.entry import (
    AGAIN,
    THEIRS,
    TYPO,
    Refusals,
    TumorCells,
    WeightCell,
    keys_posted,
    values_of,
)
from xenograft.measurement.models import BodyWeight, CaliperMeasurement

TYPING_ERROR = "Typing error, corrected in the session"
CORRECTED = "state", "length_mm", "width_mm", "reason", "weight_g", "version", "why"


@transaction.atomic
def save_grid(*, study, session, post, signs=(), is_rest_normal=False, by):
    """Save the good rows of a grid and say what is wrong with the others.

    A row equal to the newest reading adds nothing, so the same form may be sent
    twice. A row that would change a saved value is never saved by itself: it
    becomes a question, and its answer comes with the next save.
    """
    sheet = Sheet(open_session(study, session), by)
    save_cells(sheet, post, signs)
    if is_rest_normal:
        with acting(person=by, reason=why_added(sheet.session)):
            save_normal(sheet)
    return sheet.outcome


def save_cells(sheet, post, signs=()):
    """The same inside a transaction that holds the session."""
    # Who chose one of two entries said why already.
    why = "" if sheet.chosen_by else why_added(sheet.session)
    with acting(person=sheet.chosen_by or sheet.by, reason=why):
        _save_tumors(sheet, post)
        _save_weights(sheet, post)
        chosen = posted_signs(sheet.session, post) + list(signs)
        if chosen:
            save_signs(sheet, chosen)


def _save_tumors(sheet, post):
    typed = {
        key: cells
        for key in keys_posted(post, "lwsy")
        if not (cells := TumorCells.posted(post, key)).is_untouched
    }
    if not typed:
        return
    found = _tumors(sheet, typed)
    newest = _newest_readings(sheet, typed)
    writes = []
    for key, cells in typed.items():
        if key not in found:
            sheet.outcome.strangers.append(_stranger(sheet, cells.l, cells.w))
            continue
        step = _tumor_step(sheet, found[key], cells, newest.get(key))
        if isinstance(step, Problem):
            sheet.outcome.tumors[key] = step
        elif step:
            writes.append((step, newest.get(key)))
    _write_readings(sheet, writes)


def _tumors(sheet, keys):
    if sheet.known:
        return _tumors_of(sheet.known.mouse.own_tumors)
    tumors = (
        Tumor.objects.of_study(sheet.session.study_id)
        .filter(pk__in=keys)
        .select_related("mouse__disposition")
        .annotate(of_mouse_count=Count("mouse__tumors"))
    )
    return {tumor.pk: tumor for tumor in tumors}


def _tumors_of(tumors):
    for tumor in tumors:
        tumor.of_mouse_count = len(tumors)
    return {tumor.pk: tumor for tumor in tumors}


def _write_readings(sheet, writes):
    rows = [_written(sheet, *write, "measured") for write in writes]
    asking.ask_about_readings(sheet, rows)
    _store(sheet, rows)
    if sheet.known:
        _remember(sheet, sheet.known.reads.readings.today, rows, "tumor_id")


def _tumor_step(sheet, tumor, cells, newest):
    """A Problem, a reading to write, or None when there is nothing to do."""
    name = str(tumor.mouse if tumor.of_mouse_count == 1 else tumor)
    if sentence := _out_of_time(sheet.session, tumor.mouse, tumor.implanted_on):
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
    step = _step(cells.base, cells.k, newest, typed, is_same)
    return correction(sheet, newest, typed, "v", cells.v) if step == TYPO else step


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
        return TYPO
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


def _written(sheet, row, newest, verb):
    """The row to write: a correction goes into the newest one, the rest are added."""
    if row.pk is not None:
        for name in CORRECTED:
            if hasattr(row, name):
                setattr(newest, name, getattr(row, name))
        return newest
    if newest is not None:
        asking.answer_and_save(newest, asking.Answer.AGAIN, sheet.by, "Measured again")
    row.session = sheet.session
    setattr(row, f"{verb}_by", sheet.by)
    before_at = getattr(newest, f"{verb}_at", None)
    setattr(row, f"{verb}_at", sheet.read_after(before_at))
    return row


def _store(sheet, rows):
    sheet.outcome.saved_count += len(rows)
    added = [row for row in rows if row.pk is None]
    for row in rows:
        if row.pk is not None:
            with acting(reason=row.why or TYPING_ERROR):
                row.save()
    if added:
        type(added[0]).objects.bulk_create(added)


def _save_weights(sheet, post):
    typed = {
        key: cell
        for key in keys_posted(post, "g")
        if not (cell := WeightCell.posted(post, key)).is_untouched
    }
    if not typed:
        return
    found, newest = _mice(sheet, typed), _newest_weights(sheet, typed)
    writes = []
    for key, cell in typed.items():
        if key not in found:
            sheet.outcome.strangers.append(_stranger(sheet, cell.g))
            continue
        step = _weight_step(sheet, found[key], cell, newest.get(key))
        if isinstance(step, Problem):
            sheet.outcome.mice[key] = step
        elif step:
            writes.append((step, newest.get(key)))
    rows = [_written(sheet, *write, "weighed") for write in writes]
    asking.ask_about_weights(sheet, rows)
    _store(sheet, rows)
    if sheet.known:
        _remember(sheet, sheet.known.reads.weights.today, rows, "mouse_id")


def _mice(sheet, keys):
    if sheet.known:
        return {sheet.known.mouse.pk: sheet.known.mouse}
    mice = Mouse.objects.of_study(sheet.session.study_id).filter(pk__in=keys)
    return {mouse.pk: mouse for mouse in mice.select_related("disposition")}


def _remember(sheet, today, rows, key):
    """What was written is read with the rest of the mouse."""
    for row in rows:
        own = today[getattr(row, key)]
        if row in own:
            # The volume is the database's.
            if key == "tumor_id":
                row.refresh_from_db(fields=["volume_mm3"])
        else:
            row.read_by = sheet.by
            own.append(row)


def _weight_step(sheet, mouse, cell, newest):
    if sentence := _out_of_time(sheet.session, mouse):
        return Problem({"g": sentence})
    if cell.is_blank:
        return _cleared(f"{mouse} weight", cell.q, newest, "g")
    try:
        weight_g = cell.values(str(mouse))
    except Refusals as refused:
        return Problem(refused.sentences)
    typed = BodyWeight(mouse=mouse, weight_g=weight_g)
    is_same = newest is not None and newest.weight_g == weight_g
    step = _step(cell.base, cell.q, newest, typed, is_same)
    return correction(sheet, newest, typed, "f", cell.f) if step == TYPO else step


def _newest_readings(sheet, keys):
    if sheet.known:
        return _last(sheet.known.reads.readings.today)
    return _newest(CaliperMeasurement, sheet.session, "tumor", keys)


def _newest_weights(sheet, keys):
    if sheet.known:
        return _last(sheet.known.reads.weights.today)
    return _newest(BodyWeight, sheet.session, "mouse", keys)


def _last(today):
    return {key: rows[-1] for key, rows in today.items() if rows}


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


def _stranger(sheet, *typed):
    values = " × ".join(value.strip()[:20] for value in typed if value.strip())
    return (
        f"“{values}” was typed for a mouse that is not in {sheet.study.code} and was "
        "not saved. Open the session of its own study."
    )

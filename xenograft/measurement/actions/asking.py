"""Questions about values that look wrong, and their answers: kept with the value."""

from django.utils import timezone

from xenograft.history.context import acting
from xenograft.measurement.loading import readings_until, weights_until
from xenograft.measurement.models.questioned import Questioned
from xenograft.measurement.plausibility import reading_questions, weight_questions
from xenograft.study.models.bench_rules import rules_of

Answer = Questioned.Answer
ANSWER_FIELDS = ["question", "answer", "answered_at", "answered_by"]


def ask_about_readings(sheet, readings):
    """Put the questions about unsaved readings of a session beside them."""
    if not readings:
        return
    keys = [reading.tumor_id for reading in readings]
    before = _before(sheet, "readings", keys)
    day, rules = sheet.session.held_on, rules_of(sheet.study)
    for reading in readings:
        earlier = before.get(reading.tumor_id, [])
        _put(reading, reading_questions(reading, day, earlier, rules), sheet.by)


def ask_about_weights(sheet, weights):
    """The same for unsaved body weights."""
    if not weights:
        return
    before = _before(sheet, "weights", [weight.mouse_id for weight in weights])
    rules = rules_of(sheet.study)
    for weight in weights:
        last = next(iter(before.get(weight.mouse_id, [])), None)
        _put(weight, weight_questions(weight, last, rules), sheet.by)


def _before(sheet, name, keys):
    """{key: values of the days before, the newest first}."""
    if sheet.known:
        return getattr(sheet.known.reads, name).before
    if name == "readings":
        return readings_until(sheet.session, tumor__in=keys).before
    return weights_until(sheet.session, mouse__in=keys).before


def _put(value, questions, by):
    """A corrected value answers the question about the value before it."""
    was_asked = value.is_asked
    if questions:
        value.question, value.answer = " ".join(questions)[:600], ""
        value.answered_at = value.answered_by = None
    elif was_asked:
        answer(value, Answer.CORRECTED, by)
    elif value.answer == "":
        value.question = ""


def answer(value, how, by):
    value.answer, value.answered_by = how, by
    value.answered_at = timezone.now()


def answer_and_save(value, how, by, reason):
    """Store the answer to an open question; a second answer changes nothing."""
    if not value.is_asked:
        return
    answer(value, how, by)
    with acting(person=by, reason=reason):
        value.save(update_fields=ANSWER_FIELDS)

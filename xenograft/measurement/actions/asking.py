"""Questions about values that look wrong, and their answers: kept with the value."""

from django.utils import timezone

from xenograft.history.context import acting
from xenograft.measurement.earlier import earlier_readings, last_weights
from xenograft.measurement.models.questioned import Questioned
from xenograft.measurement.plausibility import reading_questions, weight_questions
from xenograft.study.models.bench_rules import rules_of

Answer = Questioned.Answer
ANSWER_FIELDS = ["question", "answer", "answered_at", "answered_by"]


def ask_about_readings(session, readings, by):
    """Put the questions about unsaved readings of a session beside them."""
    if not readings:
        return
    keys = [reading.tumor_id for reading in readings]
    earlier, rules = earlier_readings(session, tumor__in=keys), rules_of(session.study)
    for reading in readings:
        before = earlier[reading.tumor_id]
        found = reading_questions(reading, session.held_on, before, rules)
        _put(reading, found, by)


def ask_about_weights(session, weights, by):
    """The same for unsaved body weights."""
    if not weights:
        return
    keys = [weight.mouse_id for weight in weights]
    before, rules = last_weights(session, mouse__in=keys), rules_of(session.study)
    for weight in weights:
        _put(weight, weight_questions(weight, before.get(weight.mouse_id), rules), by)


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

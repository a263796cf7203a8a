"""The list of a person's studies: the step each is at, what is due, alerts."""

from django.db.models import Max

from xenograft.study.models import Study

STEPS = ["Implant", "Growth", "Randomize", "Treat", "Endpoint", "Analyze"]
ALERTS = ["reached_count", "approaching_count", "late_count"]


def studies_of(person):
    """The studies of a person with what a line of the list needs."""
    return (
        Study.objects.for_person(person)
        .with_state()
        .with_header()
        .annotate(last_session_on=Max("sessions__held_on"))
        .select_related("tumor_model")
        .prefetch_related("memberships__person")
    )


def lines(studies, tasks, looks):
    """`studies` as a list, each with step, due (words) and its counts of alerts."""
    due = {}
    for task in tasks:
        if not task.is_done:
            due.setdefault(task.study.pk, []).append(task.title)
    found = list(studies)
    for study in found:
        study.step = _step(study)
        study.due = _joined(due.get(study.pk, []))
        look = looks.get(study.pk, {})
        study.alerts = tuple(look.get(name, 0) for name in ALERTS)
    return found


def _step(study):
    """The place in STEPS, or None when all of them are done."""
    if study.state in ("planned", "implanted"):
        return 2 if study.has_randomization else int(study.state == "implanted")
    return {"on treatment": 3, "ended": 5, "locked": None}[study.state]


def _joined(titles):
    """Measure, D19, dose, PM: as in a sentence."""
    return ", ".join(
        titles[:1] + [title[0].lower() + title[1:] for title in titles[1:]]
    )

from django.db import transaction

from xenograft.analysis.blocks.whole import FORMAT, versions, whole
from xenograft.history.context import acting
from xenograft.results import files, questions
from xenograft.results.frames.analysis_input import analysis_input, given
from xenograft.results.models import AnalysisResult
from xenograft.study import actions as study_actions
from xenograft.study.actions import Refused
from xenograft.study.models import Study

NOT_RANDOMIZED = "The mice of {study} are not in arms yet: there is nothing to compare."


def computed(study, choices):
    """An analysis of the study as it is now, an unsaved `AnalysisResult`.

    `choices` are those of `choices.read`. Refused before the mice are in arms.
    """
    if analysis_input(study).empty:
        raise Refused(NOT_RANDOMIZED.format(study=study.code))
    document = whole(given(study), choices.values)
    locked = study.locked_at is not None
    kinds = AnalysisResult.Kind
    return AnalysisResult(
        study=study,
        kind=kinds.LOCKED if locked else kinds.INTERIM,
        choices=choices.query,
        data_sha256=files.input_sha256(study),
        document=document,
        session_count=study.sessions.filter(closed_at__isnull=False).count(),
    )


def of_now(study, choices):
    """The kept result where it rests on what is there now, else a computed one."""
    newest = AnalysisResult.objects.of_study(study).with_choices(choices.query).first()
    is_kept = newest is not None and _is_of_now(newest, study)
    return newest if is_kept else computed(study, choices)


def compute(*, study, choices, by):
    """Compute an analysis and keep it; the same one again is not computed twice."""
    found = of_now(study, choices)
    if found.pk:
        return found
    found.computed_by = by
    with acting(person=by), transaction.atomic():
        found.save()
    return found


def _is_of_now(kept, study):
    """Whether it rests on the data, the lock and the versions of now."""
    return (
        kept.data_sha256 == files.input_sha256(study)
        and kept.is_locked == (study.locked_at is not None)
        and (kept.document["format"], kept.document["versions"]) == (FORMAT, versions())
    )


@transaction.atomic
def lock_and_sign(*, study, choices, by):
    """Lock the study and keep its last analysis, signed; None without arms.

    Refused while mice are on study or a question is open.
    """
    held = Study.objects.select_for_update().get(pk=study.pk)
    found = questions.open_questions(held)
    if found:
        raise Refused(found[0])
    study_actions.lock(study=held, by=by)
    held.refresh_from_db()
    if analysis_input(held).empty:
        return None
    return compute(study=held, choices=choices, by=by)

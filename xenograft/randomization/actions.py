from django.db import transaction
from django.utils import timezone

from xenograft.analysis.allocation import Refusal, canonical
from xenograft.growth.cohort import Cohort
from xenograft.history.context import acting
from xenograft.randomization import draw, sealing
from xenograft.randomization.models import (
    ArmView,
    Assignment,
    DrawPlan,
    Randomization,
)
from xenograft.study.actions import Refused
from xenograft.study.models import Study


def randomize(*, study, by, based_on):
    """Draw once: (record, True), or the record there is already and False.

    `based_on` is the hash of the list that the person confirmed. The draw itself,
    which may take seconds, is made before the study is held; then the list is looked
    at again. A second press, person or command waits and gets the first one's record.
    """
    made = Randomization.objects.filter(study=study).first()
    if made:
        return made, False
    inputs, result, plan = _dealt(study, based_on)
    with transaction.atomic(), acting(person=by):
        held = Study.objects.select_for_update().get(pk=study.pk)
        made = Randomization.objects.filter(study=held).first()
        if made:
            return made, False
        if _inputs(held)[0] != inputs or DrawPlan.objects.get(study=held) != plan:
            raise Refused(CHANGED)
        return _recorded(held, plan, inputs, result, by), True


def _dealt(study, based_on):
    """(inputs, result, plan) of the draw, before anything is written."""
    inputs, plan = _inputs(study)
    if draw.sha256_of(inputs) != based_on:
        raise Refused(CHANGED)
    seed = sealing.opened(plan.seed_sealed_hex, plan.seed_commitment)
    if seed is None:
        raise Refused(
            "The committed seed cannot be opened: the key of this site has changed. "
            "Commit a new seed with the reason, then draw."
        )
    try:
        return inputs, {"seed": seed, **draw.result_of(inputs, seed)}, plan
    except (Refusal, ValueError) as problem:
        raise Refused(str(problem)) from problem


def _inputs(study):
    cohort, arms = Cohort(study), list(study.arms.order_by("position"))
    problem = what_is_missing(study, cohort, arms)
    if problem:
        raise Refused(problem)
    plan = DrawPlan.objects.get(study=study)
    return inputs_or_refused(study, cohort, arms, plan), plan


CHANGED = (
    "The list of mice, the arms or the method changed while this page was open. Look "
    "at them again, then confirm."
)


def inputs_or_refused(study, cohort, arms, plan):
    """The inputs of the draw, or `Refused` with the engine's sentence."""
    try:
        return draw.inputs_of(study, cohort, arms, plan)
    except Refusal as refusal:
        raise Refused(str(refusal)) from refusal


def inputs_or_problem(study, cohort, arms, plan):
    """(inputs, "") of the draw, or (None, why there can be none now)."""
    problem = what_is_missing(study, cohort, arms)
    if problem:
        return None, problem
    try:
        return inputs_or_refused(study, cohort, arms, plan), ""
    except Refused as refused:
        return None, str(refused)


def what_is_missing(study, cohort, arms):
    """Why the study cannot be randomized now, in one sentence, or ""."""
    return _missing_in_the_protocol(study, arms) or _missing_in_the_cohort(
        study, cohort, arms
    )


def _missing_in_the_protocol(study, arms):
    if not study.is_open_for_values:
        return f"{study.code} is locked."
    if study.criteria_missing:
        return (
            f"The protocol does not state its {study.criteria_missing[0]}. Where there "
            "are none, write “None, stated”."
        )
    if len(arms) < 2:
        return "There are fewer than two arms. Add them on the design page."
    if not any(arm.is_control for arm in arms):
        return "No arm is the control. Choose one on the design page."
    empty = [arm.name for arm in arms if arm.planned_count < 1]
    return f"No mice are planned for {empty[0]}. Change the arms." if empty else ""


def _missing_in_the_cohort(study, cohort, arms):
    if cohort.session is None:
        return "There is no closed measurement session. Measure, then close it."
    if not DrawPlan.objects.filter(study=study).exists():
        return "How the study is drawn is not fixed yet. Choose the method first."
    if len(cohort.eligible) < len(arms):
        return (
            f"{len(cohort.eligible)} eligible mice are fewer than {len(arms)} arms. "
            "Measure again when the tumors have grown."
        )
    return ""


def _recorded(study, plan, inputs, result, by):
    seed = result.pop("seed")
    made = Randomization.objects.create(
        study=study,
        method=plan.method,
        engine_version=engine_of(result),
        seed_hex=seed.hex(),
        seed_commitment=plan.seed_commitment,
        committed_at=plan.committed_at,
        inputs=inputs,
        inputs_sha256=draw.sha256_of(inputs),
        result=result,
        randomized_by=by,
    )
    mice = {mouse.number: mouse for mouse in study.mice.all()}
    assign(made, mice, list(study.arms.all()))
    return made


def engine_of(result):
    """Name and version of the engine, and of its generator."""
    record = result["record"]
    engine = record["engine"]
    return f"{engine['name']} {engine['version']}, {record['rng']}"


def assign(made, mice, arms):
    """Write the arm of each mouse of a record; `mice` is number -> mouse."""
    of_code = {arm.bottle_code: arm for arm in arms}
    return Assignment.objects.bulk_create(
        Assignment(
            randomization=made,
            mouse=mice[place["mouse"]],
            arm=of_code[place["arm"]],
            block=place["block"],
        )
        for place in made.result["allocation"]
    )


def repeats(record):
    """Whether the recorded inputs and seed give the recorded result once more."""
    if draw.sha256_of(record.inputs) != record.inputs_sha256:
        return False
    again = draw.result_of(record.inputs, bytes.fromhex(record.seed_hex))
    return canonical(again) == canonical(record.result)


@transaction.atomic
def commit(*, plan, by, reason=""):
    """Fix how the study is drawn, with a new seed whose hash is kept now."""
    held = Study.objects.select_for_update().get(pk=plan.study_id)
    if Randomization.objects.filter(study=held).exists():
        raise Refused(f"{held.code} is randomized already. Nothing was changed.")
    plan.seed_sealed_hex, plan.seed_commitment = sealing.new_seed()
    plan.committed_by, plan.committed_at = by, timezone.now()
    with acting(person=by, reason=reason):
        plan.save()
    return plan


@transaction.atomic
def look(*, study, by, reason, seen=ArmView.Seen.ALLOCATION, mouse=None):
    """Keep that a person looks at the arms of all mice, or of one in an emergency."""
    seen = ArmView.Seen.MOUSE if mouse else seen
    with acting(person=by, reason=reason):
        return ArmView.objects.create(
            study=study, viewed_by=by, reason=reason, seen=seen, mouse=mouse
        )

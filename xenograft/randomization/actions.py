from django.db import transaction
from django.utils import timezone

from xenograft.analysis.allocation import canonical
from xenograft.history.context import acting
from xenograft.randomization import chain, counting, draw, sealing
from xenograft.randomization.freezing import (
    CHANGED,
    NOT_AS_FROZEN,
    inputs_now,
    inputs_or_problem,
    is_as_frozen,
    waiting_list,
)
from xenograft.randomization.models import (
    ArmView,
    Assignment,
    DrawPlan,
    Randomization,
)
from xenograft.study.actions import Refused
from xenograft.study.models import Study

NOT_FROZEN = "The list of mice is not frozen. Look at it, then freeze it."


class StillDrawing(Refused):
    """The draw goes on beside the request, and is recorded when asked for again."""

    is_kept = False

    def __init__(self, seconds):
        super().__init__(
            f"The draw is being made, for {seconds} s so far: with few mice the "
            "allocations that qualify are counted first. Ask again to record it."
        )
        self.seconds = seconds


@chain.keeps_refusals("draw")
def randomize(*, study, by, based_on):
    """Draw once: (record, True), or the record there is already and False.

    `based_on` is the hash of the frozen list that the person confirmed. The draw
    itself is made before the study is held; then the list is looked at again. Seed and
    list decide it, so what takes longer than a page waits goes on beside the request:
    `StillDrawing`, until it is asked for again. A second press, person, command or call
    gets the first one's record.
    """
    made = drawn_from(study, based_on)
    if made:
        return made, False
    try:
        result, frozen = _dealt(study, based_on)
    except Refused:
        # Somebody may have drawn in between.
        made = drawn_from(study, based_on)
        if made:
            return made, False
        raise
    with transaction.atomic(), acting(person=by):
        held = Study.objects.select_for_update().get(pk=study.pk)
        made = drawn_from(held, based_on)
        if made:
            return made, False
        plan = DrawPlan.objects.get(study=held)
        if waiting_list(held) != frozen or _is_other(held, plan, frozen):
            raise Refused(CHANGED)
        return _recorded(held, plan, frozen.inputs, result, by), True


def drawn_from(study, based_on):
    """The draw that stands of this list; of a whole cohort, whatever was confirmed."""
    standing = Randomization.objects.of_study(study).standing()
    made = standing.filter(inputs_sha256=based_on).first()
    if made or waiting_list(study):
        return made
    return standing.order_by("-batch").first()


def _dealt(study, based_on):
    """(result, frozen list) of the draw, before anything is written."""
    frozen = waiting_list(study)
    if frozen is None:
        _, problem = inputs_or_problem(study)
        raise Refused(problem or NOT_FROZEN)
    if frozen.inputs_sha256 != based_on:
        raise Refused(CHANGED)
    plan = DrawPlan.objects.get(study=study)
    if _is_other(study, plan, frozen):
        raise Refused(NOT_AS_FROZEN)
    seed = sealing.opened(plan.seed_sealed_hex, plan.seed_commitment)
    if seed is None:
        raise Refused(
            "The committed seed cannot be opened: the key of this site has changed. "
            "Commit a new seed with the reason, then draw."
        )
    count = counting.result_of(frozen.inputs, seed)
    if not count.is_ready:
        raise StillDrawing(count.seconds)
    if count.problem:
        raise Refused(count.problem)
    return {"seed": seed, **count.found}, frozen


def _is_other(study, plan, frozen):
    """Whether what would be drawn from now is not what was frozen."""
    is_other_list = not is_as_frozen(frozen, inputs_now(study)[0])
    return is_other_list or plan.seed_commitment != frozen.seed_commitment


def _recorded(study, plan, inputs, result, by):
    seed = result.pop("seed")
    made = Randomization.objects.create(
        study=study,
        batch=inputs.get("batch", 1),
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
    chain.drawn(made)
    if plan.is_rolling:
        # The next batch has a seed of its own, committed before anybody knows it.
        _commit_new_seed(plan, by)
    return made


def _commit_new_seed(plan, by, reason=""):
    plan.seed_sealed_hex, plan.seed_commitment = sealing.new_seed()
    plan.committed_by, plan.committed_at = by, timezone.now()
    plan.save()
    chain.committed(plan, reason)


def engine_of(result):
    """Name and version of the engine, and of its generator."""
    record = result["record"]
    engine = record["engine"]
    return f"{engine['name']} {engine['version']}, {record['rng']}"


def arms_by_code(arms):
    """The arms by what a record calls them: their code, or in old ones their bottle's.

    No code of an arm is one of a bottle: they have three characters and at most two.
    """
    return {arm.bottle_code: arm for arm in arms} | {arm.code: arm for arm in arms}


def assign(made, mice, arms):
    """Write the arm of each mouse of a record; `mice` is number -> mouse."""
    of_code = arms_by_code(arms)
    places = [(place, False) for place in made.result["allocation"]]
    places += [(place, True) for place in made.result.get("satellites", [])]
    return Assignment.objects.bulk_create(
        Assignment(
            randomization=made,
            mouse=mice[place["mouse"]],
            drawn_mouse=mice[place["mouse"]],
            arm=of_code[place["arm"]],
            block=place["block"],
            is_satellite=is_satellite,
        )
        for place, is_satellite in places
    )


def repeats(record):
    """Whether the recorded inputs and seed give the recorded result once more, and
    the places that are stored are those of the result."""
    if draw.sha256_of(record.inputs) != record.inputs_sha256:
        return False
    if not _are_stored(record):
        return False
    again = draw.result_of(record.inputs, bytes.fromhex(record.seed_hex))
    # A record of an older version has no part for the analysis.
    names = {*record.result, "record", "allocation", "surplus"}
    return canonical({name: again.get(name) for name in names}) == canonical(
        record.result
    )


def _are_stored(record):
    """Whether every place of the result is stored as it was drawn, and no other."""
    arms = arms_by_code(record.study.arms.all())
    drawn = [(one, False) for one in record.result["allocation"]]
    drawn += [(one, True) for one in record.result.get("satellites", [])]
    wanted = sorted(
        (one["mouse"], arms[one["arm"]].pk, one["block"], is_satellite)
        for one, is_satellite in drawn
        if one["arm"] in arms
    )
    stored = record.assignments.values_list(
        "drawn_mouse__number", "arm", "block", "is_satellite"
    )
    return len(wanted) == len(drawn) and sorted(stored) == wanted


@chain.keeps_refusals("fix the plan")
@transaction.atomic
def commit(*, plan, by, reason=""):
    """Fix how the study is drawn, with a new seed whose hash is kept now."""
    held = Study.objects.select_for_update().get(pk=plan.study_id)
    if Randomization.objects.of_study(held).standing().exists():
        raise Refused(f"{held.code} is randomized already. Nothing was changed.")
    if waiting_list(held):
        raise Refused(
            "The list of mice is frozen for the draw. Unfreeze it before the plan "
            "changes."
        )
    with acting(person=by, reason=reason):
        _commit_new_seed(plan, by, reason)
    return plan


@transaction.atomic
def look(*, study, by, reason, seen=ArmView.Seen.ALLOCATION, mouse=None):
    """Keep that a person looks at the arms of all mice, or of one in an emergency."""
    seen = ArmView.Seen.MOUSE if mouse else seen
    about = {"mouse": mouse.number} if mouse else {}
    with acting(person=by, reason=reason):
        chain.revealed(study=study, by=by, seen=str(seen), reason=reason, **about)
        return ArmView.objects.create(
            study=study, viewed_by=by, reason=reason, seen=seen, mouse=mouse
        )

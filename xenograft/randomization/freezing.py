"""The list of mice, frozen before the draw and unfrozen with a reason only."""

import re

from django.db import transaction
from django.utils import timezone

from xenograft.analysis.allocation import Refusal
from xenograft.growth.cohort import Cohort
from xenograft.growth.models import FrozenList
from xenograft.history.context import acting
from xenograft.randomization import chain, draw
from xenograft.randomization.models import DrawPlan, Randomization
from xenograft.study.actions import Refused
from xenograft.study.models import Study

# An arm may be called “A & B”, but nothing that a page or a file could read as a tag.
MARKUP = re.compile(r"[<>\x00-\x1f\x7f]")
CHANGED = (
    "The list of mice, the arms or the method changed while this page was open. Look "
    "at them again, then confirm."
)
ALONE = (
    "Two different people freeze this list. Ask another member of the study to sign, "
    "then freeze it."
)
NOT_AS_FROZEN = (
    "A value, an arm or the method changed since the list was frozen. Unfreeze it with "
    "the reason, look at it again, and freeze it."
)


def inputs_now(study, cohort=None):
    """(inputs, plan) of the draw as things stand, or `Refused` with one sentence."""
    cohort, arms = cohort or Cohort(study), list(study.arms.order_by("position"))
    problem = what_is_missing(study, cohort, arms)
    if problem:
        raise Refused(problem)
    plan = DrawPlan.objects.get(study=study)
    earlier = Randomization.objects.of_study(study).standing().order_by("batch")
    before = list(earlier), waiting_list(study)
    try:
        return draw.inputs_of(study, cohort, arms, plan, *before), plan
    except Refusal as refusal:
        raise Refused(str(refusal)) from refusal


def inputs_or_problem(study, cohort=None):
    """(inputs, "") of the draw, or (None, why there can be none now)."""
    try:
        return inputs_now(study, cohort)[0], ""
    except Refused as refused:
        return None, str(refused)


def waiting_list(study):
    """The list that is frozen and not drawn yet, or None."""
    return FrozenList.objects.of_study(study).waiting().first()


def is_as_frozen(frozen, inputs):
    """Whether these are the inputs of the list.

    A list of an older version of the program tells less of each mouse; what only the
    newer one tells is no change, and the draw is made from the list as it was frozen.
    """
    then = dict(inputs)
    for part in ("mice", "excluded"):
        told = {name for row in frozen.inputs.get(part, []) for name in row}
        then[part] = [
            {name: value for name, value in row.items() if name in told}
            for row in inputs[part]
        ]
    return draw.sha256_of(then) == frozen.inputs_sha256


def not_as_frozen(frozen, inputs):
    """Why a list cannot be drawn from: what changed since, in sentences."""
    found = changes(frozen.inputs, inputs)
    more = [f"And {len(found) - 5} more."] if len(found) > 5 else []
    return " ".join([NOT_AS_FROZEN, *found[:5], *more])


@chain.keeps_refusals("freeze the list")
@transaction.atomic
def freeze(*, study, by, based_on, second=None):
    """Freeze the list of mice: (list, whether it is new).

    `based_on` is the hash of the list that the person saw. A second press or person
    gets the list that is frozen already. Where the plan asks for two people, `second`
    signs too.
    """
    held = Study.objects.select_for_update().get(pk=study.pk)
    there = waiting_list(held)
    if there:
        return there, False
    inputs, plan = inputs_now(held)
    if draw.sha256_of(inputs) != based_on:
        raise Refused(CHANGED)
    if plan.needs_two_to_freeze and second in (None, by):
        raise Refused(ALONE)
    with acting(person=by):
        made = FrozenList.objects.create(
            study=held,
            session=Cohort(held).session,
            batch=inputs.get("batch", 1),
            inputs=inputs,
            inputs_sha256=based_on,
            seed_commitment=plan.seed_commitment,
            frozen_by=by,
            frozen_with=second,
        )
        keep_frozen(made)
    return made, True


def keep_frozen(made):
    """Enter that a list was frozen, and what changed since the one before."""
    earlier = FrozenList.objects.of_study(made.study).filter(batch=made.batch)
    before = earlier.exclude(pk=made.pk).order_by("frozen_at").last()
    return chain.add(
        study=made.study,
        kind=chain.Kind.FROZEN,
        by=made.frozen_by,
        at=made.frozen_at,
        batch=made.batch,
        mice=len(made.inputs["mice"]),
        second=made.frozen_with.get_username() if made.frozen_with else "",
        inputs_sha256=made.inputs_sha256,
        seed_commitment=made.seed_commitment,
        changed=changes(before.inputs, made.inputs) if before else [],
    )


@chain.keeps_refusals("unfreeze the list")
@transaction.atomic
def unfreeze(*, study, by, reason):
    """Open the list that waits for its draw; it stays, with the reason."""
    Study.objects.select_for_update().get(pk=study.pk)
    there = waiting_list(study)
    if there is None:
        raise Refused("No list of mice is frozen now. Nothing was changed.")
    open_again(there, by, reason)
    return there


def open_again(frozen, by, reason):
    """Mark one list as no longer frozen."""
    frozen.unfrozen_at, frozen.unfrozen_by = timezone.now(), by
    frozen.unfrozen_reason = reason
    with acting(person=by, reason=reason):
        frozen.save()
        chain.add(
            study=frozen.study,
            kind=chain.Kind.UNFROZEN,
            by=by,
            at=frozen.unfrozen_at,
            inputs_sha256=frozen.inputs_sha256,
            reason=reason,
            changed=_changed_since(frozen),
        )


def _changed_since(frozen):
    """What already differs from a list when it is opened, as sentences."""
    inputs, _ = inputs_or_problem(frozen.study)
    return changes(frozen.inputs, inputs) if inputs else []


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
    if empty:
        return f"No mice are planned for {empty[0]}. Change the arms."
    marked = [arm.name for arm in arms if MARKUP.search(arm.name)]
    return (
        f"The name of the arm “{marked[0]}” cannot stand in the record of a draw. Use "
        "letters, numbers, spaces and +."
        if marked
        else ""
    )


def _missing_in_the_cohort(study, cohort, arms):
    if cohort.session is None:
        return "There is no closed measurement session. Measure, then close it."
    is_open = study.sessions.filter(
        closed_at=None, held_on__gte=cohort.session.held_on
    ).first()
    if is_open:
        return (
            f"The session of {is_open.held_on:%d %b %Y} is still open. Close it, so "
            "that its values decide who goes in."
        )
    if not DrawPlan.objects.filter(study=study).exists():
        return "How the study is drawn is not fixed yet. Choose the method first."
    fewest = 1 if cohort.is_rolling else len(arms)
    if len(cohort.eligible) < fewest:
        return (
            f"{len(cohort.eligible)} eligible mice are fewer than {fewest} "
            f"{'mouse' if cohort.is_rolling else 'arms'}. "
            "Measure again when the tumors have grown."
        )
    return ""


def changes(before, after):
    """What differs between the inputs of two lists, as sentences."""
    old = {row["mouse"]: row for row in before["mice"]}
    new = {row["mouse"]: row for row in after["mice"]}
    said = [f"Mouse {number} came in." for number in sorted(set(new) - set(old))]
    said += [f"Mouse {number} went out." for number in sorted(set(old) - set(new))]
    for number in sorted(set(old) & set(new)):
        said += _changed_values(number, old[number], new[number])
    said += _changed_arms(before["arms"], after["arms"])
    rest = [_without_units(one["document"]) for one in (before, after)]
    return said + (["The method changed."] if rest[0] != rest[1] else [])


def _changed_values(number, old, new):
    names = sorted(name for name in new if old.get(name) != new[name])
    pairs = [(name, old.get(name) or "none", new[name] or "none") for name in names]
    return [f"Mouse {number}: {name} {was} became {now}." for name, was, now in pairs]


def _changed_arms(before, after):
    old, new = ({one["name"]: one for one in arms} for arms in (before, after))
    said = [f"{name} is no longer an arm." for name in old if name not in new]
    said += [f"{name} is a new arm." for name in new if name not in old]
    for name in (name for name in new if name in old):
        was, now = _counts(old[name]), _counts(new[name])
        said += [f"{name}: {was} mice became {now}."] if was != now else []
    if not said and list(old) != list(new):
        said.append("The arms have another order.")
    if not said and before != after:
        said.append("The codes of the arms changed.")
    return said


def _counts(arm):
    """The mice of an arm, in words: "10", or "10 + 2 satellite"."""
    more = arm.get("satellites")
    return f"{arm['planned']} + {more} satellite" if more else str(arm["planned"])


def _without_units(document):
    left = {"units", "arms", "reserve", "earlier"}
    return {key: value for key, value in document.items() if key not in left}


def lists_of(study):
    """(list, what changed since the one before) of all, oldest first."""
    rows = FrozenList.objects.of_study(study).select_related(
        "frozen_by", "frozen_with", "unfrozen_by"
    )
    found, before = [], None
    for row in rows:
        same = before and before.batch == row.batch
        found.append((row, changes(before.inputs, row.inputs) if same else []))
        before = row
    return found

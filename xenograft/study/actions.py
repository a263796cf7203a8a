from django.db import transaction
from django.utils import timezone

from xenograft.history.context import acting
from xenograft.study.models import (
    Arm,
    EndingRule,
    Limit,
    LimitAmendment,
    Membership,
    Study,
)
from xenograft.study.models.ending_rule import usual_ending_rules
from xenograft.study.models.limit import default_limits
from xenograft.study.roles import Role


class Refused(Exception):
    """The protocol does not allow it; the text says why, in one sentence."""


@transaction.atomic
def found_study(*, study, by, agents=None, mice_per_arm=10):
    """Save a new study with its default limits and `by` as its director.

    `agents` are the names (A, B) of a four-arm combination study; without them
    the study starts with no arms.
    """
    study.save()
    if by is not None:
        Membership.objects.create(study=study, person=by, role=Role.DIRECTOR)
    Limit.objects.bulk_create(default_limits(study))
    EndingRule.objects.bulk_create(usual_ending_rules(study))
    if agents:
        _four_arms(study, *agents, mice_per_arm)
    return study


def _four_arms(study, agent_a, agent_b, mice_per_arm):
    cells = [
        ("Vehicle", False, False),
        (agent_a, True, False),
        (agent_b, False, True),
        (f"{agent_a} + {agent_b}", True, True),
    ]
    for position, (name, has_a, has_b) in enumerate(cells, start=1):
        Arm.objects.create(
            study=study,
            name=name,
            position=position,
            planned_count=mice_per_arm,
            is_control=not (has_a or has_b),
            has_agent_a=has_a,
            has_agent_b=has_b,
        )


def save_amendment(*, form, by, reason=""):
    """Save a form of the design, with the reason for it in the history."""
    with acting(person=by, reason=reason), transaction.atomic():
        return form.save()


@transaction.atomic
def keep_sample_size(*, study, record, by, reason=""):
    """Keep a calculation of the number of mice, a record of `sample_size`.

    After the randomization with a reason only; the one before stays in the history.
    """
    held = Study.objects.select_for_update().with_state().get(pk=study.pk)
    if held.locked_at:
        raise Refused(f"{study.code} is locked: its protocol stays as it is.")
    if held.has_randomization and not reason:
        raise Refused("The mice are randomized: say why the calculation is kept now.")
    with acting(person=by, reason=reason):
        held.sample_size_plan = record
        held.save(update_fields=["sample_size_plan"])


@transaction.atomic
def amend_limits(*, study, limits, by, reason):
    """Make `limits` the next version of the limits; those before stay as they were.

    `limits` are Limit instances as they are to be. Refused when nothing differs.
    Returns the amendment.
    """
    held = Study.objects.select_for_update().get(pk=study.pk)
    before = held.limits.current()
    if {limit.rule for limit in limits} == {limit.rule for limit in before}:
        raise Refused("No limit was changed. Change one, or leave without saving.")
    version = held.limits_version + 1
    with acting(person=by, reason=reason):
        Limit.objects.bulk_create(limit.of_version(version) for limit in limits)
        Study.objects.filter(pk=held.pk).update(limits_version=version)
        return LimitAmendment.objects.create(
            study=held, version=version, reason=reason, made_by=by
        )


@transaction.atomic
def lock(*, study, by):
    """End a study for good: nothing in it can be changed afterwards."""
    held = Study.objects.select_for_update().with_state().get(pk=study.pk)
    if held.locked_at:
        raise Refused(f"{study.code} is locked already.")
    if not held.has_mice or held.has_mice_on_study:
        raise Refused("Some mice are still on study. Record their endpoints first.")
    with acting(person=by, reason="Study locked"):
        Study.objects.filter(pk=study.pk).update(locked_at=timezone.now())


@transaction.atomic
def unlock(*, study, by, reason):
    with acting(person=by, reason=reason):
        Study.objects.filter(pk=study.pk).update(locked_at=None)

from django.db import transaction
from django.utils import timezone

from xenograft.growth.cohort import Cohort
from xenograft.growth.models import EnrollmentDecision, FrozenList
from xenograft.history.context import acting
from xenograft.study.actions import Refused
from xenograft.study.models import Study


@transaction.atomic
def decide(*, study, mouse, goes_in, code, reason, by):
    """Put a mouse in against the rule, or take it out; an older decision stays.

    Where the rule says the same, the older decision is only taken back. Returns the
    candidate as it stands now. Holds the study, as the draw does.
    """
    held = Study.objects.with_state().select_for_update(of=("self",)).get(pk=study.pk)
    candidate = Cohort(held).of(mouse)
    _check(held, candidate, goes_in)
    with acting(person=by, reason=reason):
        EnrollmentDecision.objects.standing().filter(mouse=mouse).update(
            taken_back_at=timezone.now(), taken_back_by=by, taken_back_reason=reason
        )
        if bool(candidate.rule) == goes_in:
            EnrollmentDecision.objects.create(
                mouse=mouse,
                session=Cohort(held).session,
                goes_in=goes_in,
                code=code,
                reason=reason,
                decided_by=by,
            )
    return Cohort(held).of(mouse)


def _check(study, candidate, goes_in):
    if study.is_list_fixed:
        raise Refused(f"{study.code} is randomized: the list of mice is fixed.")
    if FrozenList.objects.of_study(study).waiting().exists():
        raise Refused("The list of mice is frozen for the draw. Unfreeze it first.")
    if not study.is_open_for_values:
        raise Refused(f"{study.code} is locked.")
    if candidate is None:
        raise Refused("There is no closed session yet. Measure, then close it.")
    if goes_in == (not candidate.exclusion):
        where = "in" if goes_in else "out"
        raise Refused(f"Mouse {candidate.mouse.name} is {where} already.")
    if goes_in and not candidate.can_go_in:
        raise Refused(
            f"Mouse {candidate.mouse.name} cannot go in: {candidate.why}. Only a mouse "
            "with a tumor measured in the last closed session can."
        )

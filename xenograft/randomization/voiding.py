"""A draw that is not used: it stays with the reason, and another is made."""

from django.db import transaction
from django.utils import timezone

from xenograft.growth.models import FrozenList
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.randomization import chain, sealing
from xenograft.randomization.freezing import open_again
from xenograft.randomization.models import Assignment, DrawPlan, Randomization
from xenograft.study.actions import Refused
from xenograft.study.models import Study


@chain.keeps_refusals("void the draw")
@transaction.atomic
def void(*, study, by, witness, reason):
    """Take the last draw of a study back before any dose; returns it.

    Two people sign. Its mice leave their arms, its list is unfrozen, and a new seed
    is committed: the next draw is another record, and both stay in every report.
    """
    held = Study.objects.select_for_update().get(pk=study.pk)
    standing = Randomization.objects.of_study(held).standing()
    made = standing.order_by("-batch").first()
    _check(held, made, by, witness)
    made.voided_at, made.voided_reason = timezone.now(), reason
    made.voided_by, made.voided_with = by, witness
    with acting(person=by, reason=reason):
        made.save()
        chain.add(
            study=held,
            kind=chain.Kind.VOIDED,
            by=by,
            at=made.voided_at,
            record_sha256=made.record_sha256,
            second=witness.get_username(),
            reason=reason,
        )
        Assignment.objects.filter(randomization=made).update(mouse=None)
        lists = FrozenList.objects.of_study(held).standing()
        for frozen in lists.filter(batch__gte=made.batch):
            open_again(frozen, by, reason)
        _commit_another_seed(held, by)
    return made


def _check(study, made, by, witness):
    if made is None:
        raise Refused(f"{study.code} has no draw that stands. Nothing was changed.")
    if made.is_imported:
        raise Refused("The allocation was imported; it is corrected by another import.")
    if not study.is_open_for_values:
        raise Refused(f"{study.code} is locked.")
    if witness == by:
        raise Refused("Two different people sign. Ask another member of the study.")
    if dosed_mice(made).exists():
        raise Refused(
            "Mice of this draw are dosed already, so it stands. A mouse that must "
            "leave keeps its arm."
        )


def dosed_mice(made):
    """The mice of a draw that have a dose which was not taken back."""
    return Mouse.objects.filter(
        assignment__randomization=made,
        doses__isnull=False,
        doses__taken_back_at__isnull=True,
    )


def _commit_another_seed(study, by):
    plan = DrawPlan.objects.get(study=study)
    plan.seed_sealed_hex, plan.seed_commitment = sealing.new_seed()
    plan.committed_by, plan.committed_at = by, timezone.now()
    plan.save()
    chain.committed(plan, "The draw before was voided.")

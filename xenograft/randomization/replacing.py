"""Before its first dose a mouse may be replaced from the reserve, by the rule."""

from django.db import transaction

from xenograft.analysis import allocation
from xenograft.history.context import acting
from xenograft.implantation.models import Mouse
from xenograft.randomization import chain
from xenograft.randomization.models import Assignment, DrawPlan, Replacement
from xenograft.randomization.voiding import dosed_mice
from xenograft.study.actions import Refused
from xenograft.study.models import Study


@chain.keeps_refusals("replace a mouse")
@transaction.atomic
def replace(*, study, mouse, by, reason):
    """Give the place of `mouse` to a mouse of the reserve: the `Replacement`.

    The engine picks it by the rule of the plan, from the seed of the draw; nobody
    chooses. Both mice stay in the record.
    """
    held = Study.objects.select_for_update().get(pk=study.pk)
    place = Assignment.objects.select_related("randomization").filter(mouse=mouse)
    place = place.first()
    _check(held, mouse, place)
    rule = DrawPlan.objects.get(study=held).replacement_rule
    entering = _entering(held, place, mouse, rule)
    with acting(person=by, reason=reason):
        made = Replacement.objects.create(
            assignment=place,
            leaving=mouse,
            entering=entering,
            rule=rule,
            reason=reason,
            replaced_by=by,
        )
        place.mouse = entering
        place.save()
        chain.add(
            study=held,
            kind=chain.Kind.REPLACED,
            by=by,
            leaving=mouse.number,
            entering=entering.number,
            reason=reason,
        )
    return made


def _check(study, mouse, place):
    if not study.is_open_for_values:
        raise Refused(f"{study.code} is locked.")
    if place is None:
        raise Refused(f"Mouse {mouse.name} has no place in an arm.")
    record = place.randomization.result.get("record")
    if not record or record["input"].get("unit") == "CAGE":
        raise Refused("Only single mice of a draw made here are replaced.")
    if dosed_mice(place.randomization).filter(pk=mouse.pk).exists():
        raise Refused(
            f"Mouse {mouse.name} is dosed already: it keeps its arm. Record its "
            "endpoint."
        )


def _entering(study, place, mouse, rule):
    """The mouse that the engine picks among those of the reserve that are free."""
    made = place.randomization
    record, seed = made.result["record"], bytes.fromhex(made.seed_hex)
    found = allocation.replacement(
        record, seed, str(mouse.number), _unavailable(study, record), str(rule)
    )
    if found is None:
        raise Refused("No mouse of the reserve is left. The place stays empty.")
    return study.mice.get(number=int(found))


def _unavailable(study, record):
    """Those of the reserve that left, have a place, or gave theirs up."""
    mice = Mouse.objects.of_study(study)
    out = mice.filter(disposition__isnull=False) | mice.filter(assignment__isnull=False)
    numbers = set(out.values_list("number", flat=True))
    gone = Replacement.objects.of_study(study).values_list("leaving__number", flat=True)
    return {str(number) for number in numbers | set(gone)} & set(
        record.get("reserve", [])
    )

from collections import Counter

from django.db import transaction

from xenograft.history.context import acting
from xenograft.implantation.models import Cage, Mouse, Tumor
from xenograft.study.actions import Refused
from xenograft.study.models import Study


def held(study):
    """The study, locked until the transaction ends; refused once it is closed."""
    now = Study.objects.select_for_update().get(pk=study.pk)
    if not now.is_open_for_values:
        raise Refused(f"{study.code} is locked. Nothing in it can be changed.")
    return now


@transaction.atomic
def add_mice(*, study, mice, by, **shared):
    """Add `mice` (a list of NewMouse) and the cages they need; all or none.

    `shared` are the fields that all of them have in common: sex, born_on, strain,
    source. Refused for a number or a tag that is in use, naming it.
    """
    held(study)
    _refuse_repeats(study, mice)
    with acting(person=by):
        cages = _cages(study, [mouse.cage for mouse in mice])
        return Mouse.objects.bulk_create(
            Mouse(
                study=study,
                number=mouse.number,
                cage=cages.get(mouse.cage),
                ear_mark=mouse.ear_mark,
                rfid=mouse.rfid,
                **shared,
            )
            for mouse in mice
        )


def _refuse_repeats(study, mice):
    typed = Counter(mouse.number for mouse in mice)
    twice = [number for number, count in typed.items() if count > 1]
    if twice:
        raise Refused(f"Mouse {twice[0]} is in the list twice. Nothing was added.")
    there = Mouse.objects.of_study(study)
    taken = there.filter(number__in=list(typed)).values_list("number", flat=True)
    if taken := sorted(taken):
        raise Refused(_taken_sentence(taken, study))
    _refuse_repeated_tags(there, [mouse.rfid for mouse in mice if mouse.rfid])


def _taken_sentence(taken, study):
    others = f" and {len(taken) - 1} more are" if len(taken) > 1 else " is"
    return (
        f"Mouse {taken[0]}{others} in {study.code} already. "
        "Nothing was added; choose other numbers."
    )


def _refuse_repeated_tags(there, tags):
    twice = [tag for tag, count in Counter(tags).items() if count > 1]
    owner = there.filter(rfid__in=tags).order_by("number").first()
    if twice:
        raise Refused(f"RFID tag {twice[0]} is in the list twice. Nothing was added.")
    if owner:
        raise Refused(f"RFID tag {owner.rfid} belongs to {owner}. Nothing was added.")


def _cages(study, names):
    """{name: cage}, made where the study has none of that name."""
    wanted = dict.fromkeys(name for name in names if name)
    there = set(study.cages.values_list("name", flat=True))
    Cage.objects.bulk_create(
        Cage(study=study, name=name) for name in wanted if name not in there
    )
    return {cage.name: cage for cage in study.cages.filter(name__in=list(wanted))}


@transaction.atomic
def add_cage(*, study, cage, by):
    held(study)
    cage.study = study
    with acting(person=by):
        cage.save()
    return cage


@transaction.atomic
def move_mice(*, study, mice, cage, by):
    """Move mice to another cage; the history keeps where they were."""
    held(study)
    with acting(person=by):
        return Mouse.objects.of_study(study).filter(pk__in=mice).update(cage=cage)


@transaction.atomic
def implant(*, study, mice, sides, by, **shared):
    """Record one tumor per mouse and side; all or none. Returns the tumors.

    `shared` are the fields of Tumor that all have in common. A mouse that carries
    a tumor already is refused, naming it: so the same form sent twice adds nothing.
    """
    held(study)
    carrying = Mouse.objects.filter(pk__in=[mouse.pk for mouse in mice])
    carrier = carrying.filter(tumors__isnull=False).order_by("number").first()
    if carrier:
        raise Refused(f"{carrier} carries a tumor already. Nothing was recorded.")
    with acting(person=by):
        return Tumor.objects.bulk_create(
            Tumor(mouse=mouse, side=side, **shared) for mouse in mice for side in sides
        )

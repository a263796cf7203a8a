from django.db import transaction

from xenograft.history.context import acting
from xenograft.samples.models import PlannedMouse, Specimen
from xenograft.study.actions import Refused


@transaction.atomic
def collect(*, specimen, by):
    """Save a specimen with its label and the last dose before it."""
    specimen.collected_by = by
    specimen.save()
    return specimen


@transaction.atomic
def read(*, readout, by):
    readout.read_by = by
    readout.save()
    return readout


@transaction.atomic
def read_all(*, readouts, by):
    """Save the readouts of one run, all or none."""
    for readout in readouts:
        read(readout=readout, by=by)
    return len(readouts)


@transaction.atomic
def correct_specimen(*, specimen, by, reason):
    """Save a specimen that was written wrongly, with the last dose before it."""
    specimen.find_last_dose()
    with acting(person=by, reason=reason):
        specimen.save()


@transaction.atomic
def correct_readout(*, readout, by, reason):
    with acting(person=by, reason=reason):
        readout.save()


@transaction.atomic
def correct_run(*, run, by, reason):
    with acting(person=by, reason=reason):
        run.save()


@transaction.atomic
def choose_mice(*, plan, mice, by):
    """Add mice to a planned collection; those in it already stay once."""
    there = set(plan.mice.values_list("mouse", flat=True))
    with acting(person=by):
        return PlannedMouse.objects.bulk_create(
            PlannedMouse(plan=plan, mouse=mouse)
            for mouse in mice
            if mouse.pk not in there
        )


@transaction.atomic
def leave_out(*, planned, by, reason):
    """Take a mouse out of a plan: nothing was collected, so nothing is lost."""
    if planned.plan.specimens.filter(mouse=planned.mouse).exists():
        raise Refused(f"{planned.mouse} was collected already and stays in the plan.")
    with acting(person=by, reason=reason):
        planned.delete()


@transaction.atomic
def attach_last_doses(*, study, by):
    """Find the last dose of each specimen once more; the number that changed.

    For doses that were entered or corrected after the specimens.
    """
    stale = list(Specimen.objects.of_study(study).with_stale_dose())
    for specimen in stale:
        specimen.last_dose_id = specimen.newest_dose
    with acting(person=by, reason="Doses were entered or corrected afterwards"):
        Specimen.objects.bulk_update(stale, ["last_dose"])
    return len(stale)

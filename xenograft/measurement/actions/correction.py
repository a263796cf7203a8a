from django.db import transaction

from xenograft.history.context import acting
from xenograft.implantation.actions import held
from xenograft.measurement.actions.asking import answer
from xenograft.measurement.models import BodyWeight, CaliperMeasurement
from xenograft.study.actions import Refused


@transaction.atomic
def correct_reading(*, study, reading, based_on, values, reason, by):
    """Change a saved reading to `values` (state, length_mm, width_mm, reason).

    The history keeps the old row with who, when and `reason`. `based_on` is the
    version that the person saw; Refused when somebody changed it since.
    """
    held(study)
    now = CaliperMeasurement.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    _refuse_stale(now, based_on)
    now.state, now.length_mm, now.width_mm, now.reason = values
    now.imported_volume_mm3 = None
    return _keep(now, reason, by)


@transaction.atomic
def correct_weight(*, study, weight, based_on, weight_g, reason, by):
    """Change a saved body weight; the history keeps the old one."""
    held(study)
    now = BodyWeight.objects.select_for_update(of=("self",)).get(pk=weight.pk)
    _refuse_stale(now, based_on)
    now.weight_g = weight_g
    return _keep(now, reason, by)


def _refuse_stale(row, based_on):
    if row.version != based_on:
        raise Refused(
            f"Somebody else changed this value while the form was open; it is now "
            f"“{row}”. Check it and save again."
        )


def _keep(row, reason, by):
    row.version += 1
    if row.is_asked:
        answer(row, row.Answer.CORRECTED, by)
    with acting(person=by, reason=reason):
        row.save()
    return row

"""Other allocations of the same study: what a masked person gets must not change."""

import itertools
import random

from django.db.models import Max

from xenograft.history.models import Change
from xenograft.results.frames import states


def permute(study, turn, still=()):
    """Move the mice between the arms, with all that hangs on it; unseen by history.

    In turn 0 every mouse leaves its arm and its mates for another; in later turns
    mice are dealt at random, for a leak may lie in what one permutation leaves as it
    was. Arms stay as large as they were. Mice with a number in `still` stay.
    """
    arms = list(study.arms.order_by("position"))
    rows = [list(_places(arm, still)) for arm in arms]
    with _unseen():
        for row, arm in _moved(rows, arms) if turn == 0 else _dealt(rows, turn):
            _put(row, arm)


def allocation_of(study):
    """[(place, arm)] of the mice of the draw, by number."""
    arms = study.arms.order_by("position")
    return [(row, row.arm) for arm in arms for row in _places(arm)]


def put_back(allocation):
    """Each mouse into the arm that it has in an `allocation_of` the study."""
    with _unseen():
        for row, arm in allocation:
            row.refresh_from_db()
            _put(row, arm)


def relabel(study, turn):
    """Let each code stand for another treatment; who shares a code stays as it was.

    What is seen by code must not change: it tells mates, and never what they get. In
    the first two turns every code changes its treatment, later as chance has it.
    """
    arms = list(study.arms.order_by("position"))
    rows = [list(_places(arm)) for arm in arms]
    others = arms[turn + 1 :] + arms[: turn + 1]
    if turn > 1:
        random.Random(turn).shuffle(others)
    codes = [(arm.code, arm.bottle_code) for arm in arms]
    lots = [list(arm.preparations.all()) for arm in arms]
    with _unseen():
        _set(arms, code=[f"{place}" for place, _ in enumerate(arms)])
        _set(arms, bottle_code=[f"{place}" for place, _ in enumerate(arms)])
        _set(others, code=[code for code, _ in codes])
        _set(others, bottle_code=[bottle for _, bottle in codes])
        for own, arm in zip(lots, others, strict=True):
            _set(own, arm=[arm] * len(own))
        for mates, arm in zip(rows, others, strict=True):
            for row in mates:
                _put(row, arm, moves_bottle=False)


def _set(rows, **values):
    ((name, own),) = values.items()
    for row, value in zip(rows, own, strict=True):
        type(row).objects.filter(pk=row.pk).update(**{name: value})


class _unseen:
    """What is written inside leaves no trace in the history."""

    def __enter__(self):
        self.before = Change.objects.aggregate(last=Max("id"))["last"]

    def __exit__(self, *_):
        Change.objects.filter(id__gt=self.before).delete()
        states.forget()


def _places(arm, still=()):
    rows = arm.assignments.exclude(mouse__number__in=still)
    return rows.select_related("mouse").order_by("mouse__number")


def _put(row, arm, moves_bottle=True):
    """The mouse of a place into an arm: its doses are of that arm's agents then."""
    of_old = list(row.arm.regimens.order_by("pk"))
    of_new = list(arm.regimens.order_by("pk"))
    doses = [(dose, of_old.index(dose.regimen)) for dose in row.mouse.doses.all()]
    filled = arm.preparations.first()
    for dose, place in doses:
        dose.regimen = of_new[place]
        if moves_bottle and dose.preparation_id:
            dose.preparation = filled
        if dose.amount_mg:
            dose.amount_mg = 0.0224 * float(dose.regimen.dose_mg_per_kg)
        dose.save()
    row.arm = arm
    row.save()


def _moved(rows, arms):
    for number, mates in enumerate(rows):
        for place, row in enumerate(mates):
            yield row, arms[(number + 1 + place % (len(arms) - 1)) % len(arms)]


def _dealt(rows, turn):
    together = sorted(itertools.chain(*rows), key=lambda row: row.mouse.number)
    arms = [row.arm for row in together]
    random.Random(turn).shuffle(arms)
    return zip(together, arms, strict=True)

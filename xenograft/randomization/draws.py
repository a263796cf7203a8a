"""All draws of a study: those that stand and those that are void."""

from xenograft.randomization.models import Randomization, Replacement


def all_of(study):
    """Every draw, oldest first, each with its `number` from 1."""
    rows = Randomization.objects.of_study(study).order_by("randomized_at", "pk")
    rows = rows.select_related("study", "randomized_by", "voided_by", "voided_with")
    found = list(rows)
    for number, made in enumerate(found, start=1):
        made.number = number
    return found


def chosen(study, number):
    """The draw with this number, as text; without one the last that stands, or None."""
    found = all_of(study)
    if number:
        return next((made for made in found if str(made.number) == number), None)
    standing = [made for made in found if made.voided_at is None]
    return (standing or found or [None])[-1]


def together(made):
    """The batches that make one enrollment up to this one; else the draw alone."""
    if made.method != Randomization.Method.ROLLING_BATCH or made.voided_at:
        return [made]
    standing = Randomization.objects.of_study(made.study).standing()
    return list(standing.filter(batch__lte=made.batch).order_by("batch"))


def replacements(made):
    """Who took whose place in a draw."""
    rows = Replacement.objects.filter(assignment__randomization=made)
    return rows.select_related("leaving", "entering", "replaced_by")

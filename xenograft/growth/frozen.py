"""Who was in the window when the list of a draw was frozen.

After the draw tumors grow out of the window and the list no longer moves: what is shown
is the day of the draw, and not today.
"""

from decimal import Decimal
from functools import cached_property

from xenograft.analysis.allocation import units_of
from xenograft.growth.cohort import Candidate, Cohort
from xenograft.growth.models import EnrollmentDecision, FrozenList
from xenograft.implantation.models import Mouse


def cohort_of(study):
    """The mice as they are today, or after the draw as its list kept them.

    A draw without a list was imported: then those of the last closed session until
    the first dose. Needs `with_header()`.
    """
    if not study.is_list_fixed:
        return Cohort(study)
    lists = FrozenList.objects.of_study(study).standing().select_related("session")
    kept = lists.order_by("-frozen_at").first()
    return FrozenCohort(study, kept) if kept else PastCohort(study)


class PastCohort(Cohort):
    """All mice judged on the last closed session until the first dose."""

    def __init__(self, study):
        super().__init__(study)
        if first := study.first_dose_on:
            until = study.sessions.closed().filter(held_on__lte=first)
            self.session = until.order_by("-held_on").first() or self.session

    def has_left(self, mouse):
        """Whether a mouse was gone by the day of the session."""
        gone = super().has_left(mouse)
        return gone and mouse.disposition.left_on <= self.session.held_on


class FrozenCohort(Cohort):
    """The mice of a frozen list, with the values that it kept."""

    def __init__(self, study, kept):
        self.study, self.kept, self.session = study, kept, kept.session

    @cached_property
    def candidates(self):
        mice = Mouse.objects.of_study(self.study).select_related("cage")
        by_number = {mouse.number: mouse for mouse in mice}
        against = self._in_against_the_rule()
        rows = self.kept.inputs["mice"] + self.kept.inputs.get("excluded", [])
        rows = sorted(rows, key=lambda row: row["mouse"])
        return [_kept(by_number[row["mouse"]], row, against) for row in rows]

    def _in_against_the_rule(self):
        rows = EnrollmentDecision.objects.standing().filter(goes_in=True)
        rows = rows.filter(session=self.session)
        return set(rows.values_list("mouse__number", flat=True))


def _kept(mouse, row, against):
    return Candidate(
        mouse,
        units_of(Decimal(row["volume_mm3"])) if row["volume_mm3"] else None,
        Decimal(row["weight_g"]) if row["weight_g"] else None,
        exclusion=row.get("reason", ""),
        note=row.get("note", ""),
        # What the rule said is not in the list; that it was decided against it is.
        rule="OTHER" if row["mouse"] in against else "",
    )

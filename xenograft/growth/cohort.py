"""Who can be randomized, from the last closed session."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median

from django.db.models import Q

from xenograft.analysis.allocation import VOLUME_UNIT_MM3, units_of, volume_units
from xenograft.analysis.day_value import Reading, day_value
from xenograft.growth.models import EnrollmentDecision
from xenograft.implantation.models import Mouse
from xenograft.measurement.models import BodyWeight, CaliperMeasurement, ClinicalSign
from xenograft.study.models.bench_rules import rules_of

# A mouse of an earlier batch of a rolling enrollment.
DRAWN = "IN_AN_ARM"
REASONS = {
    "NO_TAKE": "no tumor to be felt",
    "TOO_SMALL": "too small",
    "TOO_LARGE": "too large",
    "ULCERATED": "ulcerated",
    "MULTIFOCAL_OR_SPREAD": "several masses, or spread",
    "POOR_HEALTH": "poor health",
    "DEAD_BEFORE_ENROLMENT": "left before",
    "SURPLUS_NOT_SELECTED": "surplus, not selected",
    "PROTOCOL_DEVIATION": "protocol deviation",
    "OTHER": "other",
    DRAWN: "in an arm already",
}


@dataclass
class Candidate:
    """A mouse with its values of the session; `exclusion` is "" when it may go in."""

    mouse: Mouse
    volume_units: int | None
    weight_g: Decimal | None
    exclusion: str = ""
    note: str = ""
    rule: str = ""
    decision: EnrollmentDecision | None = None

    @property
    def volume_mm3(self):
        if self.volume_units is None:
            return None
        return self.volume_units * VOLUME_UNIT_MM3

    @property
    def why(self):
        return self.note or REASONS.get(self.exclusion, "")

    @property
    def can_go_in(self):
        """Whether there is a tumor to draw with; by the rule or against it."""
        never = ("DEAD_BEFORE_ENROLMENT", DRAWN)
        return bool(self.volume_units) and self.rule not in never

    def decided(self, decision):
        """This candidate under a standing decision, with what the rule says kept."""
        self.rule, self.decision = self.exclusion, decision
        if decision and decision.goes_in and self.can_go_in and self.rule:
            against = self.why
            self.exclusion = ""
            self.note = f"in against the rule ({against}): {decision.reason}"
        elif decision and not decision.goes_in and not self.rule:
            self.exclusion = decision.code
            self.note = f"taken out: {decision.reason}"
        return self


class Cohort:
    """All mice of a study, judged on its last closed session. Nine queries."""

    def __init__(self, study):
        self.study = study
        self.session = study.sessions.closed().order_by("-held_on").first()

    @cached_property
    def candidates(self):
        if self.session is None:
            return []
        mice = Mouse.objects.of_study(self.study).order_by("number")
        mice = mice.select_related("cage", "disposition", "assignment")
        mice = mice.prefetch_related("tumors")
        readings, weights = self._readings(), self._weights()
        poor, decisions = self._poor_health(), self._decisions()
        judged = [
            _judged(mouse, readings, weights.get(mouse.pk), poor.get(mouse.pk), self)
            for mouse in mice
        ]
        judged = self._judged_together(judged)
        return [one.decided(decisions.get(one.mouse.pk)) for one in judged]

    @cached_property
    def is_rolling(self):
        """Whether mice enter batch by batch, so that some are in an arm already."""
        plans = type(self.study).objects.filter(draw_plan__method="ROLLING_BATCH")
        return plans.filter(pk=self.study.pk).exists()

    def has_left(self, mouse):
        """Whether a mouse is gone by now, whenever that was."""
        return hasattr(mouse, "disposition")

    def of(self, mouse):
        """The candidate that a mouse is, or None without a closed session."""
        return next((one for one in self.candidates if one.mouse == mouse), None)

    def _judged_together(self, candidates):
        """The rules of the protocol that look at other mice or the session before."""
        limit = self.study.weight_within_percent
        middle = _median_weight(candidates)
        for one in candidates:
            if one.exclusion:
                continue
            if limit and one.weight_g and _is_far(one, middle, limit):
                one.exclusion = "POOR_HEALTH"
                one.note = f"weight not within {limit}% of the median"
            elif why := self._implanted_outside(one.mouse):
                one.exclusion, one.note = "OTHER", why
            elif self.study.needs_growth and (self.growth_percent(one) or 0) <= 0:
                one.exclusion, one.note = "OTHER", "no growth seen"
        return candidates

    def _implanted_outside(self, mouse):
        """Why the days from the implant keep a mouse out, both ends inside; or ""."""
        if not self.study.days_from_implant_said:
            return ""
        days = [tumor.implanted_on for tumor in mouse.tumors.all()]
        if None in days:
            return "day of the implant not recorded"
        first, last = self.study.implanted_min_days, self.study.implanted_max_days
        for since in ((self.session.held_on - day).days for day in days):
            if since < (first or 0) or (last is not None and since > last):
                said = self.study.days_from_implant_said
                return f"{since} days from the implant, not {said}"
        return ""

    def _decisions(self):
        """{mouse id: its standing decision}; going in counts for this session only."""
        rows = EnrollmentDecision.objects.of_study(self.study).standing()
        rows = rows.filter(Q(goes_in=False) | Q(session=self.session))
        return {row.mouse_id: row for row in rows}

    @cached_property
    def volumes_before(self):
        """{tumor id: mm³} of the newest reading in a closed session before this one.

        What was not palpable is 0; readings without a volume are passed over.
        """
        rows = CaliperMeasurement.objects.of_study(self.study).in_closed_sessions()
        rows = rows.before(self.session.held_on).filter(volume_mm3__isnull=False)
        return dict(rows.newest_per_tumor().values_list("tumor_id", "volume_mm3"))

    def volume_before(self, candidate):
        """mm³ of all tumors of a mouse before this session; None without one."""
        before = [
            self.volumes_before.get(tumor.pk) for tumor in candidate.mouse.tumors.all()
        ]
        return None if None in before else sum(before)

    def growth_percent(self, candidate):
        """Change since the volumes before, in %; None without both, or from 0."""
        before = self.volume_before(candidate)
        if candidate.volume_mm3 is None or not before:
            return None
        return 100 * (float(candidate.volume_mm3) / before - 1)

    @property
    def eligible(self):
        return [one for one in self.candidates if not one.exclusion]

    @property
    def excluded(self):
        return [one for one in self.candidates if one.exclusion]

    def _readings(self):
        """{tumor id: the `Reading` that counts of those of the session}."""
        rows = CaliperMeasurement.objects.filter(session=self.session)
        found = defaultdict(list)
        for row in rows.with_confirmed().order_by("measured_at", "pk"):
            found[row.tumor_id].append(_reading(row))
        rule = rules_of(self.study).day_value
        return {tumor: day_value(own, rule) for tumor, own in found.items()}

    def _weights(self):
        rows = BodyWeight.objects.filter(session=self.session)
        rows = rows.order_by("weighed_at", "pk")
        return dict(rows.values_list("mouse_id", "weight_g"))

    def _poor_health(self):
        """{mouse id: code} for signs of grade 2 and more, or body condition under 3."""
        found = {}
        for sign in ClinicalSign.objects.filter(session=self.session):
            if sign.sign == "BODY_CONDITION":
                if sign.grade < 3:
                    found[sign.mouse_id] = "POOR_HEALTH"
            elif sign.sign == "ULCERATION" and sign.grade >= 1:
                found[sign.mouse_id] = "ULCERATED"
            elif sign.grade >= 2:
                found.setdefault(sign.mouse_id, "POOR_HEALTH")
        return found


def _median_weight(candidates):
    weights = [
        one.weight_g
        for one in candidates
        if one.weight_g is not None and one.exclusion != "DEAD_BEFORE_ENROLMENT"
    ]
    return median(weights) if weights else None


def _is_far(candidate, median_g, limit_percent):
    """Compared as whole products, so that the ends of the range are inside."""
    return 100 * abs(candidate.weight_g - median_g) > limit_percent * median_g


def _judged(mouse, readings, weight_g, poor, cohort):
    tumors = [readings.get(tumor.pk) for tumor in mouse.tumors.all()]
    if cohort.has_left(mouse):
        return Candidate(mouse, None, weight_g, "DEAD_BEFORE_ENROLMENT")
    if cohort.is_rolling and hasattr(mouse, "assignment"):
        return Candidate(mouse, None, weight_g, DRAWN)
    if not tumors:
        return Candidate(mouse, None, weight_g, "NO_TAKE", "not implanted")
    if any(_is_unknown(reading) for reading in tumors):
        day = f"{cohort.session.held_on:%d %b}".lstrip("0")
        return Candidate(mouse, None, weight_g, "OTHER", f"not measured on {day}")
    volume = sum(_units(reading) for reading in tumors)
    return Candidate(mouse, volume, weight_g, poor or _outside(volume, cohort.study))


def _reading(row):
    sizes = row.length_mm, row.width_mm, row.imported_volume_mm3
    return Reading(row.state, *sizes, row.is_confirmed)


def _is_unknown(reading):
    return reading is None or reading.state in ("NOT_MEASURABLE", "NOT_DONE")


def _units(reading):
    if reading.length_mm is not None:
        return volume_units(reading.length_mm, reading.width_mm)
    # An imported volume has no diameters; a mass too small to measure counts as none.
    return units_of(Decimal(str(reading.volume_mm3 or 0)))


def _outside(volume, study):
    if volume == 0:
        return "NO_TAKE"
    if volume < units_of(Decimal(study.window_min_mm3)):
        return "TOO_SMALL"
    return "TOO_LARGE" if volume > units_of(Decimal(study.window_max_mm3)) else ""

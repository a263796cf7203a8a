"""What is known of a mouse when its endpoint is recorded."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from xenograft.implantation.models import Mouse
from xenograft.measurement.models import CaliperMeasurement


@dataclass
class Known:
    """What is known of a mouse when it leaves."""

    mouse: Mouse
    lines: list
    dose: object = None
    day_zero: object = None
    days: list = field(default_factory=list)
    # (doses given in full, doses due), for those who may see doses.
    given: tuple | None = None

    def line(self, kind):
        return next((line for line in self.lines if line.kind == kind), None)

    @cached_property
    def tumors(self):
        return list(self.mouse.tumors.all())

    def newest_of(self, tumor):
        """The last reading of a mass that gave a volume, or None."""
        found = tumor.measurements.filter(volume_mm3__isnull=False)
        found = found.select_related("session")
        return found.order_by("-session__held_on", "-measured_at", "-pk").first()

    def dates(self):
        """(what happened, the last date of it), without what never happened."""
        mouse = self.mouse
        readings = CaliperMeasurement.objects.filter(tumor__mouse=mouse)
        held = Max("session__held_on")
        found = {
            "measured": readings.exclude(state="NOT_DONE").aggregate(last=held),
            "weighed": mouse.weights.aggregate(last=held),
            "observed": mouse.signs.aggregate(last=held),
            "dosed": mouse.doses.received().aggregate(last=Max("slot_on")),
        }
        return [(what, day["last"]) for what, day in found.items() if day["last"]]

    @property
    def is_sampled_by_now(self):
        """Whether the day of a planned collection of the mouse has come."""
        if self.day_zero is None:
            return False
        days = (timezone.localdate() - self.day_zero).days
        wanted = self.mouse.planned_collections.filter(plan__final_day__lte=days)
        return wanted.exists()

    @property
    def implanted_on(self):
        days = [tumor.implanted_on for tumor in self.tumors if tumor.implanted_on]
        return min(days, default=None)

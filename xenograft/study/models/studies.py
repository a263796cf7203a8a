"""Studies with the facts that their lists and heads show."""

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery

_STANDING_DOSE = Q(mice__doses__taken_back_at__isnull=True)
_DRAWN = Q(randomization__isnull=False, randomization__voided_at__isnull=True)
_VOID = Q(randomization__voided_at__isnull=False)


class Studies(models.QuerySet):
    def with_state(self):
        """Facts from which `Study.state` follows, in the same query.

        Reverse names are used, so that this room does not import later ones.
        """
        this = self.model.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            has_mice=Exists(this.filter(mice__isnull=False)),
            has_implants=Exists(this.filter(mice__tumors__isnull=False)),
            has_randomization=Exists(this.filter(_DRAWN)),
            has_void_draw=Exists(this.filter(_VOID)),
            is_rolling=Exists(this.filter(draw_plan__method="ROLLING_BATCH")),
            has_doses=Exists(this.filter(_STANDING_DOSE, mice__doses__isnull=False)),
            has_mice_on_study=Exists(
                this.filter(mice__isnull=False, mice__disposition__isnull=True)
            ),
        )

    def with_header(self):
        """What the head of each page says: mice, and where day 0 lies."""
        this = self.model.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        randomized = Q(mice__assignment__isnull=False)
        staying = Q(mice__disposition__isnull=True)

        def of(aggregate):
            return Subquery(this.annotate(found=aggregate).values("found"))

        return self.annotate(
            implanted_count=of(Count("mice")),
            implanted_on_study_count=of(Count("mice", filter=staying)),
            randomized_count=of(Count("mice", filter=randomized)),
            randomized_on_study_count=of(Count("mice", filter=randomized & staying)),
            randomized_at=of(Min("randomization__randomized_at", filter=_DRAWN)),
            implanted_on=of(Min("mice__tumors__implanted_on")),
            first_dose_on=of(Min("mice__doses__slot_on", filter=_STANDING_DOSE)),
        )

    def for_person(self, person):
        own = self.model.objects.filter(memberships__person=person)
        return self.filter(Exists(own.filter(pk=OuterRef("pk"))))

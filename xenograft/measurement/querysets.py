from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from xenograft.study.querysets import StudyQuerySet


class ReadingQuerySet(StudyQuerySet):
    """Readings of sessions: of calipers and of balances."""

    def before(self, day):
        return self.filter(session__held_on__lt=day)

    def in_closed_sessions(self):
        return self.filter(session__closed_at__isnull=False)

    def newest(self, count, key):
        """The last `count` readings of each `key`; `place` 1 is the newest."""
        place = Window(
            RowNumber(),
            partition_by=F(key),
            order_by=["-session__held_on", "-pk"],
        )
        return self.annotate(place=place).filter(place__lte=count)

    def with_confirmed(self):
        """`is_confirmed` where no question is open and nobody read it again for one."""
        doubtful = ~Q(question="") & Q(answer__in=["", "AGAIN"])
        found = Case(When(doubtful, then=Value(False)), default=Value(True))
        return self.annotate(is_confirmed=found)


class CaliperQuerySet(ReadingQuerySet):
    def newest_per_tumor(self):
        return self.newest(1, "tumor")


class WeightQuerySet(ReadingQuerySet):
    def newest_per_mouse(self):
        return self.newest(1, "mouse")

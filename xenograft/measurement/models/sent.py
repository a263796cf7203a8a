from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xenograft.study.querysets import StudyQuerySet


class SentQuerySet(StudyQuerySet):
    def undecided(self):
        """Entries that differ from a saved one, and nobody has chosen yet."""
        return self.filter(outcome="OPEN").select_related("sent_by").order_by("pk")


class Sent(models.Model):
    """What one device sent, kept whatever became of it.

    The key is made on the device, so that what is sent twice is saved once: it is one
    of a kind in each study, for a study may be here twice. What differs from a saved
    entry stays OPEN until one of the two is chosen. Only in a study that came from
    elsewhere is it unknown who sent something.
    """

    write_id = models.UUIDField()
    parts = models.JSONField()
    typed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    device = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = SentQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.outcome == "OPEN"

    @property
    def sender(self):
        """The user name of who sent it; empty where nobody here is that person."""
        return self.sent_by.get_username() if self.sent_by else ""

    def settle(self, outcome, by):
        """Somebody chose: the entry stays, with who chose and when."""
        self.outcome = outcome
        self.decided_at, self.decided_by = timezone.now(), by
        self.save(update_fields=["outcome", "decided_at", "decided_by"])


def decided_has_a_time(name, decided):
    """Only an entry about which somebody decided says when."""
    return models.CheckConstraint(
        condition=Q(outcome__in=["SAVED", "OPEN"], decided_at__isnull=True)
        | Q(outcome__in=decided, decided_at__isnull=False),
        name=f"{name}_decided_has_a_time",
    )

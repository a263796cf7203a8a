"""What every page says of the limits: how many mice wait for a decision."""

from collections import Counter

from django.db.models import AutoField
from django.utils.functional import SimpleLazyObject

from xenograft.endpoint.models import Alert
from xenograft.storage.prepared import Prepared
from xenograft.study.models import Study


def waiting(request):
    """`waiting_mice`: {study code: mice at a limit}, asked for where it is shown.

    Mice of open alerts, in the open studies of the person. One query.
    """
    person = getattr(request, "user", None)
    return {"waiting_mice": SimpleLazyObject(lambda: _waiting(person))}


def _waiting(person):
    if person is None or not person.is_authenticated:
        return Counter()
    return Counter(code for code, _ in _WAITING.rows(person=person.pk))


def _open(person):
    studies = Study.objects.for_person(person).filter(locked_at__isnull=True)
    rows = Alert.objects.open().filter(mouse__study__in=studies).order_by()
    return rows.values_list("mouse__study__code", "mouse").distinct()


# Composed once: every page asks.
_WAITING = Prepared(_open, person=AutoField())

"""The round over all open studies, at night and while the server runs."""

import logging
import threading

from django.db import DatabaseError, connection

from xenograft.endpoint.actions.overdue import follow
from xenograft.endpoint.actions.rounds import check
from xenograft.endpoint.actions.unmasking import tell_waiting
from xenograft.implantation.models import Mouse
from xenograft.study.models import Study

STUDIES_AT_ONCE = 50
log = logging.getLogger(__name__)


def check_all():
    """(studies, what `check` found, messages sent), some open studies at a time."""
    tell_waiting()
    studies = list(Study.objects.filter(locked_at__isnull=True).order_by("code"))
    for start in range(0, len(studies), STUDIES_AT_ONCE):
        some = studies[start : start + STUDIES_AT_ONCE]
        mice = Mouse.objects.filter(study__in=some)
        found, sent = check(mice=mice)
        yield some, found, sent + follow(mice=mice, states=found.states)


def keep_watch(minutes, stop):
    """Check every so many minutes until the event `stop`; a failed round is logged.

    Rounds of several servers, or of cron beside them, tell nobody twice: the database
    holds one open alert for each mouse and limit.
    """
    while not stop.wait(60 * minutes):
        try:
            for _ in check_all():
                pass
        except DatabaseError:
            log.exception("The round over the limits failed; the next one tries again.")
        finally:
            connection.close()


def start_watch(minutes):
    """Keep watch beside the server; the event that ends it."""
    stop = threading.Event()
    threading.Thread(target=keep_watch, args=[minutes, stop], daemon=True).start()
    return stop

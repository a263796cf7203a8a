"""The pages of open sessions, drawn before anybody looks.

All of them when the server starts, and one when its session is opened or reopened.
"""

import logging
import threading

from django.db import DatabaseError, connection

from xenograft.measurement.bench import rows_url
from xenograft.measurement.models import Session
from xenograft.measurement.page import page_of
from xenograft.study.access import study_for
from xenograft.study.models import Membership
from xenograft.study.roles import MAY

log = logging.getLogger(__name__)
# The newest; one that was left open long ago is hardly looked at.
SESSIONS_COUNT = 20


def draw_ahead():
    """Draw what the page of each open session shows to those who may measure."""
    there = Session.objects.filter(closed_at=None, study__locked_at=None)
    there = there.select_related("study")
    for held in there.order_by("-held_on", "-pk")[:SESSIONS_COUNT]:
        for person in _measurers(held.study_id):
            draw(study_for(person, held.study.code, "measure"), held)


def _measurers(study):
    """One person of each role that may measure: two of a role see the same page."""
    roles = [role for role, verbs in MAY.items() if "measure" in verbs]
    members = Membership.objects.filter(study=study, role__in=roles)
    return {one.role: one.person for one in members.select_related("person")}.values()


def draw(study, held):
    """Draw the page of one session as the person sees it for whom `study` was read."""
    held.study = study
    page_of(study, held, is_editing=True, rows_url=rows_url(study, held))


def start_drawing():
    """The same beside the server, the thread that does it."""
    thread = threading.Thread(target=_drawn, daemon=True)
    thread.start()
    return thread


def _drawn():
    try:
        draw_ahead()
    except DatabaseError:
        log.exception("No page was drawn ahead; the first to look waits a little.")
    finally:
        connection.close()

"""Rows of a session for the browser: read all of them, write one.

Answers are JSON, also for somebody who is signed out: the page keeps what was typed
and asks for the password on the spot.
"""

import uuid
from functools import wraps
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.measurement import actions
from xenograft.measurement.bench import rows_url
from xenograft.measurement.mice import known_mouse
from xenograft.measurement.models import Session
from xenograft.measurement.page import page_of
from xenograft.measurement.state import mouse_now
from xenograft.measurement.telling import say_who_was_told, tell
from xenograft.measurement.views import day_of, session_of
from xenograft.study.access import bare_study_for, study_for
from xenograft.study.actions import Refused
from xenograft.study.bodies import sent_json
from xenograft.templatetags.xenograft import moment


def signed_in(view):
    """401 in words instead of the way to the sign-in page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return JsonResponse({"message": "You were signed out."}, status=401)

    return login_not_required(guarded)


@signed_in
@require_safe
def session(request, code, date):
    study = study_for(request.user, code, "measure")
    held = session_of(study, date)
    page = page_of(study, held, is_editing=True, rows_url=rows_url(study, held))
    rows = say_who_was_told(study, page.states)
    answer = {"person": request.user.get_username(), "rows": rows}
    answer |= {"is_open": held.is_open, "asks_why": actions.asks_why(held)}
    answer["is_reopened"] = bool(actions.reopening(held))
    answer["closed"] = "" if held.is_open else _closed(held)
    return JsonResponse(answer)


def _closed(held):
    """Who closed a session, and when."""
    who = actions.closer_of(held) or "Somebody"
    return f"{who} closed this session on {moment(timezone.localtime(held.closed_at))}."


@signed_in
@require_http_methods(["PUT"])
def row(request, code, date, number):
    study = bare_study_for(request.user, code, "measure")
    day = day_of(study, date)
    try:
        sent = sent_json(request)
        return _answered(study, day, number, request.user, sent)
    except Session.DoesNotExist:
        raise Http404(f"{study.code} has no session on {date}.") from None
    except actions.Closed as closed:
        return _refused(str(closed), code="closed")
    except Refused as refused:
        return _refused(str(refused))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return _refused("The row could not be read. Nothing was saved.")


def _answered(study, day, number, person, sent):
    if sent["person"] != person.get_username():
        words = f"This row was typed by {sent['person'][:60]}, who has to send it."
        return JsonResponse({"code": "other_person", "message": words}, status=403)
    if "decide" in sent:
        return _decided(study, day, number, person, sent["decide"])
    outcome = actions.save_row(
        study=study, held_on=day, number=number, sent=sent, by=person
    )
    return _outcome(study, outcome)


def _decided(study, day, number, person, said):
    held = Session.objects.get(study=study, held_on=day)
    actions.decide_entry(
        study=study,
        session=held,
        write_id=uuid.UUID(said["write_id"]),
        choice=said["choice"],
        by=person,
    )
    held.study = study
    known = known_mouse(study, held, number)
    return JsonResponse({"row": known and mouse_now(study, held, known)})


def _outcome(study, outcome):
    fields = {cell: text for p in outcome.problems for cell, text in p.errors.items()}
    if outcome.is_refused:
        return _refused(" ".join([*outcome.strangers, *fields.values()]), fields)
    now = mouse_now(study, outcome.session, outcome.known)
    if outcome.saved_count:
        tell(study, [now])
    say_who_was_told(study, [now])
    answer = {"row": now}
    if outcome.repeated:
        answer["saved"] = outcome.repeated.parts
    return JsonResponse(answer, status=409 if outcome.is_asked else 200)


def _refused(message, fields=None, code="refused"):
    said = {"message": message, "fields": fields or {}, "code": code}
    return JsonResponse(said, status=422)


@login_not_required
@require_safe
def worker(request):
    """The service worker; from the root it may keep the pages of every session."""
    script = Path(finders.find("js/sw.js")).read_text()
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(script, content_type="text/javascript", headers=headers)

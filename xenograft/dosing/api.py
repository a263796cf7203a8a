"""The sheet for the browser: read all of it, write one dose.

Answers are JSON, also for somebody who is signed out: the page keeps what was ticked
and asks for the password on the spot.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.dosing import deciding, ticks
from xenograft.dosing.sheet import Sheet
from xenograft.dosing.state import row_state, sheet_state
from xenograft.dosing.views import date_of
from xenograft.measurement.api import signed_in
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.bodies import sent_json


@signed_in
@require_safe
def sheet(request, code, date):
    study = study_for(request.user, code, "dose")
    said = {
        "person": request.user.get_username(),
        "server_time": timezone.now().isoformat(),
    }
    state = sheet_state(Sheet(study, date_of(date)), request.user)
    if state["digest"] == request.GET.get("known"):
        state = {"digest": state["digest"]}
    return JsonResponse(said | state)


@signed_in
@require_http_methods(["PUT"])
def dose(request, code, date, number, slot, route):
    try:
        study, on = study_for(request.user, code, "dose"), date_of(date)
        sent = sent_json(request)
        key = f"{number}-{slot}-{route}"
        return _answered(study, on, key, request.user, sent)
    except (Refused, PermissionDenied) as refused:
        return _refused(str(refused))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return _refused("The dose could not be read. Nothing was saved.")


def _answered(study, on, key, person, sent):
    if sent["person"] != person.get_username():
        words = f"This dose was ticked by {sent['person'][:60]}, who has to send it."
        return JsonResponse({"code": "other_person", "message": words}, status=403)
    number = int(key.split("-")[0])
    if "decide" in sent:
        deciding.decide_entry(study=study, on=on, by=person, **_texts(sent["decide"]))
        return JsonResponse({"row": _row_now(Sheet(study, on, number), person)})
    known = {name: sent.get(name) or "" for name in ("write_id", "typed_at", "device")}
    sent = _texts({**sent["dose"], **known})
    sheet, cell = ticks.save_tick(study=study, on=on, key=key, sent=sent, by=person)
    if cell.errors and not cell.has_conflict:
        return _refused(" ".join(cell.errors))
    # What was read for the saving still holds; the doses are read again.
    sheet.read_doses_again()
    answer = {"row": _row_now(sheet, person), "notice": cell.notice}
    if cell.kept:
        answer["saved"] = {"dose": cell.kept}
    return JsonResponse(answer, status=409 if cell.has_conflict else 200)


def _row_now(sheet, person):
    return row_state(sheet, sheet.rows[0], person)


def _texts(dose):
    if not all(isinstance(text, str) for text in dose.values()):
        raise TypeError("Every part of a dose is a text.")
    return dose


def _refused(message):
    return JsonResponse({"message": message, "fields": {}}, status=422)

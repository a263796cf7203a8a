"""The draw for a program: the same action, the same record, as JSON."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from xenograft.randomization import actions, chain, freezing
from xenograft.randomization.forms import ConfirmForm, said_by
from xenograft.randomization.models import Randomization
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.bodies import sent_json


def signed_in(view):
    """401 in words instead of the way to the sign-in page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return JsonResponse({"message": "You are not signed in."}, status=401)

    return login_not_required(guarded)


@signed_in
@require_http_methods(["GET", "POST"])
def randomize(request, code):
    """GET: the hash of the frozen list, and the draw if there is one. POST: draw.

    A POST has study_code, password and list_sha256 as JSON. It answers 201 with the
    record when it drew, 200 with the record that was there, 202 while the draw is being
    made (the same POST asks for it again), and 400 with a sentence when there can be no
    draw.
    """
    study = study_for(request.user, code, "randomize")
    if request.method == "GET":
        return JsonResponse(_state(study))
    form = ConfirmForm(_sent(request), study=study, person=request.user)
    if not form.is_valid():
        said = said_by(form)
        chain.refused(study=study, by=request.user, asked="draw", said=said)
        return JsonResponse({"message": said}, status=400)
    try:
        made, is_new = _drawn(study, request.user, form.cleaned_data["based_on"])
    except actions.StillDrawing as still:
        said = {"message": str(still), "seconds": still.seconds}
        return JsonResponse(said, status=202, headers={"Retry-After": "2"})
    except Refused as refused:
        return JsonResponse({"message": str(refused)}, status=400)
    return JsonResponse(told(made, is_new), status=201 if is_new else 200)


def _sent(request):
    try:
        sent = sent_json(request)
        return {**sent, "based_on": sent.get("list_sha256", "")}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _drawn(study, by, based_on):
    try:
        return actions.randomize(study=study, by=by, based_on=based_on)
    except IntegrityError:
        return actions.drawn_from(study, based_on), False


def _state(study):
    frozen = freezing.waiting_list(study)
    standing = Randomization.objects.of_study(study).standing()
    return {
        "list_sha256": frozen.inputs_sha256 if frozen else "",
        "draws": [told(made, False) for made in standing.order_by("batch")],
    }


def told(made, is_new):
    """What a caller gets of a draw; the arm of each mouse is asked for on the page."""
    return {
        "drawn_now": is_new,
        "batch": made.batch,
        "method": made.method,
        "engine": made.engine_version,
        "randomized_at": made.randomized_at.isoformat(),
        "list_sha256": made.inputs_sha256,
        "seed_commitment": made.seed_commitment,
        "record_sha256": made.record_sha256,
    }

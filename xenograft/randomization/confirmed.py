"""A draw that a person confirmed and that is still being made.

Their password was asked for once; the session keeps for ten minutes which list they
confirmed, so that the page can ask again until the draw is recorded.
"""

import time

from django.contrib import messages
from django.shortcuts import redirect, render

KEY, SECONDS = "draw_confirmed", 600


def list_of(request, study):
    """The hash of the list that was confirmed, when the page asks again; else ""."""
    kept = request.session.get(KEY)
    asks_again = request.method == "POST" and "password" not in request.POST
    if not (kept and asks_again and kept["study"] == study.pk):
        return ""
    return kept["based_on"] if time.time() - kept["at"] < SECONDS else ""


def goes_on(request, study, based_on, still):
    """The page with the progress, which asks again."""
    if not list_of(request, study):
        kept = {"study": study.pk, "based_on": based_on, "at": time.time()}
        request.session[KEY] = kept
    context = {"study": study, "seconds": still.seconds}
    return render(request, "randomization/drawing.html", context)


def came_to_nothing(request, study, refused):
    """Why there is no draw after all, on the page of the draw."""
    request.session.pop(KEY, None)
    messages.error(request, str(refused))
    return redirect("randomization:randomize", study.code)

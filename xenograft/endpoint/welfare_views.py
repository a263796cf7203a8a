"""What a director and a welfare officer do about a mouse that is still there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xenograft.endpoint import actions
from xenograft.endpoint.forms import NoteForm, RecheckForm
from xenograft.implantation.models import Mouse
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_POST
def acknowledge(request, code, number):
    study, mouse = mouse_for(request, code, number, "watch")
    actions.acknowledge(mouse=mouse, by=request.user)
    messages.success(request, f"You have seen that {str(mouse).lower()} is at a limit.")
    return redirect("endpoint:board", study.code)


@require_http_methods(["GET", "POST"])
def recheck(request, code, number):
    study, mouse = mouse_for(request, code, number, "decide")
    form = RecheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.ask_recheck(mouse=mouse, by=request.user, reason=reason)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = "The welfare officer is asked to agree to the recheck of"
            messages.success(request, f"{said} {str(mouse).lower()}.")
            return redirect("endpoint:board", study.code)
    return _form(request, study, mouse, form, "Recheck within 24 h")


@require_POST
def agree(request, code, number):
    study, mouse = mouse_for(request, code, number, "agree")
    try:
        actions.agree(mouse=mouse, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = f"Agreed: {str(mouse).lower()} is measured again within 24 h."
        messages.success(request, said)
    return redirect("endpoint:board", study.code)


@require_http_methods(["GET", "POST"])
def note(request, code, number):
    study, mouse = mouse_for(request, code, number, "watch")
    last = mouse.welfare_notes.first()
    initial = {"asks_daily": last is not None and last.asks_daily}
    typed = request.POST if request.method == "POST" else None
    form = NoteForm(typed, request.FILES or None, initial=initial)
    if form.is_valid():
        try:
            actions.note(mouse=mouse, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("photo", str(refused))
        else:
            messages.success(request, f"Note on {str(mouse).lower()} kept.")
            return redirect("endpoint:board", study.code)
    return _form(request, study, mouse, form, "Note")


def mouse_for(request, code, number, verb):
    """The study, if the person may do `verb` in it and it is open; and the mouse."""
    study = study_for(request.user, code, verb)
    if not study.is_open_for_values:
        raise PermissionDenied(f"{study.code} is locked. Nothing in it can be changed.")
    mice = Mouse.objects.of_study(study).select_related("study", "cage", "disposition")
    return study, get_object_or_404(mice, number=number)


def _form(request, study, mouse, form, heading):
    context = {"study": study, "mouse": mouse, "form": form, "heading": heading}
    context["notes"] = mouse.welfare_notes.select_related("written_by")
    return render(request, "endpoint/mouse_form.html", context)

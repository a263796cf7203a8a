"""The size of an ulcer, its treatment and its photo, after its grade was read."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.endpoint import actions
from xenograft.endpoint.forms import UlcerForm
from xenograft.endpoint.welfare_views import mouse_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def ulcer(request, code, number, pk):
    study, mouse = mouse_for(request, code, number, "measure")
    graded = mouse.signs.filter(sign="ULCERATION", grade__gte=1)
    sign = get_object_or_404(graded.select_related("session"), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = UlcerForm(typed, request.FILES or None, instance=sign)
    if form.is_valid() and _described(form, mouse, request.user):
        messages.success(request, f"The ulcer of {str(mouse).lower()} is described.")
        return redirect("measurement:session", study.code, sign.session.held_on)
    context = {"study": study, "mouse": mouse, "sign": sign, "form": form}
    context["photos"] = mouse.photos.defer("content")
    return render(request, "endpoint/ulcer.html", context)


def _described(form, mouse, person):
    said = form.cleaned_data
    try:
        actions.describe_ulcer(
            sign=form.instance,
            mouse=mouse,
            photo=said["photo"],
            why=said.get("why", ""),
            by=person,
        )
    except Refused as refused:
        form.add_error("photo", str(refused))
        return False
    return True

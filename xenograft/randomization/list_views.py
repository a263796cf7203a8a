"""The list of mice is frozen before the draw, and unfrozen with a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xenograft.randomization import chain, freezing
from xenograft.randomization.forms import ReasonForm, SecondForm, said_by
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_POST
def freeze(request, code):
    study = study_for(request.user, code, "randomize")
    try:
        _, is_new = freezing.freeze(
            study=study,
            by=request.user,
            based_on=request.POST.get("based_on", ""),
            second=_second(request, study),
        )
        said = "The list is frozen." if is_new else "The list was frozen already."
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("randomization:randomize", study.code)


def _second(request, study):
    """The second person who signs, or None where nobody was named."""
    if not request.POST.get("witness"):
        return None
    form = SecondForm(request.POST, study=study, request=request)
    if not form.is_valid():
        said = f"{said_by(form)} The list is not frozen."
        chain.refused(study=study, by=request.user, asked="freeze the list", said=said)
        raise Refused(said)
    return form.cleaned_data["signed_by"]


@require_http_methods(["GET", "POST"])
def unfreeze(request, code):
    study = study_for(request.user, code, "randomize")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            freezing.unfreeze(study=study, by=request.user, **form.cleaned_data)
            messages.success(request, "The list is open again. The reason is kept.")
            return redirect("randomization:randomize", study.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request, "randomization/unfreeze.html", {"study": study, "form": form}
    )

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.measurement import daily
from xenograft.study.access import study_for


@require_http_methods(["GET", "POST"])
def checks(request, code):
    """All cages of a study: one press for each, or for all that are left."""
    study = study_for(request.user, code, "check")
    lines = daily.lines_of(study)
    if request.method == "POST":
        typed = daily.Typed.posted(request.POST, [line.cage for line in lines])
        kept = daily.keep(study=study, lines=lines, typed=typed, by=request.user)
        if not any(line.problem for line in lines):
            messages.success(request, _said(kept))
            return redirect("measurement:daily", study.code)
    waiting = [line for line in lines if line.check is None]
    context = {"study": study, "lines": lines, "waiting": waiting}
    context["first"] = waiting[0] if waiting else None
    return render(request, "measurement/daily.html", context)


def _said(count):
    if not count:
        return "All cages were checked before."
    return f"Kept {count} {'check' if count == 1 else 'checks'}."

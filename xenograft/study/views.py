from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.study import actions
from xenograft.study.forms import BlankStudyForm, NewStudyForm
from xenograft.study.models import Membership
from xenograft.study.roles import Role


@require_safe
def home(request):
    """Those who work at the bench start with what is due, others with the list."""
    mine = Membership.objects.filter(person=request.user)
    roles = set(mine.values_list("role", flat=True))
    is_bench = roles & {Role.MEASURER, Role.DOSER} and Role.DIRECTOR not in roles
    return redirect("bench:today" if is_bench else "bench:studies")


@require_http_methods(["GET", "POST"])
def new(request):
    form = NewStudyForm(request.POST or None)
    if form.is_valid():
        study = actions.found_study(
            study=form.save(commit=False),
            by=request.user,
            agents=form.agents,
            mice_per_arm=form.cleaned_data["mice_per_arm_count"],
        )
        return _made(request, study)
    return render(request, "study/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def new_blank(request):
    form = BlankStudyForm(request.POST or None)
    if form.is_valid():
        study = actions.found_study(study=form.save(commit=False), by=request.user)
        return _made(request, study)
    return render(request, "study/new.html", {"form": form, "is_blank": True})


def _made(request, study):
    messages.success(request, f"{study.code} is made. You are its study director.")
    return redirect("study:design", study.code)

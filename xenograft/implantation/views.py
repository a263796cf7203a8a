from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.implantation import actions, forms
from xenograft.implantation.filters import MouseFilter
from xenograft.implantation.lists import later_cage
from xenograft.implantation.models import Mouse
from xenograft.implantation.tables import MouseTable, listed_mice
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.paging import paged


@require_safe
def mice(request, code):
    study = study_for(request.user, code)
    found = MouseFilter(request.GET or None, listed_mice(study), study=study)
    table = MouseTable(found.qs)
    paged(request, table, 50)
    context = {"study": study, "table": table, "filter": found}
    return render(request, "implantation/mice.html", context)


@require_http_methods(["GET", "POST"])
def add(request, code):
    study = study_for(request.user, code, "handle_mice")
    form = forms.AddMiceForm(request.POST or None, initial=_next_mice(study))
    if form.is_valid() and _add(request, study, form):
        return redirect("implantation:mice", study.code)
    return render(request, "implantation/add.html", {"study": study, "form": form})


def _next_mice(study):
    """What the next batch most likely is."""
    last = study.mice.aggregate(Max("number"))["number__max"] or 0
    last_cage = study.cages.order_by("name").last()
    model = getattr(study, "tumor_model", None)
    return {
        "first_number": last + 1,
        "last_number": max(study.planned_mice_count, last + 1),
        "first_cage": later_cage(last_cage.name, 1) if last_cage else "C01",
        "strain": model.host_strain if model else "",
    }


def _add(request, study, form):
    try:
        made = actions.add_mice(
            study=study, mice=form.mice, by=request.user, **form.shared
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Added {len(made)} {_mice(len(made))}.")
    return True


@require_http_methods(["GET", "POST"])
def cages(request, code):
    study = study_for(request.user, code, "handle_mice")
    is_move = "move" in request.POST
    adding = forms.CageForm(
        request.POST if request.POST and not is_move else None, study=study
    )
    moving = forms.MoveForm(request.POST if is_move else None, study=study)
    if adding.is_bound and adding.is_valid() and _add_cage(request, study, adding):
        return redirect("implantation:cages", study.code)
    if moving.is_bound and moving.is_valid() and _move(request, study, moving):
        return redirect("implantation:cages", study.code)
    context = {"study": study, "adding": adding, "moving": moving, **_housed(study)}
    return render(request, "implantation/cages.html", context)


def _housed(study):
    """Cages with their mice on study, and the mice without a cage. Two queries."""
    housed = {cage.pk: (cage, []) for cage in study.cages.all()}
    homeless = []
    for mouse in Mouse.objects.of_study(study).on_study().order_by("number"):
        homes = housed[mouse.cage_id][1] if mouse.cage_id else homeless
        homes.append(mouse)
    return {"cages": list(housed.values()), "homeless": homeless}


def _add_cage(request, study, form):
    try:
        cage = actions.add_cage(
            study=study, cage=form.save(commit=False), by=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Added cage {cage}.")
    return True


def _move(request, study, form):
    cage = form.cleaned_data["cage"]
    try:
        count = actions.move_mice(
            study=study, mice=form.cleaned_data["numbers"], cage=cage, by=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Moved {count} {_mice(count)} to cage {cage}.")
    return True


@require_http_methods(["GET", "POST"])
def implant(request, code):
    study = study_for(request.user, code, "handle_mice")
    if not study.is_open_for_values:
        raise PermissionDenied(
            f"{study.code} is locked. Unlock it with a reason first."
        )
    form = forms.ImplantForm(
        request.POST or None, study=study, initial=_usual_implant(study, request.user)
    )
    if form.is_valid() and _implant(request, study, form):
        return redirect("implantation:mice", study.code)
    return render(request, "implantation/implant.html", {"study": study, "form": form})


def _usual_implant(study, person):
    model = getattr(study, "tumor_model", None)
    return {
        "implanted_on": timezone.localdate(),
        "site": study.implant_site,
        "cells_count": study.cells_per_implant_count,
        "passage_number": model.passage_number if model else None,
        "implanted_by": person.pk,
    }


def _implant(request, study, form):
    chosen = form.cleaned_data["mice"]
    sides = form.cleaned_data["sides"]
    try:
        tumors = actions.implant(
            study=study, mice=chosen, sides=sides, by=request.user, **form.shared
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request,
        f"Recorded {len(tumors)} implant{'' if len(tumors) == 1 else 's'} "
        f"in {len(chosen)} {_mice(len(chosen))}.",
    )
    return True


def _mice(count):
    return "mouse" if count == 1 else "mice"

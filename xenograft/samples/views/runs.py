from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from xenograft.samples import actions
from xenograft.samples.forms import PasteForm, ReadoutForm, RunForm
from xenograft.samples.models import AssayRun, Specimen
from xenograft.samples.tables import RunTable, runs_listed
from xenograft.samples.views.common import sampling
from xenograft.study.access import study_for
from xenograft.study.paging import paged


@require_safe
def runs(request, code):
    study = study_for(request.user, code)
    table = RunTable(runs_listed(study), study=study)
    paged(request, table, 50)
    return render(request, "samples/runs.html", {"study": study, "table": table})


@require_http_methods(["GET", "POST"])
def new_run(request, code):
    study = sampling(request, code)
    form = RunForm(request.POST or None, study=study)
    if form.is_valid():
        made = form.save()
        messages.success(request, f"{made.name} is recorded. Add its readouts.")
        return redirect("samples:run", study.code, made.pk)
    return render(request, "samples/new_run.html", {"study": study, "form": form})


@require_http_methods(["GET", "POST"])
def run(request, code, pk):
    """One blot or batch with its readouts, and where to paste more of them."""
    study = study_for(request.user, code)
    one = get_object_or_404(AssayRun.objects.of_study(study), pk=pk)
    form = PasteForm(request.POST or None, run=one)
    if request.method == "POST":
        sampling(request, code)
        if form.is_valid():
            count = actions.read_all(readouts=form.readouts, by=request.user)
            messages.success(request, f"{count} readouts of {one.name} are recorded.")
            return redirect("samples:run", study.code, one.pk)
    rows = one.readouts.select_related("specimen__mouse", "read_by").order_by("pk")
    context = {"study": study, "run": one, "form": form, "readouts": rows}
    return render(request, "samples/run.html", context)


@require_http_methods(["GET", "POST"])
def readout(request, code, pk):
    study = sampling(request, code)
    specimen = get_object_or_404(
        Specimen.objects.of_study(study).select_related("mouse", "last_dose"), pk=pk
    )
    form = ReadoutForm(request.POST or None, specimen=specimen)
    if form.is_valid():
        value = actions.read(readout=form.save(commit=False), by=request.user)
        messages.success(
            request,
            f"{value.target} of {specimen.label} is recorded: {value.value:g} "
            f"{value.unit}.",
        )
        return redirect("samples:specimen", study.code, specimen.pk)
    context = {"study": study, "form": form, "specimen": specimen}
    return render(request, "samples/readout.html", context)

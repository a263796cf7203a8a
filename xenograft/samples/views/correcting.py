"""Correcting what was written of a specimen or a readout, with a reason."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.samples import actions
from xenograft.samples.forms import (
    CorrectReadoutForm,
    CorrectRunForm,
    CorrectSpecimenForm,
)
from xenograft.samples.models import AssayRun, Readout, Specimen
from xenograft.samples.views.common import sampling


@require_http_methods(["GET", "POST"])
def correct(request, code, pk):
    study = sampling(request, code)
    rows = Specimen.objects.of_study(study).select_related("mouse__disposition")
    one = get_object_or_404(rows, pk=pk)
    form = CorrectSpecimenForm(request.POST or None, instance=one, study=study)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.correct_specimen(specimen=form.instance, by=request.user, reason=reason)
    return _answer(request, study, one, form, f"specimen {one.label}")


@require_http_methods(["GET", "POST"])
def correct_readout(request, code, pk):
    study = sampling(request, code)
    rows = Readout.objects.of_study(study).select_related("specimen__mouse")
    one = get_object_or_404(rows, pk=pk)
    form = CorrectReadoutForm(request.POST or None, instance=one, specimen=one.specimen)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.correct_readout(readout=form.instance, by=request.user, reason=reason)
    name = f"{one.target} of {one.specimen.label}"
    return _answer(request, study, one.specimen, form, name)


@require_http_methods(["GET", "POST"])
def correct_run(request, code, pk):
    """Its controls and its reference are often known after it was written down."""
    study = sampling(request, code)
    one = get_object_or_404(AssayRun.objects.of_study(study), pk=pk)
    form = CorrectRunForm(request.POST or None, instance=one, study=study)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.correct_run(run=form.instance, by=request.user, reason=reason)
        messages.success(request, f"Changed: {form.instance.name}.")
        return redirect("samples:run", study.code, one.pk)
    context = {"study": study, "form": form, "run": one}
    return render(request, "samples/correct_run.html", context)


def _answer(request, study, specimen, form, name):
    if form.is_bound and form.is_valid():
        messages.success(request, f"Corrected: {name}.")
        return redirect("samples:specimen", study.code, specimen.pk)
    context = {"study": study, "form": form, "specimen": specimen, "name": name}
    return render(request, "samples/correct.html", context)

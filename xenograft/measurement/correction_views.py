from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xenograft.measurement import actions
from xenograft.measurement.corrections import corrections_of, in_words
from xenograft.measurement.forms import CorrectReadingForm, CorrectWeightForm
from xenograft.measurement.models import BodyWeight, CaliperMeasurement
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def reading(request, code, pk):
    study = study_for(request.user, code, "measure")
    rows = CaliperMeasurement.objects.of_study(study).select_related(
        "session", "tumor__mouse", "measured_by"
    )
    row = get_object_or_404(rows, pk=pk)
    form = CorrectReadingForm(request.POST or None, reading=row)

    def save():
        typed = form.cleaned_data
        return actions.correct_reading(
            study=study,
            reading=row,
            based_on=typed["based_on_version"],
            values=typed["values"],
            reason=typed["why"],
            by=request.user,
        )

    return _correct(request, study, row, form, save, row.tumor)


@require_http_methods(["GET", "POST"])
def weight(request, code, pk):
    study = study_for(request.user, code, "measure")
    rows = BodyWeight.objects.of_study(study).select_related(
        "session", "mouse", "weighed_by"
    )
    row = get_object_or_404(rows, pk=pk)
    form = CorrectWeightForm(request.POST or None, weight=row)

    def save():
        typed = form.cleaned_data
        return actions.correct_weight(
            study=study,
            weight=row,
            based_on=typed["based_on_version"],
            weight_g=typed["weight"],
            reason=typed["why"],
            by=request.user,
        )

    return _correct(request, study, row, form, save, f"{row.mouse} weight")


def _correct(request, study, row, form, save, name):
    if form.is_valid():
        try:
            now = save()
        except Refused as refused:
            form.add_error(None, str(refused))
            row.refresh_from_db()
            # The next save knows what is there now.
            form.data = form.data.copy()
            form.data["based_on_version"] = str(row.version)
        else:
            messages.success(request, f"Corrected {name} to {in_words(now)}.")
            return redirect("measurement:session", study.code, row.session.held_on)
    context = {
        "study": study,
        "session": row.session,
        "row": row,
        "name": name,
        "value": in_words(row),
        "form": form,
        "corrections": corrections_of([row]).get((type(row), row.pk), []),
    }
    return render(request, "measurement/correct.html", context)

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from xenograft.samples import actions, frames
from xenograft.samples.filters import SpecimenFilter
from xenograft.samples.forms import AliquotForm, SpecimenForm
from xenograft.samples.models import Specimen
from xenograft.samples.readers import differences
from xenograft.samples.tables import SpecimenTable, said_of
from xenograft.samples.views.common import sampling
from xenograft.study import training
from xenograft.study.access import study_for
from xenograft.study.paging import paged


@require_safe
def specimens(request, code):
    study = study_for(request.user, code)
    rows = Specimen.objects.of_study(study)
    found = SpecimenFilter(
        request.GET or None,
        rows.select_related("mouse", "last_dose").prefetch_related("readouts"),
    )
    table = SpecimenTable(found.qs, study=study, timing=frames.specimens(study))
    paged(request, table, 50)
    context = {
        "study": study,
        "table": table,
        "filter": found,
        "count": rows.count(),
        "stale_count": rows.with_stale_dose().count(),
    }
    return render(request, "samples/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request, code):
    study = sampling(request, code)
    number = request.GET.get("mouse", "")
    chosen = study.mice.filter(number=number).first() if number.isdecimal() else None
    form = SpecimenForm(request.POST or None, study=study, initial={"mouse": chosen})
    if form.is_valid():
        specimen = actions.collect(specimen=form.save(commit=False), by=request.user)
        messages.success(request, f"Specimen {specimen.label} is recorded.")
        return redirect("samples:list", study.code)
    return render(request, "samples/add.html", {"study": study, "form": form})


@require_POST
def attach_last_doses(request, code):
    study = sampling(request, code)
    count = actions.attach_last_doses(study=study, by=request.user)
    messages.success(request, f"The last dose was found again for {count}.")
    return redirect("samples:list", study.code)


@require_http_methods(["GET", "POST"])
def specimen(request, code, pk):
    """The chain of one specimen: mouse, mass, piece, aliquots and readouts."""
    study = study_for(request.user, code)
    one = get_object_or_404(
        Specimen.objects.of_study(study).select_related(
            "mouse__disposition", "tumor", "last_dose", "planned", "collected_by"
        ),
        pk=pk,
    )
    initial = {"parent": request.GET.get("of", "")}
    form = AliquotForm(request.POST or None, specimen=one, initial=initial)
    if request.method == "POST":
        sampling(request, code)
        if form.is_valid():
            aliquot = form.save()
            messages.success(request, f"Aliquot {aliquot.label} is recorded.")
            return redirect("samples:specimen", study.code, one.pk)
    timing = frames.specimens(study).loc[one.pk].to_dict()
    readouts = list(one.readouts.select_related("run", "aliquot", "read_by"))
    context = {
        "study": study,
        "specimen": one,
        "form": form,
        "differences": differences(readouts),
        "timing": timing,
        "flags": list(said_of(timing | {"exclusion_reason": ""})),
        "aliquots": as_tree(one.aliquots.select_related("parent")),
        "readouts": readouts,
    }
    return render(request, "samples/specimen.html", context)


def as_tree(aliquots):
    """[(aliquot, steps from its specimen)], each below what it was taken from."""
    taken_from = defaultdict(list)
    for aliquot in aliquots:
        taken_from[aliquot.parent_id].append(aliquot)

    def below(parent, step):
        for aliquot in taken_from[parent]:
            yield aliquot, step
            yield from below(aliquot.pk, step + 1)

    return list(below(None, 1))


@require_safe
def label_sheet(request, code):
    """Labels of the specimens that the filters leave, with those of their aliquots."""
    study = study_for(request.user, code)
    rows = Specimen.objects.of_study(study).order_by("mouse__number", "label")
    found = SpecimenFilter(request.GET or None, rows.select_related("mouse"))
    printed = [
        entry
        for one in found.qs.prefetch_related("aliquots")
        for entry in label_texts(study, one)
    ]
    # What draws barcodes takes a quarter of the start of a process.
    from xenograft.samples import labels

    name = training.file_name(study, f"{study.code}_labels.pdf")
    return HttpResponse(
        labels.sheet(printed, training.MARK if study.is_training else ""),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def label_texts(study, specimen):
    """(code, lines under it) of a specimen and of each of its portions."""
    day = timezone.localtime(specimen.collected_at)
    about = [
        f"{study.code} {specimen.mouse}",
        f"{specimen.get_tissue_display()}, {specimen.handling}",
        f"{day:%-d %b %Y %H:%M}",
    ]
    yield specimen.label, about
    for aliquot, _ in as_tree(specimen.aliquots.all()):
        yield aliquot.label, [*about[:2], aliquot.get_kind_display()]

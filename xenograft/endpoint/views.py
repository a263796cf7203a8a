from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from xenograft.dosing.calendar import given_of_due
from xenograft.endpoint import actions
from xenograft.endpoint.forms import (
    METHODS,
    SPECIMEN_FIELDS,
    SPECIMEN_ROWS,
    DispositionForm,
    Known,
    SpecimenFormSet,
    UndoForm,
)
from xenograft.endpoint.last_days import last_days
from xenograft.endpoint.lines import day_of, judged_in_words, lines_of, reached_kinds
from xenograft.endpoint.models import Disposition, Photo
from xenograft.endpoint.welfare_views import mouse_for
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import standing
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def record(request, code, number):
    study, mouse = mouse_for(request, code, number, "draft")
    if hasattr(mouse, "disposition") and request.method == "GET":
        return _left(request, study, mouse, UndoForm())
    # Each row of specimens asks for them.
    prefetch_related_objects([mouse], "tumors")
    typed = request.POST if request.method == "POST" else None
    draft = None if typed else _draft_of(mouse)
    known = known_of(study, mouse)
    form = _form(request, study, known, typed, draft)
    photo_problem = _keep_photo(request, mouse)
    valid = form.is_valid()
    specimens = _specimens(typed, mouse, form, draft)
    if valid and specimens.is_valid() and not photo_problem:
        try:
            return _recorded(request, study, form, specimens)
        except Refused as refused:
            form.add_error(None, str(refused))
    if photo_problem:
        form.add_error("photo", photo_problem)
    context = {"draft": draft, "form": form, "specimens": specimens}
    context |= _beside(study, mouse, known)
    return render(request, "endpoint/record.html", context)


@require_POST
def draft(request, code, number):
    study, mouse = mouse_for(request, code, number, "draft")
    saved = actions.save_draft(mouse=mouse, typed=request.POST, by=request.user)
    if request.accepts("text/html"):
        problem = _keep_photo(request, mouse)
        if problem:
            messages.error(request, problem)
        messages.success(request, f"Draft of {str(mouse).lower()} kept.")
        return redirect("endpoint:record", study.code, mouse.number)
    return JsonResponse({"saved_at": f"{timezone.localtime(saved.saved_at):%H:%M}"})


@require_safe
def photo(request, code, number, pk):
    study = study_for(request.user, code)
    found = get_object_or_404(Photo, pk=pk, mouse__study=study, mouse__number=number)
    answer = HttpResponse(bytes(found.content), content_type=found.content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = "inline"
    return answer


@require_POST
def undo(request, code, number):
    study, mouse = mouse_for(request, code, number, "decide")
    get_object_or_404(Disposition, stands_for=mouse)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _left(request, study, mouse, form)
    actions.undo(mouse=mouse, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"{mouse} is on study again.")
    return redirect("endpoint:board", study.code)


def _beside(study, mouse, known):
    """What the page shows around the form."""
    may_ask = study.access.can["decide"] and study.allows_recheck
    return {
        "study": study,
        "mouse": mouse,
        "known": known,
        "methods": METHODS,
        "limits": study.limits.current(),
        "may_recheck": may_ask and actions.may_recheck(reached_kinds(known.lines)),
        "photos": mouse.photos.defer("content"),
    }


def known_of(study, mouse):
    """What is known of a mouse: its signs against the limits, its days, its doses."""
    found = standing(Mouse.objects.filter(pk=mouse.pk))
    dose = mouse.doses.received().order_by("-given_at").first()
    lines, days = lines_of(found.timed), last_days(found, mouse)
    sees = study.access.sees_bottles
    given = given_of_due(study, mouse, timezone.now()) if sees else None
    day_zero = day_of(found.known.loc[mouse.pk, "day_zero"])
    return Known(mouse, lines, dose, day_zero, days, given)


def _draft_of(mouse):
    return mouse.endpoint_drafts.filter(recorded_at=None).first()


def _form(request, study, known, typed, draft):
    initial = {}
    if draft:
        many = ("other_reasons", "findings")
        for name, values in draft.typed.items():
            initial[name] = values if name in many else values[-1]
        initial |= {name: draft.typed.get(name, []) for name in many}
    may_decide = study.access.can["decide"]
    return DispositionForm(
        typed, known=known, initial=initial, may_decide=may_decide, by=request.user
    )


def _specimens(typed, mouse, form, draft):
    left_on = getattr(form, "cleaned_data", {}).get("left_on") if typed else None
    drafted = draft.typed if draft else {}
    initial = [
        {
            name: drafted.get(f"specimen-{row}-{name}", [""])[-1]
            for name in SPECIMEN_FIELDS
        }
        for row in range(SPECIMEN_ROWS)
    ]
    wanted = mouse.planned_collections.select_related("plan").order_by("plan")
    return SpecimenFormSet(
        typed,
        queryset=SpecimenFormSet.model.objects.none(),
        prefix="specimen",
        initial=initial if draft else None,
        plans=[one.plan for one in wanted[:SPECIMEN_ROWS]],
        form_kwargs={"mouse": mouse, "left_on": left_on},
    )


def _keep_photo(request, mouse):
    """Keep the photo that was chosen; why it cannot be kept, or nothing."""
    if "photo" not in request.FILES:
        return ""
    try:
        actions.add_photo(mouse=mouse, file=request.FILES["photo"], by=request.user)
    except Refused as refused:
        return str(refused)
    return ""


def _recorded(request, study, form, specimens):
    disposition = actions.record(
        disposition=form.save(commit=False),
        specimens=specimens.save(commit=False),
        weights_mg=form.weights_mg,
        by=request.user,
    )
    said = f"Endpoint recorded: {disposition.mouse}, {disposition.get_reason_display()}"
    messages.success(request, f"{said}, {disposition.left_on:%-d %b}.")
    return redirect("endpoint:board", study.code)


def _left(request, study, mouse, form):
    left = mouse.disposition
    context = {"study": study, "mouse": mouse, "left": left, "form": form}
    context |= {
        "photos": mouse.photos.defer("content"),
        "judged": judged_in_words(left),
    }
    context["rule"] = study.ending_rules.filter(ending=left.ending).first()
    context["specimens"] = mouse.specimens.select_related("last_dose", "planned")
    return render(request, "endpoint/left.html", context)

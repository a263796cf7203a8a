from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import mark_safe
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from xenograft.analysis import allocation
from xenograft.analysis.figures import render as rendering
from xenograft.analysis.figures import strips, style
from xenograft.growth.cohort import REASONS, Cohort
from xenograft.growth.strip import strip_of
from xenograft.randomization import (
    actions,
    chain,
    confirmed,
    draw,
    draws,
    emergency,
    forms,
    frames,
    freezing,
    report,
)
from xenograft.randomization.forms import ConfirmForm, LookForm, PlanForm, SecondForm
from xenograft.randomization.masking_views import people_of
from xenograft.randomization.models import (
    ArmView,
    Assignment,
    DrawPlan,
)
from xenograft.randomization.tables import (
    AllocationTable,
    CandidateTable,
    ExcludedTable,
)
from xenograft.randomization.waiting import waiting
from xenograft.study import training
from xenograft.study.access import study_for
from xenograft.study.actions import Refused


@require_http_methods(["GET", "POST"])
def randomize(request, code):
    study = study_for(request.user, code, "randomize")
    if is_all_drawn(study):
        return _to_the_record(request, study, request.method == "GET")
    if confirmed_list := confirmed.list_of(request, study):
        try:
            return _drawn(request, study, confirmed_list)
        except Refused as refused:
            return confirmed.came_to_nothing(request, study, refused)
    form = ConfirmForm(request.POST or None, study=study, person=request.user)
    if form.is_valid():
        try:
            return _drawn(request, study, form.cleaned_data["based_on"])
        except Refused as refused:
            form.add_error(None, str(refused))
    elif form.is_bound:
        chain.refused(
            study=study, by=request.user, asked="draw", said=forms.said_by(form)
        )
    return render(request, "randomization/randomize.html", planned(study, form))


def is_all_drawn(study):
    """Whether there is nothing left to draw: a rolling enrollment goes on."""
    if not study.is_rolling:
        return study.has_randomization
    places = sum(study.arms.values_list("planned_count", flat=True))
    held = Assignment.objects.of_study(study).filter(mouse__isnull=False).count()
    return study.has_randomization and held >= places


def _drawn(request, study, based_on):
    try:
        _, is_new = actions.randomize(study=study, by=request.user, based_on=based_on)
    except actions.StillDrawing as still:
        return confirmed.goes_on(request, study, based_on, still)
    except IntegrityError:
        is_new = False
    return _to_the_record(request, study, is_new)


def _to_the_record(request, study, is_expected):
    if not is_expected:
        messages.info(request, "This study was randomized already. This is that draw.")
    answer = redirect("randomization:record", study.code)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def planned(study, form):
    """What the page of the draw shows before it."""
    cohort, arms = Cohort(study), list(study.arms.order_by("position"))
    plan = DrawPlan.objects.filter(study=study).first()
    inputs, problem = freezing.inputs_or_problem(study, cohort)
    frozen = freezing.waiting_list(study)
    if frozen and inputs and not freezing.is_as_frozen(frozen, inputs):
        problem = freezing.not_as_frozen(frozen, inputs)
    places = sum(arm.planned_count + arm.satellite_count for arm in arms)
    can_decide = study.access.can["design"] and not frozen
    return {
        "study": study,
        "form": form,
        "second": SecondForm(study=study, request=None),
        "cohort": cohort,
        "arms": arms,
        "plan": plan,
        "problem": problem,
        "frozen": frozen,
        "based_on": draw.sha256_of(inputs) if inputs else "",
        "earlier_lists": freezing.lists_of(study),
        "places": places,
        "waiting": waiting(study, cohort, plan, places),
        "drawn_count": min(places, len(cohort.eligible)),
        "surplus_count": max(0, len(cohort.eligible) - places),
        "strip": strip_of(study, cohort.candidates),
        "eligible": CandidateTable(cohort, cohort.eligible),
        "excluded": ExcludedTable(cohort, cohort.excluded, can_decide),
    }


@require_http_methods(["GET", "POST"])
def plan(request, code):
    """Choose the method and commit a seed, before the list of mice is drawn from."""
    study = study_for(request.user, code, "randomize")
    if study.has_randomization:
        return _to_the_record(request, study, request.method == "GET")
    if not study.is_open_for_values:
        raise PermissionDenied(f"How {study.code} is drawn can no longer be changed.")
    there = DrawPlan.objects.filter(study=study).first()
    form = PlanForm(request.POST or None, instance=there, study=study)
    if form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            actions.commit(plan=form.save(commit=False), by=request.user, reason=reason)
            messages.success(request, "The method is fixed and a seed is committed.")
            return redirect("randomization:randomize", study.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "randomization/plan.html", {"study": study, "form": form})


@require_http_methods(["GET", "POST"])
def record(request, code):
    """The record of the draw. The arm of each mouse is shown when asked, and kept."""
    study, made = made_for(request, code)
    if made is None and study.access.can["randomize"]:
        return redirect("randomization:randomize", study.code)
    if made is None:
        raise Http404(f"{study.code} is not randomized yet.")
    form = LookForm(request.POST or None)
    context = {"study": study, "repeats": _repeated(request, made), "look": form}
    if form.is_valid():
        actions.look(study=study, by=request.user, **form.cleaned_data)
        places = Assignment.objects.filter(randomization=made)
        places = places.select_related("mouse", "drawn_mouse__cage", "arm")
        places = places.order_by("drawn_mouse__number")
        context["allocation"] = AllocationTable(places)
    return render(request, "randomization/record.html", {**context, **told(made)})


def made_for(request, code):
    study = study_for(request.user, code)
    if not study.access.sees_arms:
        raise PermissionDenied(
            f"The arms of {study.code} are hidden from you. Ask the study director."
        )
    return study, draws.chosen(study, request.GET.get("draw"))


@require_safe
def record_file(request, code):
    """The record as the verifier reads it: canonical JSON with the seed.

    An imported allocation has what the import kept.
    """
    study, made = made_for(request, code)
    if made is None:
        raise Http404(f"{study.code} has no record of a draw.")
    actions.look(
        study=study,
        by=request.user,
        seen=ArmView.Seen.RECORD,
        reason="Downloaded the record of the draw",
    )
    about = {**made.result.get("record", made.result), "seed": made.seed_hex}
    return _attached(
        allocation.canonical(about),
        "application/json",
        training.file_name(study, f"{study.code}_draw.json"),
    )


@require_safe
def verifier(request, code):
    """The second program that repeats a draw, as one file to download."""
    study_for(request.user, code)
    text = Path(allocation.__file__).with_name("verifier.py").read_text("utf-8")
    return _attached(text, "text/x-python; charset=utf-8", "verify_draw.py")


def _attached(text, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=content_type, headers=headers)


@require_http_methods(["GET", "POST"])
def unmask(request, code, number):
    """The arm of one mouse in an emergency; the others stay masked."""
    study = study_for(request.user, code, "unmask")
    mice = study.mice.select_related("assignment__arm")
    mouse = get_object_or_404(mice, number=number)
    form = LookForm(request.POST or None)
    context = {"study": study, "mouse": mouse, "form": form}
    if form.is_valid():
        emergency.unmask(study=study, by=request.user, mouse=mouse, **form.cleaned_data)
        assignment = getattr(mouse, "assignment", None)
        context["is_shown"], context["arm"] = True, assignment and assignment.arm
    return render(request, "randomization/unmask.html", context)


def told(made, bits=None):
    """What the record says: balance, who was left out, who looked."""
    together = draws.together(made)
    rows = frames.balance_rows(*together)
    arms = Assignment.objects.filter(randomization=made).values_list("arm", flat=True)
    return {
        "record": made,
        "rows": rows,
        "strips": strips_of(together, rows),
        "volume_difference": frames.largest_difference_percent(rows, "volume"),
        "weight_difference": frames.largest_difference_percent(rows, "weight"),
        "differences": frames.differences(*together),
        "draws": draws.all_of(made.study),
        "lists": freezing.lists_of(made.study),
        "entries": chain.of_study(made.study),
        "chain_problems": chain.problems(made.study),
        "replacements": draws.replacements(made),
        "sha256": made.record_sha256,
        "left_out": _left_out(made),
        "mice_count": len(arms),
        "arm_count": len(set(arms)),
        "people": people_of(made.study),
        "views": ArmView.objects.of_study(made.study)
        .with_reason()
        .select_related("viewed_by", "mouse"),
        "report": report.arrive(made, rows, bits),
    }


STRIPS = {
    "volume_mm3": "Tumor volume at the draw, mm³",
    "weight_g": "Body weight at the draw, g",
}


def strips_of(records, rows):
    """(what, drawing) of volume and weight, one mark per mouse; no names of mice."""
    frame = frames.at_the_draw(*records)
    known = [name for name in STRIPS if frame[name].notna().any()]
    return [(STRIPS[name], _strip(frame, rows, name)) for name in known]


def _strip(frame, rows, name):
    names = {row["name"]: row["name"] for row in rows}
    # Two stand side by side; more than four names need the whole width.
    width_mm = style.SCREEN_MM * (0.62 if len(names) <= 4 else 1)
    figure = strips.strips(
        frame, names, y_label=STRIPS[name], value=name, width_mm=width_mm
    )
    svg = rendering.inline_svg(rendering.to_svg(figure), "strip-caption", name)
    # Written by matplotlib, which escapes the names in it.
    return mark_safe(svg)  # noqa: S308


def _repeated(request, made):
    """True or False when the draw was asked to be repeated, None when it was not."""
    if "repeat" not in request.GET or not made.seed_hex:
        return None
    return actions.repeats(made)


def _left_out(made):
    excluded = [
        (row["mouse"], row["note"] or REASONS[row["reason"]])
        for row in made.inputs.get("excluded", [])
    ]
    surplus = [
        (row["mouse"], REASONS[row["reason"]]) for row in made.result.get("surplus", [])
    ]
    return sorted(excluded + surplus)

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from xenograft.history.context import acting
from xenograft.study import actions, bench_forms, forms
from xenograft.study.access import study_for
from xenograft.study.arm_rows import arm_rows
from xenograft.study.models import TumorModel
from xenograft.study.models.bench_rules import rules_of
from xenograft.study.roles import Access, Role
from xenograft.study.to_settle import to_settle


@require_safe
def design(request, code):
    study = study_for(request.user, code)
    arms = arm_rows(study) if study.access.sees_arms else []
    limits, people = list(study.limits.current()), _people(study)
    context = {
        "study": study,
        "arms": arms,
        "to_settle": to_settle(study, arms, limits, people),
        "limits": limits,
        "older_limits": _older_limits(study),
        "ending_rules": study.ending_rules.all(),
        "amendments": study.limit_amendments.select_related("made_by"),
        "people": people,
        "tumor_model": getattr(study, "tumor_model", None),
        "rules": rules_of(study),
    }
    return render(request, "study/design.html", context)


def _people(study):
    """[(person, access)]: everybody once, with all roles and what they know of arms."""
    members = study.memberships.select_related("person").order_by("person", "role")
    return [
        (person, Access([member.role for member in own], study))
        for person, own in groupby(members, lambda member: member.person)
    ]


@require_http_methods(["GET", "POST"])
def protocol(request, code):
    study = _editable(request, code)
    form = forms.ProtocolForm(
        request.POST or None, instance=study, needs_reason=study.has_randomization
    )
    return _edit(request, study, form, "Change the protocol")


@require_http_methods(["GET", "POST"])
def masking(request, code):
    study = _editable(request, code)
    form = forms.MaskingForm(
        request.POST or None, instance=study, is_drawn=study.has_randomization
    )
    return _edit(request, study, form, "Masking")


@require_http_methods(["GET", "POST"])
def tumor_model(request, code):
    study = _editable(request, code)
    model = getattr(study, "tumor_model", None) or TumorModel(study=study)
    form = forms.TumorModelForm(request.POST or None, instance=model)
    return _edit(request, study, form, "Tumor model and host")


@require_http_methods(["GET", "POST"])
def bench_rules(request, code):
    study = _editable(request, code)
    form = bench_forms.BenchRulesForm(
        request.POST or None,
        instance=rules_of(study),
        needs_reason=study.has_randomization,
    )
    return _edit(request, study, form, "Questions at the bench")


@require_http_methods(["GET", "POST"])
def dose_volumes(request, code):
    study = _editable(request, code)
    form = bench_forms.DoseVolumesForm(
        request.POST or None,
        instance=rules_of(study),
        needs_reason=study.has_randomization,
    )
    return _edit(request, study, form, "Volumes of a dose")


@require_http_methods(["GET", "POST"])
def normal_weights(request, code):
    study = _editable(request, code)
    form = bench_forms.NormalWeightsForm(
        request.POST or None, instance=study, needs_reason=study.has_randomization
    )
    return _edit(request, study, form, "Normal weights by age")


@require_http_methods(["GET", "POST"])
def arms(request, code):
    study = _editable(request, code)
    if study.has_randomization:
        messages.error(request, "The arms are fixed since the randomization.")
        return redirect("study:design", study.code)
    formset = forms.ArmFormSet(request.POST or None, instance=study)
    return _edit_rows(request, study, formset, "Arms")


@require_http_methods(["GET", "POST"])
def limits(request, code):
    study = _editable(request, code)
    formset = forms.LimitFormSet(
        request.POST or None, instance=study, queryset=study.limits.current()
    )
    if not study.has_randomization:
        return _edit_rows(request, study, formset, "Limits")
    reason = forms.ReasonForm(request.POST or None)
    if formset.is_valid() and reason.is_valid():
        try:
            _amend(request, study, formset, reason)
        except actions.Refused as refused:
            reason.add_error(None, str(refused))
        else:
            return redirect("study:design", study.code)
    context = {"study": study, "formset": formset, "reason": reason}
    return render(request, "study/edit_rows.html", context | {"heading": "Limits"})


@require_http_methods(["GET", "POST"])
def endings(request, code):
    study = _editable(request, code)
    if study.has_randomization:
        messages.error(request, "How endings count is fixed since the randomization.")
        return redirect("study:design", study.code)
    formset = forms.EndingRuleFormSet(request.POST or None, instance=study)
    for form in formset:
        form.heading = form.instance.get_ending_display()
    return _edit_rows(request, study, formset, "How endings count")


def _amend(request, study, formset, reason):
    kept = [f for f in formset.forms if f not in formset.deleted_forms]
    amendment = actions.amend_limits(
        study=study,
        limits=[form.instance for form in kept if form.instance.kind],
        by=request.user,
        reason=reason.cleaned_data["reason"],
    )
    messages.success(request, f"Limits are now version {amendment.version}.")


@require_http_methods(["GET", "POST"])
def people(request, code):
    study = _editable(request, code)
    form = forms.MemberForm(request.POST or None, study=study)
    if form.is_valid():
        with transaction.atomic():
            member = form.save()
        messages.success(request, f"Added {member}.")
        return redirect("study:people", study.code)
    members = study.memberships.select_related("person")
    context = {"study": study, "form": form, "members": members}
    return render(request, "study/people.html", context)


@require_POST
def remove_member(request, code, pk):
    study = _editable(request, code)
    member = get_object_or_404(study.memberships, pk=pk)
    directors = study.memberships.filter(role=Role.DIRECTOR)
    if member.role == Role.DIRECTOR and directors.count() == 1:
        messages.error(
            request, "A study needs a director. Add another one before removing this."
        )
    else:
        with transaction.atomic():
            member.delete()
        messages.success(request, f"Removed {member}.")
    return redirect("study:people", study.code)


@require_http_methods(["GET", "POST"])
def lock(request, code):
    """Unlock a locked study, with a reason; locking is signed beside the analysis."""
    study = study_for(request.user, code, "design")
    if study.locked_at is None:
        return redirect("results:lock", study.code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.unlock(study=study, by=request.user, reason=reason)
        return redirect("study:design", study.code)
    return render(request, "study/unlock.html", {"study": study, "form": form})


def _older_limits(study):
    """[(version, its limits)] of what amendments replaced, the newest first."""
    older = study.limits.exclude(version=study.limits_version).order_by(
        "-version", "pk"
    )
    return [
        (version, list(own)) for version, own in groupby(older, lambda x: x.version)
    ]


def _editable(request, code):
    study = study_for(request.user, code, "design")
    if not study.is_open_for_values:
        raise PermissionDenied(
            f"{study.code} is locked. Unlock it with a reason first."
        )
    return study


def _edit(request, study, form, heading):
    if form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        actions.save_amendment(form=form, by=request.user, reason=reason)
        messages.success(request, "Saved.")
        return redirect("study:design", study.code)
    context = {"study": study, "form": form, "heading": heading}
    return render(request, "study/edit.html", context)


def _edit_rows(request, study, formset, heading):
    if formset.is_valid():
        with acting(person=request.user), transaction.atomic():
            formset.save()
        messages.success(request, f"{heading} saved.")
        return redirect("study:design", study.code)
    context = {"study": study, "formset": formset, "heading": heading}
    return render(request, "study/edit_rows.html", context)

"""The page of the analysis, its files, and what changes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from xenograft.analysis.blocks.whole import FORMAT, READABLE, versions
from xenograft.analysis.combination import rates
from xenograft.analysis.units import MEANING
from xenograft.randomization.handover import adjusted
from xenograft.randomization.report import replaced
from xenograft.results import actions, choices, files, frames, warned
from xenograft.results.formulas import FORMULAS
from xenograft.results.models import AnalysisResult
from xenograft.results.pictures import pictures
from xenograft.results.questions import open_questions, unconfirmed_count
from xenograft.study import training
from xenograft.study.access import study_for
from xenograft.study.actions import Refused
from xenograft.study.signing import LockForm

ASKS = {
    rates.BLISS: "Bliss, the drugs act independently",
    rates.HSA: "HSA, the better single drug",
}
ADDITIVITY = "Response additivity, the effects on size add up (areas, days)"
EARLY = "Bliss, without the first days"
# Where on the page a choice was made, so that the page opens there again.
PLACES = {"inhibition": "#inhibition"}


@require_safe
def analysis(request, code):
    study = study_for(request.user, code, "curves")
    return _page(request, study, choices.read(request.GET))


def _page(request, study, asked, status=200):
    result = _result(study, asked)
    sha256 = files.input_sha256(study)
    shown = {"study": study, "asked": asked, "result": result, "sha256": sha256}
    shown["replaced"] = replaced(study)
    shown["warning"] = frames.tumor_curves(study).warning
    if result is not None:
        shown["ending_rules"] = study.ending_rules.order_by("pk")
        shown |= {"formulas": FORMULAS, **_inside(study, asked, result, sha256)}
    return render(request, "results/analysis.html", shown, status=status)


def _result(study, asked):
    """The newest kept result with these choices, if this version can read it."""
    rows = AnalysisResult.objects.of_study(study).with_choices(asked.query)
    found = rows.select_related("computed_by", "study").first()
    return found if found and found.document["format"] in READABLE else None


def _inside(study, asked, result, sha256):
    """What the page says of a stored result, and how it stands to the data of now."""
    document = placed(result.document)
    looks = AnalysisResult.objects.of_study(study).interim()
    closed = study.sessions.filter(closed_at__gt=result.computed_at)
    is_stale = result.data_sha256 != sha256
    terms = document["growth_rates"].get("group_terms", [])
    adjusts, leaves = adjusted(study, terms)
    return {
        "document": document,
        "adjusts": adjusts,
        "leaves": leaves,
        "cage_meaning": MEANING,
        "pictures": pictures(result),
        "pairs": list(
            zip(document["combinations"], pictures(result)["combinations"], strict=True)
        ),
        "is_stale": is_stale,
        "is_of_earlier_format": document["format"] != FORMAT,
        "unconfirmed": unconfirmed_count(study),
        "is_signed": result.is_signed,
        "days_are_offered": bool(document["inhibition"]["days"])
        and not asked.form.errors,
        "newer_count": closed.count() if is_stale else 0,
        "other_versions": _other_versions(document["versions"]),
        "looks": looks.values("data_sha256").distinct().count(),
    }


def placed(document):
    """The document with the place of the arm in each row of an arm."""
    places = {arm["arm"]: arm["place"] for arm in document["data"]["arms"]}
    for block in document.values():
        for row in block.get("arms", []) if isinstance(block, dict) else []:
            row["place"] = places[row["arm"]]
    warned.mark(document)
    for block in document["combinations"]:
        block["last"] = last_day(block)
        for row in block.get("volumes", []):
            row |= _mice(row)
    return document


def last_day(combination):
    """What a combination is compared with: the rows of the last day."""
    if combination["problem"]:
        return []
    rows = combination["by_day"]
    found = [
        {**[row for row in rows if row["reference"] == name][-1], "asks": asks}
        for name, asks in ASKS.items()
    ]
    found.append({**combination["additivity"][-1], "asks": ADDITIVITY, "digits": 1})
    if combination["early"]:
        found.append({**combination["early"], "asks": EARLY})
    bliss = found[0]
    return [{"digits": 3, **_mice(bliss), **row, **_mice(row)} for row in found]


def _mice(row):
    """The mice of control, A, B and both that a row rests on, as "10, 10, 9, 10"."""
    counts = [row.get(name) for name in rates.COUNTS]
    return {} if None in counts else {"mice": ", ".join(map(str, counts))}


def _other_versions(then):
    """(library, version then, version now) of those that differ."""
    now = versions()
    return [
        (name, own, now[name]) for name, own in then.items() if now.get(name) != own
    ]


@require_POST
def compute(request, code):
    study = study_for(request.user, code, "curves")
    asked = choices.read(request.POST)
    if not asked.form.is_valid():
        return _page(request, study, asked, status=422)
    try:
        actions.compute(study=study, choices=asked, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_address(study, asked) + PLACES.get(request.POST.get("at"), ""))


def _address(study, asked):
    address = reverse("results:analysis", args=[study.code])
    return f"{address}?{asked.query}" if asked.query else address


@require_safe
def results_csv(request, code):
    """Every number of the stored result, one line each."""
    study = study_for(request.user, code, "curves")
    result = _result(study, choices.read(request.GET))
    if result is None:
        message = "The analysis is not computed yet."
        return HttpResponse(message, status=404, content_type="text/plain")
    return _file(study, files.results_text(result), "results")


@require_safe
def input_csv(request, code):
    """What the analysis is given now; its SHA-256 is the hash on the page."""
    study = study_for(request.user, code, "curves")
    return _file(study, files.input_text(study), "input")


def _file(study, text, what):
    name = training.file_name(study, f"{study.code}_{what}.csv")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8"
    return HttpResponse(text, content_type=kind, headers=headers)


@require_http_methods(["GET", "POST"])
def lock(request, code):
    """End the study for good and keep its last analysis, signed with a password."""
    study = study_for(request.user, code, "design")
    if study.locked_at:
        return redirect("study:lock", study.code)
    form = LockForm(request.POST or None, study=study, person=request.user)
    if form.is_valid():
        try:
            asked = choices.read({})
            actions.lock_and_sign(study=study, choices=asked, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(_after_locking(study), study.code)
    context = {"study": study, "form": form, "questions": open_questions(study)}
    return render(request, "results/lock.html", context)


def _after_locking(study):
    can_read = study.access.can["curves"] and study.has_randomization
    return "results:analysis" if can_read else "study:design"

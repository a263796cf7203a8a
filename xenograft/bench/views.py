from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xenograft.analysis.units import MEANING
from xenograft.bench import frames, mouse_page, study_list
from xenograft.bench import history as histories
from xenograft.bench import overview as overviews
from xenograft.bench.arms import arm_rows, shrunken_controls
from xenograft.bench.cages import told_of_cages
from xenograft.bench.dose_calendar import dose_calendar
from xenograft.bench.events import events_of
from xenograft.bench.filters import StudyFilter
from xenograft.bench.find import found
from xenograft.bench.mouse_changes import changes_of_mouse
from xenograft.bench.mouse_figures import figures_of
from xenograft.bench.tables import ChangeTable, FoundTable, StudyTable
from xenograft.bench.today import tasks_of, work_of
from xenograft.endpoint.board import board
from xenograft.implantation.days import day_zeros
from xenograft.implantation.frames import compared_mice
from xenograft.implantation.models import Mouse
from xenograft.measurement.frames import body_weights, daily_volumes
from xenograft.randomization import emergency
from xenograft.randomization.frames import cages_drawn
from xenograft.study import training
from xenograft.study.access import study_for
from xenograft.study.paging import paged


@require_safe
def today(request):
    context = {"emergencies": map(emergency.sentence, emergency.lately(request.user))}
    return render(request, "bench/today.html", _due(tasks_of(request.user)) | context)


def _due(tasks):
    return {"tasks": tasks, "done_count": sum(task.is_done for task in tasks)}


@require_safe
def studies(request):
    tasks, looks = work_of(request.user)
    mine = study_list.studies_of(request.user)
    chosen = StudyFilter(request.GET or None, mine)
    table = StudyTable(study_list.lines(chosen.qs, tasks, looks))
    paged(request, table, 25)
    context = {"table": table, "filter": chosen, **_due(tasks)}
    context["has_studies"] = bool(table.rows) or mine.exists()
    return render(request, "bench/studies.html", context)


@require_safe
def overview(request, code):
    study = study_for(request.user, code)
    known = compared_mice(study)
    volumes = daily_volumes(study, known_mice=known)
    last = frames.last_session(volumes)
    alerts = board([study])
    context = {
        "study": study,
        "phases": overviews.phases(study, last),
        "due": overviews.due_today(study),
        "alerts": alerts,
        "last": last.attrs,
        "last_day": overviews.day_said(last),
        "limits": study.limits.current(),
        "tumor_model": getattr(study, "tumor_model", None),
    }
    if study.access.sees_arms and study.has_randomization:
        context |= _arms(study, volumes, known, last)
    return render(request, "bench/overview.html", context)


def _arms(study, volumes, known, last):
    """The table of arms: of mice, or of the cages where whole cages were drawn."""
    weights, cages = body_weights(study, known_mice=known), None
    of_mice = volumes
    if study.experimental_unit == "CAGE":
        volumes, weights, cages = told_of_cages(
            volumes, weights, known, cages_drawn(study)
        )
        last = frames.last_session(volumes)
    rows, day = arm_rows(study, volumes, weights, last, cages)
    told = {"arms": rows, "compared_on": day, "cage_meaning": cages and MEANING}
    return told | {"shrunken": shrunken_controls(rows, of_mice, known)}


@require_safe
def mouse(request, code, number):
    study = study_for(request.user, code)
    related = ["study", "cage", "disposition__decided_by"]
    if study.access.sees_arms:
        related.append("assignment__arm")
    known = Mouse.objects.of_study(study).select_related(*related)
    one = get_object_or_404(known, number=number)
    zero = day_zeros(study)[one.pk]
    days = mouse_page.days_of(one, zero)
    doses = mouse_page.doses_of(one, study.access)
    context = {
        "study": study,
        "mouse": one,
        "days": days,
        "figures": figures_of(study, one, days),
        "doses": doses,
        "calendar": dose_calendar(study, one, doses, zero, timezone.now()),
        "changes": changes_of_mouse(study, one, days),
        "last_dose": one.doses.received().order_by("-given_at").first(),
        **mouse_page.limits_of(one),
        "events": events_of(one),
        "tumors": one.tumors.all(),
        "taken_back": one.dispositions.taken_back().select_related("taken_back_by"),
        "planned": mouse_page.planned_of(one),
        "photos": list(one.photos.defer("content")),
        "specimens": one.specimens.select_related("last_dose"),
        **mouse_page.neighbors(study, one),
    }
    return render(request, "bench/mouse.html", context)


@require_safe
def history(request, code):
    study = study_for(request.user, code, "history")
    found = histories.found(study, request.GET)
    table = ChangeTable(found.changes)
    paged(request, table, 50)
    context = {"study": study, "table": table, "filter": found.filter}
    context["time_zone"] = settings.TIME_ZONE
    context["query"] = request.GET.urlencode()
    context["asked"] = histories.asked(found.filter.form)
    return render(request, "bench/history.html", context)


@require_safe
def history_csv(request, code):
    study = study_for(request.user, code, "history")
    found = histories.found(study, request.GET)
    name = training.file_name(study, f"{study.code}_history.csv")
    return StreamingHttpResponse(
        training.in_lines(study, histories.lines(found.changes)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def find(request):
    """The one thing that is meant, or a list of what may be."""
    typed = request.GET.get("q", "")[:80]
    rows = found(request.user, typed)
    if len(rows) == 1:
        return redirect(rows[0]["link"])
    table = FoundTable(rows)
    paged(request, table, 50)
    return render(request, "bench/find.html", {"typed": typed, "table": table})

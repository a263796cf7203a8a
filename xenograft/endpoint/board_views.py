"""The board of one study, and of all studies of a person."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from xenograft.endpoint.board import board
from xenograft.endpoint.board_rows import rows_of
from xenograft.endpoint.forms import BoardFilter
from xenograft.endpoint.models import Alert
from xenograft.endpoint.tables import AlertTable, BoardTable
from xenograft.measurement.daily import last_checks
from xenograft.study.access import study_for
from xenograft.study.models import Study
from xenograft.study.paging import paged
from xenograft.study.roles import Access


@require_safe
def study_board(request, code):
    study = study_for(request.user, code)
    context = {"study": study, "frame": "study.html"}
    return _board(request, [study], {study.pk: study.access}, context)


@require_safe
def all_boards(request):
    mine = Study.objects.for_person(request.user).filter(locked_at__isnull=True)
    studies = list(mine.prefetch_related("memberships"))
    access = {study.pk: _access(study, request.user) for study in studies}
    return _board(request, studies, access, {"frame": "base.html"})


@require_safe
def alerts(request, code):
    """Every alert of a study, with the time until somebody saw it and acted."""
    study = study_for(request.user, code)
    rows = Alert.objects.of_study(study).select_related("acknowledged_by", "limit")
    rows = rows.select_related("mouse__study").prefetch_related("messages")
    table = AlertTable(rows)
    paged(request, table, 50)
    return render(request, "endpoint/alerts.html", {"study": study, "table": table})


def _board(request, studies, access, context):
    chosen = BoardFilter(request.GET, studies=studies)
    shown = board(chosen.studies_of(studies), chosen.chosen_kind)
    context |= {name: getattr(shown, name) for name in LANES}
    context |= {"studies": studies, "filter": chosen, "now": timezone.now()}
    context |= _may(studies, access)
    looked = last_checks(studies).values()
    context["concerns"] = [one for one in looked if one.is_concern]
    if request.GET.get("view") == "table":
        context["table"] = BoardTable(rows_of(shown))
        RequestConfig(request, paginate=False).configure(context["table"])
    query = request.GET.copy()
    query.pop("view", None)
    context["query"] = query.urlencode()
    return render(request, "endpoint/board.html", context)


LANES = [
    "reached",
    "approaching",
    "near_first",
    "near_rest",
    "done_first",
    "done_rest",
    "late",
    "unjudged",
    "done",
]
VERBS = {
    "deciding": "decide",
    "watching": "watch",
    "agreeing": "agree",
    "measuring": "measure",
}


def _may(studies, access):
    """The studies in which the person may decide, watch, agree and measure."""
    opened = [study.pk for study in studies if study.is_open_for_values]
    return {
        name: {key for key in opened if access[key].can[verb]}
        for name, verb in VERBS.items()
    }


def _access(study, person):
    own = [m.role for m in study.memberships.all() if m.person_id == person.pk]
    return Access(own, study)

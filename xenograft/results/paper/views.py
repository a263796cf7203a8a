from django.shortcuts import render
from django.views.decorators.http import require_safe

from xenograft.analysis.blocks.whole import READABLE
from xenograft.results.models import AnalysisResult
from xenograft.results.paper.arrive import checklist
from xenograft.results.paper.methods import methods
from xenograft.study.access import study_for


@require_safe
def paper(request, code):
    """Methods and ARRIVE checklist, from the records and the newest analysis."""
    study = study_for(request.user, code, "curves")
    result = AnalysisResult.objects.of_study(study).with_choices("").first()
    if result and result.document["format"] not in READABLE:
        result = None
    items = checklist(study, result and result.document)
    shown = {"study": study, "result": result, "items": items}
    shown["blank_count"] = sum(item.is_blank for item in items)
    if result:
        shown["methods"] = methods(study, result.document)
    return render(request, "results/paper.html", shown)

"""A page about a draw that a member may not open leaves an entry beside the others."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from xenograft.randomization import chain
from xenograft.randomization.models import DrawEntry
from xenograft.study.models import Study

# Opened again within this time by the same person it is the same attempt: whoever
# loads a page over and over does not bury what else happened about the draw.
APART = dt.timedelta(hours=1)
WORDS = {
    "randomize": "the page of the draw",
    "plan": "the plan of the draw",
    "feasibility": "what the draw will promise",
    "freeze": "the freezing of the list",
    "unfreeze": "the opening of the frozen list",
    "api-randomize": "the draw by a program",
    "certificate": "the certificate",
    "acceptable": "the count of the allocations",
    "void": "the voiding of the draw",
    "replace": "the replacing of a mouse",
    "record": "the record of the draw",
    "file": "the file of the record",
    "verifier": "the program that repeats the draw",
    "masking": "the page of masking",
    "key": "the key of the arms",
    "awareness": "who knew the arms",
    "unmask": "the unmasking of a mouse",
}


def keep(request, said):
    """Keep who was refused which page about a draw, when, and with what sentence.

    Once per person, page and `APART`, asked for and sent apart. `said` is the sentence
    of the refusal. Pages of other rooms leave nothing.
    """
    match = request.resolver_match
    if match and match.app_name == "randomization":
        about = {"asked": _asked(request.method, match), "said": said}
        study = Study.objects.filter(code__iexact=match.kwargs["code"]).first()
        _keep(study, request.user, about)


def _asked(method, match):
    what = WORDS[match.url_name]
    if "number" in match.kwargs:
        what += f", number {match.kwargs['number']}"
    return f"{'open' if method in ('GET', 'HEAD') else 'send'} {what}"


def _keep(study, by, about):
    # First without holding the study: a flood of refusals must not hold the bench up.
    if _is_kept(study, by, about):
        return
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        if not _is_kept(study, by, about):
            chain.refused(study=study, by=by, **about)


def _is_kept(study, by, about):
    recent = DrawEntry.objects.of_study(study).filter(
        kind=chain.Kind.REFUSED,
        entered_by=by,
        entered_at__gt=timezone.now() - APART,
    )
    return recent.filter(told__about__asked=about["asked"]).exists()

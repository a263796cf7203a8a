"""What a person may look for: a study, a mouse, a cage or a tube of theirs."""

import re

from django.db.models import Q
from django.urls import reverse

from xenograft.implantation.models import Cage, Mouse
from xenograft.samples.models import Aliquot, Specimen
from xenograft.study.models import Study

MOST_OF_A_KIND = 50
NUMBER = re.compile(r"(?:mouse\s*|#)?([0-9]{1,6})", re.IGNORECASE)


def found(person, typed):
    """What `typed` names in the studies of a person, exact names first.

    One dict for each: kind, name, study and link. Empty for an empty search.
    """
    # PostgreSQL has no place for a NUL in a text.
    typed = typed.replace("\0", "").strip()
    if not typed:
        return []
    studies = Study.objects.for_person(person)
    rows = [
        *_studies(studies, typed),
        *_mice(studies, typed),
        *_cages(studies, typed),
        *_specimens(studies, typed),
        *_aliquots(studies, typed),
    ]
    return sorted(rows, key=lambda row: row["name"].lower() != typed.lower())


def _studies(studies, typed):
    rows = studies.filter(Q(code__icontains=typed) | Q(title__icontains=typed))
    for study in rows[:MOST_OF_A_KIND]:
        yield _row("Study", study.code, study, "bench:overview")


def _mice(studies, typed):
    own = Q(lab_id__iexact=typed) | Q(rfid=typed) | Q(ear_mark__iexact=typed)
    number = NUMBER.fullmatch(typed)
    if number:
        own |= Q(number=number[1])
    rows = Mouse.objects.filter(own, study__in=studies).select_related("study")
    for mouse in rows.order_by("study__code", "number")[:MOST_OF_A_KIND]:
        yield _row("Mouse", str(mouse), mouse.study, "bench:mouse", mouse.number)


def _cages(studies, typed):
    rows = Cage.objects.filter(name__iexact=typed, study__in=studies)
    for cage in rows.select_related("study")[:MOST_OF_A_KIND]:
        row = _row("Cage", f"Cage {cage.name}", cage.study, "implantation:mice")
        yield {**row, "link": f"{row['link']}?cage={cage.pk}"}


def _specimens(studies, typed):
    rows = Specimen.objects.filter(label__istartswith=typed, mouse__study__in=studies)
    rows = rows.select_related("mouse__study").order_by("mouse__study", "label")
    for one in rows[:MOST_OF_A_KIND]:
        link = "bench:mouse", one.mouse.number
        yield _row("Specimen", one.label, one.mouse.study, *link)


def _aliquots(studies, typed):
    rows = Aliquot.objects.filter(
        label__iexact=typed, specimen__mouse__study__in=studies
    )
    for one in rows.select_related("specimen__mouse__study")[:MOST_OF_A_KIND]:
        link = "samples:specimen", one.specimen_id
        yield _row("Aliquot", one.label, one.specimen.mouse.study, *link)


def _row(kind, name, study, page, *parts):
    link = reverse(page, args=[study.code, *parts])
    return {"kind": kind, "name": name, "study": study.code, "link": link}

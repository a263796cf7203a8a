from contextvars import ContextVar

from django.core.exceptions import PermissionDenied
from django.db.models import AutoField, BigAutoField, CharField
from django.db.models.functions import Upper
from django.http import Http404

from xenograft.storage.prepared import Prepared
from xenograft.study.models import Membership, Study
from xenograft.study.roles import DOING, Access

# The studies that the present request opened: what it shows of arms is a look.
opened = ContextVar("opened", default=())


def study_for(person, code, verb="see"):
    """The study with this code, if `person` may do `verb` in it.

    `study.access` says what the person may do and see. An outsider gets 404, as
    for a study that does not exist; a member without the right gets 403 with a
    plain sentence. Two queries.
    """
    study = next(iter(_STUDIES.rows(code=code)), None)
    roles = study and _ROLES.rows(study=study.pk, person=person.pk)
    return _allowed(study, roles, verb)


# Composed once: every page begins with them, and the first has fifteen parts.
_STUDIES = Prepared(
    lambda code: (
        Study.objects.select_related("bench_rules")
        .with_state()
        .with_header()
        .alias(upper_code=Upper("code"))
        .filter(upper_code=Upper(code))
    ),
    code=CharField(),
)
_ROLES = Prepared(
    lambda study, person: Membership.objects.filter(
        study=study, person=person
    ).values_list("role", flat=True),
    study=BigAutoField(),
    person=AutoField(),
)
_MEMBERS = Prepared(
    lambda person, code: (
        Membership.objects.alias(upper_code=Upper("study__code"))
        .filter(person=person, upper_code=Upper(code))
        .select_related("study__bench_rules")
        .order_by("pk")
    ),
    person=AutoField(),
    code=CharField(),
)


def bare_study_for(person, code, verb):
    """The same without the state and the header that a page shows. One query."""
    members = _MEMBERS.rows(person=person.pk, code=code)
    roles = [member.role for member in members]
    return _allowed(members[0].study if members else None, roles, verb)


def _allowed(study, roles, verb):
    if not roles:
        raise Http404("There is no such study, or you are not a member of it.")
    study.access = Access(roles, study)
    if verb != "see" and not study.access.can[verb]:
        raise PermissionDenied(_refusal(study, verb))
    opened.set((*opened.get(), study))
    return study


def _refusal(study, verb):
    """Why not, and who can help: the role does not allow it, or masking forbids it."""
    access = study.access
    if access.is_withheld(verb):
        until = ""
        if access.sees_codes and study.arms_open_on:
            until = f" until {study.arms_open_on:%-d %b %Y}"
        return (
            f"The arms of {study.code} are hidden from you{until}, so you cannot "
            f"{DOING[verb]}. Ask the study director."
        )
    return (
        f"Your role in {study.code} ({access.roles_text}) does not let you "
        f"{DOING[verb]}. Ask the study director."
    )


def arms_seen(study):
    """{place: label} of the arms as the person of `study.access` may know them.

    By name in the order of the design; or by code, and then in the order of the codes,
    for the place of an arm tells as much as its name. Empty for who sees neither.
    """
    return {place: label for _, place, label in _seen(study)}


def places_seen(study):
    """{position: place}: where each arm stands for the person of `study.access`."""
    return {position: place for position, place, _ in _seen(study)}


def _seen(study):
    """[(position, place, label)] of the arms, in one query."""
    if study.access.sees_arms:
        found = study.arms.order_by("position").values_list("position", "name")
        return [(position, position, name) for position, name in found]
    if study.access.sees_codes:
        found = study.arms.order_by("code").values_list("position", "code")
        return [(at, place, code) for place, (at, code) in enumerate(found, start=1)]
    return []


def may(person, study, verb):
    """Whether `person` may do `verb` in the study, for a command without a page."""
    return Access(study.roles_of(person), study).can[verb]

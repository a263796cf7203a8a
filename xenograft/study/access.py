from django.core.exceptions import PermissionDenied
from django.http import Http404

from xenograft.study.models import Study
from xenograft.study.roles import DOING, Access


def study_for(person, code, verb="see"):
    """The study with this code, if `person` may do `verb` in it.

    `study.access` says what the person may do and see. An outsider gets 404, as
    for a study that does not exist; a member without the right gets 403 with a
    plain sentence. Two queries.
    """
    study = Study.objects.with_state().with_header().filter(code__iexact=code).first()
    roles = [] if study is None else study.roles_of(person)
    if not roles:
        raise Http404("There is no such study, or you are not a member of it.")
    study.access = Access(roles)
    if verb != "see" and not study.access.can[verb]:
        raise PermissionDenied(
            f"Your role in {study.code} ({study.access.roles_text}) does not let you "
            f"{DOING[verb]}. Ask the study director."
        )
    return study

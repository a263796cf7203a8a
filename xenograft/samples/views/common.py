from django.core.exceptions import PermissionDenied

from xenograft.study.access import study_for


def sampling(request, code):
    """The study, for who may record samples in it while it is open."""
    study = study_for(request.user, code, "sample")
    if not study.is_open_for_values:
        raise PermissionDenied(f"{study.code} is locked. Nothing in it can be changed.")
    return study

"""Who opens a page with arms, or is refused one about a draw, leaves a row too."""

from django.core.exceptions import PermissionDenied

from xenograft.randomization import looks, refusals
from xenograft.study.access import opened


class LooksByRole:
    """Keeps that a page with arms was given, before it is given.

    The views stay as they are: which pages tell arms is in `looks.PAGES`, and a test
    asks every address of the site whether it does.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = opened.set(())
        try:
            response = self.get_response(request)
            seen = looks.seen_on(request, response)
            if seen:
                looks.keep(opened.get(), by=request.user, seen=seen)
            return response
        finally:
            opened.reset(token)


class RefusedPages:
    """Keeps that a member was refused a page about a draw. Others get a 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, problem):
        if isinstance(problem, PermissionDenied):
            refusals.keep(request, str(problem))

import uuid

from xenograft.history.context import acting


class WhoAndWhy:
    """Credits what a request writes to the person who sent it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = f"{request.method} {request.path}"[:80] + f" {uuid.uuid4().hex[:12]}"
        with acting(person=request.user, request=name):
            return self.get_response(request)

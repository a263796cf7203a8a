"""The page of a failure: when it was, and a code that finds it in the log."""

import logging
import secrets

from django.http import HttpResponseServerError
from django.template.loader import get_template

logger = logging.getLogger(__name__)


def server_error(request):
    """Like Django's own, without asking the database, which may be what failed."""
    reference = secrets.token_hex(4)
    logger.error("Reference %s: %s %s", reference, request.method, request.path)
    page = get_template("500.html").render({"reference": reference})
    return HttpResponseServerError(page)

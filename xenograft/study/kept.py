"""What a device has to know of a page that it keeps, see static/js/sw.js."""

from urllib.parse import quote

from xenograft.study.middleware import IDLE_SECONDS


def may_be_kept(request, answer):
    """`answer`, with whose it is and how long they stay signed in without a request."""
    is_shared = request.session.get("is_shared")
    seconds = IDLE_SECONDS if is_shared else request.session.get_expiry_age()
    answer["X-Person"] = quote(request.user.get_username())
    answer["X-Signed-In-Seconds"] = seconds
    return answer

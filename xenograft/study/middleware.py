"""Middleware of the whole site."""

import time

from django.contrib.auth import logout

# Nothing of ours uses what these allow.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
IDLE_SECONDS = 15 * 60
NOTED_EVERY_SECONDS = 60
LONGEST_SECONDS = 12 * 60 * 60


class PrivatePages:
    """No copy of a private page stays in a browser after sign-out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = PERMISSIONS
        return response


def _is_unattended(request):
    """Whether a page asks by itself, and nobody need be there."""
    return "X-Unattended" in request.headers


class SharedDevices:
    """Signs a person out of a shared device after 15 minutes without a request.

    What a page asks for by itself is none.

    Use is noted once a minute, so that not every page is a write; and no use keeps a
    session alive for more than 12 hours.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.get("is_shared"):
            self._look(request, time.time())
        return self.get_response(request)

    def _look(self, request, now):
        began_at, used_at = request.session["is_shared"]
        if now - used_at > IDLE_SECONDS or now - began_at > LONGEST_SECONDS:
            logout(request)
        elif now - used_at > NOTED_EVERY_SECONDS and not _is_unattended(request):
            request.session["is_shared"] = [began_at, now]

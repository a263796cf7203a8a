"""Signing in, and what a person sets for themselves."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.urls import reverse_lazy

from xenograft.study.models import Membership
from xenograft.study.roles import Access

SHARED = "shared_device"
ONE_YEAR_SECONDS = 365 * 24 * 60 * 60


class SignIn(LoginView):
    """On a shared device the session ends after 15 minutes without use.

    The device remembers that it is shared, for who signs in again on a page that kept
    what was typed.
    """

    template_name = "study/sign_in.html"
    redirect_authenticated_user = True

    @property
    def is_shared(self):
        if "asked" in self.request.POST:
            return self.request.POST.get("shared") == "on"
        return self.request.COOKIES.get(SHARED) == "1"

    def form_valid(self, form):
        answer = super().form_valid(form)
        if self.is_shared:
            began_at = used_at = time.time()
            self.request.session["is_shared"] = [began_at, used_at]
        answer.set_cookie(
            SHARED,
            "1" if self.is_shared else "0",
            max_age=ONE_YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_shared=self.is_shared, **kwargs)


class Account(PasswordChangeView):
    """A new password ends every other session of the person."""

    template_name = "study/account.html"
    success_url = reverse_lazy("study:account")

    def form_valid(self, form):
        messages.success(
            self.request,
            "Your password is changed. Every other device is signed out.",
        )
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(roles=_roles(self.request.user), **kwargs)


def _roles(person):
    """[(study, what the person may do and see in it)], by code."""
    mine = Membership.objects.filter(person=person).select_related("study")
    found = {}
    for member in mine.order_by("study__code"):
        found.setdefault(member.study, []).append(member.role)
    return [(study, Access(roles, study)) for study, roles in found.items()]

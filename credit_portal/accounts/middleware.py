"""Sessions end in time, a password handed over once is changed before anything else, and acts
that bind ask for a fresh proof of who sits there."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _

from credit_portal.accounts import fresh, reauthentication, sessions
from credit_portal.accounts.services import note_session_expired
from credit_portal.common import acts
from credit_portal.common.errors import ReauthenticationNeeded
from credit_portal.common.problems import is_api

GetResponse = Callable[[HttpRequest], HttpResponse]
BEFORE_CHANGE = {"account_change_password", "account_logout", "set_language"}


class SessionLimits:
    """Signs out who was idle for 30 minutes or signed in for 8 hours.

    Requests without a session cookie are left alone, so that public pages stay cacheable.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the limits, then the password, then pass on."""
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_cookie or SESSION_KEY not in request.session:
            return self.get_response(request)
        if limit := sessions.exceeded(request.session):
            self._end(request, limit)
            return self.get_response(request)
        sessions.touch(request.session)
        if request.user.is_authenticated:
            request.user.fresh = fresh.is_proven(request.session)
        if self._must_change_first(request):
            return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)

    def _end(self, request: HttpRequest, limit: str) -> None:
        if request.user.is_authenticated:
            acts.run(note_session_expired, actor=request.user, limit=limit)
        logout(request)
        messages.info(request, _("You have been signed out because the session ran out."))

    def _must_change_first(self, request: HttpRequest) -> bool:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return False
        try:
            return resolve(request.path_info).url_name not in BEFORE_CHANGE
        except Resolver404:
            return False


class Reauthentication:
    """Where a service asks for a fresh proof, lead to it and keep what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that asks for the proof; the API answers with a problem document instead."""
        if not isinstance(error, ReauthenticationNeeded) or is_api(request):
            return None
        return reauthentication.ask(request)

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

from credit_portal.accounts import factors, fresh, reauthentication, sessions
from credit_portal.accounts.models import User
from credit_portal.accounts.services import note_session_expired
from credit_portal.accounts.services.open_sessions import note_seen
from credit_portal.common import acts
from credit_portal.common.errors import ReauthenticationNeeded
from credit_portal.common.problems import is_api

GetResponse = Callable[[HttpRequest], HttpResponse]
ALWAYS = {"account_logout", "set_language", "accounts_reauthenticate"}
BEFORE_CHANGE = ALWAYS | {"account_change_password"}
BEFORE_ENROLMENT = BEFORE_CHANGE | {
    "accounts_second_factor",
    "accounts_enrol_app",
    "accounts_enrol_passkey",
}
#: In the session of whoever is known to have a second factor.
ENROLLED = "has_second_factor"


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
        name = _name_of(request)
        if not sessions.is_polled(name) and sessions.touch(request.session):
            note_seen(request.session.session_key or "")
        if request.user.is_authenticated:
            request.user.fresh = fresh.is_proven(request.session)
        if first := self._before_anything_else(request, name.rpartition(":")[2]):
            return HttpResponseRedirect(reverse(first))
        return self.get_response(request)

    def _end(self, request: HttpRequest, limit: str) -> None:
        if request.user.is_authenticated:
            key = request.session.session_key or ""
            acts.run(note_session_expired, actor=request.user, limit=limit, session_key=key)
        logout(request)
        messages.info(request, _("You have been signed out because the session ran out."))

    def _before_anything_else(self, request: HttpRequest, asked: str) -> str:
        """Name of the page that comes first: one's own password, then a second factor."""
        user = request.user
        if not user.is_authenticated or not asked:
            return ""
        if user.must_change_password:
            return "" if asked in BEFORE_CHANGE else "account_change_password"
        if self._is_enrolled(request, user) or asked in BEFORE_ENROLMENT:
            return ""
        return "accounts_second_factor"

    def _is_enrolled(self, request: HttpRequest, user: User) -> bool:
        """Whether the user has a second factor; demonstration accounts need none. Asked of the
        database until it is so: a reset ends all sessions."""
        if user.is_demo or request.session.get(ENROLLED):
            return True
        found = factors.has_factor(user)
        if found:
            request.session[ENROLLED] = True
        return found


def _name_of(request: HttpRequest) -> str:
    """The name of the address, with its namespaces; "" for none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


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

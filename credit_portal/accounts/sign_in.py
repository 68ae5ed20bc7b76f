"""Sign-in, sign-out and passwords: django-allauth's views in our look, and the demo sign-in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.views import LoginView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credit_portal.accounts import door_views, selectors
from credit_portal.accounts.adapter import enter, home_of
from credit_portal.accounts.services.open_sessions import rename
from credit_portal.accounts.who import user_of
from credit_portal.common.demonstration import is_marked

BACKEND = "credit_portal.accounts.backends.StaffBackend"


class SignIn(LoginView):  # type: ignore[misc]
    """User name or e-mail, and password; in demonstration mode one account per role to choose."""

    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration accounts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["provider"] = door_views.provider_label()
        context["demo_accounts"] = selectors.demo_accounts() if settings.DEMO else []
        return context


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """One's own password, then back to the staff home."""

    template_name = "accounts/password_change.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The session lives on under a new key; all others have ended."""
        before = self.request.session.session_key or ""
        response: HttpResponse = super().form_valid(form)
        rename(before, self.request.session.session_key or "")
        return response

    def get_default_success_url(self) -> str:
        """The staff home."""
        return home_of(user_of(self.request))


@login_required
def no_password(request: HttpRequest) -> HttpResponse:
    """Where those end up who have no password to change: demonstration accounts."""
    messages.info(request, _("A demonstration account has no password."))
    return HttpResponseRedirect(home_of(user_of(request)))


@require_POST
def demo_sign_in(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign in with a demonstration account by one click. 404 unless in demonstration mode."""
    if not settings.DEMO or not is_marked():
        raise Http404
    user = get_object_or_404(selectors.demo_users(), pk=user_id)
    login(request, user, backend=BACKEND)
    enter(request, user, method="demo")
    return HttpResponseRedirect(home_of(user))

"""Accounts in Django's admin: to look at. They are changed on the staff pages, two by two."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common.admin import ReadOnlyAdmin


def _sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One door only: the admin's own sign-in asks for no second factor and knows no limits."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("admin:index"), settings.LOGIN_URL)
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect("admin:index")


admin.site.login = _sign_in  # type: ignore[method-assign]

# Tables of libraries: not used by us, or not to be looked at.
for _model in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Accounts without their passwords."""

    exclude = ("password",)
    list_display = ("username", "display_name", "organisation", "is_active")
    list_select_related = ("organisation",)
    search_fields = ("username", "display_name")


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin):
    """The catalogue of roles."""

    list_display = ("code", "name_zh", "name_en", "duty", "everywhere")


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who was given what, by whom."""

    list_display = ("user", "role", "organisation", "starts_on", "ends_on", "revoked_at")
    list_select_related = ("user", "role", "organisation")
    list_filter = ("role", "origin")

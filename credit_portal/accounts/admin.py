"""Accounts in Django's admin: to look at. They are changed on the staff pages, two by two."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common.admin import ReadOnlyAdmin

# One door only: the admin has no sign-in page of its own, with limits of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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

"""What pages of accounts show of the door: methods and devices in words, an account's state."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from credit_portal.accounts import devices, selectors_sign_in

register = template.Library()


@register.filter
def device(code: str) -> str:
    """ "firefox/windows" in words."""
    return devices.name(code)


@register.filter
def method(code: str) -> str:
    """ "password+totp" in words."""
    names = {
        "password": _("password"),
        "totp": _("code of the app"),
        "code": _("code"),
        "recovery_code": _("recovery code"),
        "passkey": _("passkey"),
        "provider": _("sign-in provider"),
        "demo": pgettext("sign-in", "demonstration"),
    }
    return " + ".join(names.get(part, part) for part in code.split("+"))


@register.inclusion_tag("accounts/_door.html", takes_context=True)
def door_of(context: template.Context, person: Any) -> dict[str, Any]:
    """An account's second factor, its reset and its lock, with what an administrator may do."""
    return {
        "person": person,
        "door": selectors_sign_in.door_of(person),
        "user": context["user"],
        "own": person.pk == context["user"].pk,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("accounts/_resets_waiting.html")
def resets_waiting() -> dict[str, Any]:
    """A line that says how many lost second factors wait."""
    return {"count": len(selectors_sign_in.waiting_resets())}

"""Navigation of staff pages: what this user may open, and how much waits there."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.desk.demo.progress import banner
from credit_portal.desk.forms import handlers_for
from credit_portal.notices.selectors import unread_count


def staff(request: HttpRequest) -> dict[str, Any]:
    """Entries of the side navigation and the count of unread notices, for staff only; for
    everybody how far the demonstration data have been loaded, while they are."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    if user is None or not user.is_authenticated or match is None:
        return {"staff_nav": [], "demo_loading": banner()}
    notices = {"url": reverse("notices_inbox"), "count": unread_count(user.pk)}
    return {
        "staff_nav": _entries(request, user), "staff_notices": notices, "demo_loading": banner(),
    }


def _entries(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    wanted: list[tuple[str, str, bool]] = [
        ("desk:home", _("My work"), True),
        ("commitments:board", _("Commitments"), bool(_sees_commitments(user))),
        ("desk:imports", _("Imports"), bool(handlers_for(user))),
        ("accounts_staff_index", _("Accounts and roles"), user.may("accounts.manage")),
        ("accounts_profile", _("My profile"), True),
        ("accounts_tokens", _("API tokens"), True),
        ("desk:clock", _("Demonstration clock"), settings.DEMO),
    ]
    return [
        {"url": url, "label": label, "current": request.path == url}
        for name, label, shown in wanted
        if shown
        for url in [reverse(name)]
    ]


def _sees_commitments(user: Any) -> list[str]:
    verbs = ("file", "approve", "verify", "confirm")
    return [path for verb in verbs for path in user.organisation_paths(f"commitments.{verb}")]

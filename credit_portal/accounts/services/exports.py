"""The list of accounts as a file; every export is an audit row with its purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from credit_portal.accounts.models import User
from credit_portal.accounts.registers import Wanted, accounts
from credit_portal.accounts.services.common import require_manager
from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.common.i18n import localized
from credit_portal.imports import tables

MOST = 20_000


@transaction.atomic
def export_accounts(*, actor: Actor, wanted: Wanted, purpose_text: str) -> bytes:
    """Accounts with body, post, roles and state as CSV with a byte order mark, at most 20,000.

    Raises NotAllowed unless by a security administrator, Invalid without a purpose.
    """
    require_manager(actor)
    viewer = User.objects.get(pk=actor.id)
    if not purpose_text.strip():
        raise Invalid("purpose_missing", _("Say what the export is for."), field="purpose")
    rows = list(_rows(viewer, wanted))
    record(
        "accounts.export",
        actor=actor,
        target=viewer,
        reason=purpose_text.strip()[:1000],
        rows=len(rows),
        role=wanted.role,
        state=wanted.state,
        body=wanted.body.pk if wanted.body else None,
    )
    headers = [
        _("User name"),
        _("Display name"),
        _("E-mail"),
        _("Body"),
        _("Post"),
        _("Roles"),
        _("State"),
    ]
    return tables.write_csv(headers, rows)


def _rows(viewer: User, wanted: Wanted) -> Iterator[Sequence[Any]]:
    for user in accounts(viewer, wanted).order_by("username", "id")[:MOST]:
        yield (
            user.username,
            user.display_name,
            user.email,
            localized(user.organisation, "name") if user.organisation else "",
            localized(user.post, "title") if user.post else "",
            "; ".join(localized(grant.role, "name") for grant in user.current_grants),  # type: ignore[attr-defined]
            pgettext("account", "open") if user.is_active else pgettext("account", "closed"),
        )

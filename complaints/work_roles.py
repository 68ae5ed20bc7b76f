"""Bodies complaints about which nobody may handle, as lines of the work list of administrators.

They say nothing of whether there is a complaint: they stand there as long as the roles are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.services import offices
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem

MANAGE = "accounts.manage"


def items(user: Any) -> Iterator[WorkItem]:
    """Roles of the hotline and of review to give to somebody outside of the body."""
    if not user.organisation_paths(MANAGE):
        return
    for body in offices.unserved():
        yield WorkItem(
            title=_("Complaints about this body can be handled by nobody outside of it"),
            url=reverse("accounts_staff_roles"), kind=_("Roles of the hotline to give"),
            organisation=localized(body, "name"),
        )  # fmt: skip

"""Old accounts that wait for a member of staff, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import policies_old_accounts as policies
from commitments import selectors_old_accounts as selectors
from commitments.codes_old_accounts import AccountState
from commitments.models import OldAccount
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.registry import WorkItem

LIMIT = 50
S = AccountState


def items(user: Any) -> Iterator[WorkItem]:
    """To check, to forward, to answer, to sign, to decide, to confirm."""
    wanted = (
        (policies.CHECK, _("Old account to check"), (S.FILED,)),
        (policies.CONFIRM, _("Old account to forward"), (S.CHECKED,)),
        (policies.ANSWER, _("Old account to answer"), (S.WITH_BODY, S.UPHELD)),
        (policies.ISSUE, _("Contest to sign"), (S.CONTESTING,)),
        (policies.CHECK, _("Contested account to decide"), (S.CONTESTED,)),
        (policies.CONFIRM, _("Decision to confirm"), (S.PROPOSED,)),
    )
    for verb, kind, states in wanted:
        if user.organisation_paths(verb):
            yield from _lines(user, verb, kind, selectors.waiting(user, verb, *states))


def _lines(user: Any, verb: str, kind: str, rows: QuerySet[OldAccount]) -> Iterator[WorkItem]:
    found = [row for row in rows[:LIMIT] if policies.may(user, verb, row)]
    due = _due_days([row.pk for row in found])
    today = clock.today()
    for row in found:
        deadline = due.get(row.pk)
        yield WorkItem(
            title=_("Old account of %(year)d: %(title)s")
            % {"year": row.paper_year, "title": row.paper_title},
            url=reverse("commitments:old-account", args=[row.pk]),
            kind=kind,
            due_on=deadline.due_on if deadline else None,
            provisional=bool(deadline and deadline.provisional),
            overdue=bool(deadline and not deadline.provisional and deadline.due_on < today),
            organisation=localized(row.organisation, "name"),
        )


def _due_days(keys: list[Any]) -> dict[Any, Deadline]:
    rows = Deadline.objects.filter(case_type="commitments.oldaccount", case_id__in=keys, outcome="")
    return {one.case_id: one for one in rows}

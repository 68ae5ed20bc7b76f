"""Letters that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_letters as policies
from integrity_files import selectors_letters as selectors
from integrity_files.codes_letters import LetterState, PaperState
from integrity_files.models import Letter

LIMIT = 50


def items(user: Any) -> Iterator[WorkItem]:
    """Letters to issue, drafts sent back, answers to check."""
    if user.organisation_paths(policies.ISSUE):
        rows = selectors.waiting(user).filter(state=LetterState.DRAFT, back_zh="")
        yield from _lines(rows.exclude(drafter=user)[:LIMIT], _("Letter to issue"))
    if user.organisation_paths(policies.DRAFT):
        rows = selectors.waiting(user).filter(state=LetterState.DRAFT, drafter=user)
        yield from _lines(rows.exclude(back_zh="")[:LIMIT], _("Letter sent back"))
    if user.organisation_paths(policies.ENTER):
        rows = selectors.waiting(user).filter(answers__state=PaperState.ENTERED)
        others = rows.exclude(answers__clerk=user, answers__state=PaperState.ENTERED)
        yield from _lines(others.distinct()[:LIMIT], _("Answer on paper to check"))


def _lines(rows: Iterable[Letter], kind: str) -> Iterable[WorkItem]:
    for row in rows:
        yield WorkItem(
            title=row.title_zh,
            url=reverse("letters:letter", args=[row.pk]),
            kind=kind,
            organisation=localized(row.organ, "name"),
            reference=row.number,
        )

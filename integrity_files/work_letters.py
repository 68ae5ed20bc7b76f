"""Letters that wait for somebody, as lines of his work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files import policies_letters as policies
from integrity_files import selectors_letters as selectors
from integrity_files.codes_letters import LetterState, PaperState
from integrity_files.listing import Shown, lines
from integrity_files.models import Letter


def items(user: Any) -> Iterator[WorkItem]:
    """Letters to issue, drafts sent back, answers to check."""
    if user.organisation_paths(policies.ISSUE):
        rows = selectors.waiting(user).filter(state=LetterState.DRAFT, back_zh="")
        yield from lines(rows.exclude(drafter=user), _("Letter to issue"), _shown)
    if user.organisation_paths(policies.DRAFT):
        rows = selectors.waiting(user).filter(state=LetterState.DRAFT, drafter=user)
        yield from lines(rows.exclude(back_zh=""), _("Letter sent back"), _shown)
    if user.organisation_paths(policies.ENTER):
        rows = selectors.waiting(user).filter(answers__state=PaperState.ENTERED)
        others = rows.exclude(answers__clerk=user, answers__state=PaperState.ENTERED)
        yield from lines(others.distinct(), _("Answer on paper to check"), _shown)


def _shown(row: Letter) -> Shown:
    url = reverse("letters:letter", args=[row.pk])
    return Shown(row.title_zh, url, localized(row.organ, "name"), row.number)

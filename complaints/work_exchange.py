"""Results that the 12345 platform refused and answers to confirm, as lines of a work list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import policies
from complaints.codes import AnswerState
from complaints.models import PublicAnswer, WorkOrderResult
from complaints.services import order_sending, public_answers
from complaints.work import body_of
from credit_portal.common.i18n import localized
from credit_portal.workflow.registry import WorkItem
from integrity_files.listing import Shown, lines


def items(user: Any) -> Iterator[WorkItem]:
    """What waits for somebody before it goes to the platform or to the public."""
    if user.organisation_paths(policies.EXCHANGE):
        yield from lines(order_sending.refused(user), _("Result that 12345 refused"), _result)
        yield from lines(
            order_sending.late(user), _("Result that did not leave for 12345"), _result
        )
    if user.organisation_paths(policies.PUBLISH):
        rows = public_answers.visible(user)
        asked = Q(state=AnswerState.PROPOSED) & ~Q(proposer=user)
        yield from lines(rows.filter(asked), _("Public answer to confirm"), _answer)
        gone = Q(state=AnswerState.PUBLISHED, withdraw_proposer__isnull=False)
        gone &= ~Q(withdraw_proposer=user)
        yield from lines(rows.filter(gone), _("Public answer to withdraw"), _answer)
        doubtful = public_answers.doubtful(rows)
        yield from lines(doubtful, _("Public answer whose ground is gone"), _answer)


def _result(row: WorkOrderResult) -> Shown:
    case = row.order.case
    body = body_of(case)
    return Shown(row.order_id, reverse("complaint_exchange:orders"), body, case.number)


def _answer(row: PublicAnswer) -> Shown:
    url = reverse("complaint_exchange:answer", args=[row.pk])
    return Shown(row.title_zh, url, localized(row.organisation, "name"))

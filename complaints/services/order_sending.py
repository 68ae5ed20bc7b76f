"""Sending results back: claim, speak, settle.

1. Claim: the oldest open result of an order that is due gets its next try a lease ahead, in a
   transaction of its own. What came after it waits for it, so that nothing arrives out of order.
2. Speak: nothing is locked meanwhile.
3. Settle: sent, or the next try after a growing wait. What the platform refuses waits for people.

A process that dies in between leaves the result to be sent again after the lease under the same
key, which the platform answers as known: nothing is lost, nothing is told twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import exchange_client, policies, selectors
from complaints.exchange_client import Answer
from complaints.models import Case, WorkOrderResult
from complaints.services import nonces, order_files, order_results
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.workflow.models import Deadline
from integrity_files.reporting.service import Unanswered

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
#: Then every six hours, until it is answered: nothing is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
#: Results of one round, so that a round ends.
MOST = 500


def send_results() -> int:
    """One round: send what is due, forget old tables and requests. Answers how many were sent."""
    order_files.forget_old()
    nonces.forget(int(time.time()))
    if not settings.HOTLINE_RESULTS_URL:
        return 0
    sent = 0
    for _one in range(MOST):
        row = claim()
        if row is None:
            break
        sent += send(row)
    return sent


def first_open() -> QuerySet[WorkOrderResult]:
    """Of each order the oldest result that has not left."""
    earlier = WorkOrderResult.objects.filter(
        order=OuterRef("order"), version__lt=OuterRef("version"), sent_at=None
    )
    return WorkOrderResult.objects.filter(~Exists(earlier), sent_at=None)


@transaction.atomic
def claim() -> WorkOrderResult | None:
    """Take a result that is due; it counts a try. None when none is."""
    now = clock.now()
    due = first_open().filter(next_try_at__lte=now).order_by("next_try_at", "id")
    row = due.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.tries, row.next_try_at = row.tries + 1, now + LEASE
    row.save(update_fields=["tries", "next_try_at"])
    return row


def send(row: WorkOrderResult) -> bool:
    """Speak once of a claimed result and settle what was said; whether it was taken."""
    try:
        said = exchange_client.post(row.order_id, row.version, row.content)
    except Unanswered as error:
        logger.warning("result %s was not answered: %s", row.pk, error.code)
        fail(row, error.code)
        return False
    settle(row, said)
    return said.is_taken


@transaction.atomic
def settle(claimed: WorkOrderResult, said: Answer) -> None:
    """Write what was said, unless it was settled meanwhile; the case is locked first."""
    case = lock(Case, claimed.order.case_id)
    row = lock(WorkOrderResult, claimed.pk)
    if row.sent_at is not None:
        return
    row.trouble, row.next_try_at = said.trouble, None
    if said.is_taken:
        row.sent_at, row.way = clock.now(), "http"
    row.save(update_fields=["sent_at", "way", "trouble", "next_try_at"])
    order_results.left(case)


@transaction.atomic
def fail(claimed: WorkOrderResult, code: str) -> None:
    """When it is tried again; nothing when another has it meanwhile."""
    row = lock(WorkOrderResult, claimed.pk)
    if row.sent_at is not None or row.tries != claimed.tries:
        return
    row.trouble = code
    row.next_try_at = clock.now() + WAITS[min(row.tries, len(WAITS)) - 1]
    row.save(update_fields=["trouble", "next_try_at"])


def visible(user: Any) -> QuerySet[WorkOrderResult]:
    """Results of orders whose cases the user sees as one of the hotline, the newest first."""
    seen = selectors.visible_to(user).filter(selectors.of_hotline(user))
    cases = seen.order_by().values("pk")
    rows = WorkOrderResult.objects.filter(order__case__in=cases)
    return rows.select_related("order__case").order_by("-id")


def refused(user: Any) -> QuerySet[WorkOrderResult]:
    """Visible results that the platform refused; they and what follows them wait for somebody."""
    rows = visible(user).select_related("order__case__accused")
    return rows.filter(sent_at=None, next_try_at=None, trouble__startswith="refused:")


def late(user: Any) -> QuerySet[WorkOrderResult]:
    """Of each visible order the oldest result that should have left and has not, though nobody
    refused it: nobody answers, or nobody hands the file over."""
    over = Deadline.objects.filter(
        kind=order_results.RESULT, case_id=OuterRef("order__case_id"), outcome="",
        overdue_at__isnull=False,
    )  # fmt: skip
    rows = visible(user).select_related("order__case__accused")
    rows = rows.filter(Exists(over), pk__in=first_open().order_by().values("pk"))
    return rows.exclude(next_try_at=None, trouble__startswith="refused:")


@transaction.atomic
def retry(*, actor: User, result_id: int) -> WorkOrderResult:
    """Try a result again now. Raises NotFound, NotAllowed, Conflict ("result_sent")."""
    policies.require(actor, policies.EXCHANGE)
    row = visible(actor).select_for_update(of=("self",)).filter(pk=result_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such result."))
    if row.sent_at is not None:
        raise Conflict("result_sent", _("This result has left already."))
    row.next_try_at = clock.now()
    row.save(update_fields=["next_try_at"])
    _trail("result_retried", actor, row)
    return row


def waiting(user: Any, keys: Collection[int] | None = None) -> QuerySet[WorkOrderResult]:
    """Visible results that have not left, in their order; of these keys when given."""
    rows = visible(user).filter(sent_at=None).order_by("order_id", "version")
    return rows if keys is None else rows.filter(pk__in=keys)


def for_file(user: Any) -> list[int]:
    """Keys of what one file takes now; the file and what is noted as left are these and no others,
    also when a result is made meanwhile (a smaller key may be committed later than a greater)."""
    return list(waiting(user).values_list("pk", flat=True)[:MOST])


@transaction.atomic
def export(*, actor: User, keys: Collection[int]) -> list[WorkOrderResult]:
    """Those of these results that wait, for a file; who took them is on record. Raises
    NotAllowed."""
    policies.require(actor, policies.EXCHANGE)
    rows = list(waiting(actor, keys))
    for row in rows:
        _trail("results_exported", actor, row)
    return rows


@transaction.atomic
def handed_over(*, actor: User, keys: Collection[int]) -> int:
    """Note that the results of a file have left, these and no others; how many. Only where no
    service sends them.

    Raises NotAllowed, Conflict ("sent_by_service").
    """
    policies.require(actor, policies.EXCHANGE)
    if settings.HOTLINE_RESULTS_URL:
        raise Conflict(
            "sent_by_service", _("Results are sent by the platform's service; a file is a copy.")
        )
    found = list(waiting(actor, keys))
    there = [row.pk for row in found]
    of_orders = Case.objects.filter(pk__in={row.order.case_id for row in found}).order_by("pk")
    cases = list(of_orders.select_for_update(of=("self",)))
    rows = list(WorkOrderResult.objects.select_for_update().filter(pk__in=there, sent_at=None))
    for row in rows:
        row.sent_at, row.way, row.trouble, row.next_try_at = clock.now(), "file", "", None
        row.save(update_fields=["sent_at", "way", "trouble", "next_try_at"])
        _trail("results_handed_over", actor, row)
    for case in cases:
        order_results.left(case)
    return len(rows)


def _trail(name: str, actor: User, row: WorkOrderResult) -> None:
    audit.record(
        f"complaints.{name}", actor=actor, target=row,
        new={"order": row.order_id, "version": row.version},
    )  # fmt: skip

"""Reads of "was it kept for you?": what the public counts, what the credit office checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commitments import codes, policies, rules, selectors
from commitments.codes_contradiction import COUNTS_AS_NO, DOUBTED_OUTCOMES, AnswerState, Says
from commitments.models import Commitment, CommitmentPeriod, Contradiction, ReviewRule, Verification
from commitments.policies_contradictions import may_reopen
from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.common import clock
from credit_portal.common.errors import NotFound
from credit_portal.publishing import selectors as publishing
from credit_portal.publishing.models import Displayed, Removal

REOPEN = "contradictions_to_reopen"
REOPEN_NAMED = "named_to_reopen"


@dataclass(frozen=True)
class Counts:
    """What the public is told of the answers about one promise."""

    yes: int = 0
    no: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def any(self) -> bool:
        """Whether anybody has answered."""
        return bool(self.yes or self.no)


@dataclass(frozen=True)
class Ready:
    """A promise, or one period of it, whose confirmed contradictions suffice to reopen it."""

    commitment: Commitment
    period: CommitmentPeriod | None
    count: int


def counts(commitment_id: UUID) -> Counts:
    """Yes, no, confirmed and waiting, in one query. What was taken back counts no more."""
    no = Q(says=Says.NOT_KEPT)
    found = Contradiction.objects.filter(commitment=commitment_id).aggregate(
        yes=Count("pk", filter=Q(says=Says.KEPT)),
        no=Count("pk", filter=no & Q(state__in=COUNTS_AS_NO)),
        confirmed=Count("pk", filter=no & Q(state=AnswerState.CONFIRMED)),
        waiting=Count("pk", filter=no & Q(state=AnswerState.FILED)),
    )
    return Counts(**found)


def visible_to(user: Any) -> QuerySet[Contradiction]:
    """Contradictions that the credit office sees: of registered promises in its scope. The body
    sees none of them."""
    scope = selectors.scope(user, policies.VERIFY, "commitment__organisation")
    scope |= selectors.scope(user, policies.CONFIRM, "commitment__organisation")
    rows = Contradiction.objects.filter(
        scope, says=Says.NOT_KEPT, commitment__state=codes.State.REGISTERED
    )
    rows = _outside(user, rows)
    return rows.select_related(
        "commitment__organisation",
        "commitment__post",
        "commitment__personal",
        "period",
        "decided_by",
        "same_as",
    ).order_by("-filed_on", "id")


def _outside(user: Any, rows: QuerySet[Contradiction]) -> QuerySet[Contradiction]:
    """Leave out the user's own body, those it stands inside, and promises he had a part in."""
    own = getattr(user, "organisation", None)
    if own is None:
        return rows.none()
    inside = Q(commitment__organisation__path__in=selectors.paths_above(own)) & ~Q(
        commitment__organisation__kind__in=sorted(GOVERNMENT_KINDS)
    )
    rows = rows.exclude(commitment__organisation=own.pk).exclude(inside)
    return selectors.without_part(user, rows)


def one(user: Any, contradiction_id: UUID | str) -> Contradiction:
    """One visible contradiction with its words. Raises NotFound."""
    rows = visible_to(user).select_related("text__file")
    found = rows.filter(pk=selectors.key(contradiction_id)).first()
    if found is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    return found


def to_check(user: Any) -> QuerySet[Contradiction]:
    """Contradictions that wait for this credit officer, the oldest day first."""
    rows = visible_to(user).filter(
        selectors.scope(user, policies.VERIFY, "commitment__organisation"),
        state=AnswerState.FILED,
    )
    return rows.order_by("filed_on", "id")


def confirmed_of(commitment: Commitment) -> list[Contradiction]:
    """Confirmed contradictions of a promise with their words; the body's page shows summaries."""
    rows = Contradiction.objects.filter(commitment=commitment, state=AnswerState.CONFIRMED)
    return list(rows.select_related("text", "period").order_by("decided_on", "id"))


def said_before(said: Contradiction) -> QuerySet[Contradiction]:
    """Others about the same promise, of the same day or earlier, that it may repeat."""
    rows = Contradiction.objects.filter(
        commitment=said.commitment_id, says=said.says, filed_on__lte=said.filed_on
    )
    rows = rows.exclude(pk=said.pk)
    return rows.exclude(state__in=[AnswerState.DUPLICATE, AnswerState.WITHDRAWN]).order_by(
        "filed_on", "id"
    )


def of_verification(task: Verification) -> list[Contradiction]:
    """Confirmed contradictions that a verification rests on, or that came up about its subject."""
    rows = Contradiction.objects.filter(
        commitment=task.commitment_id, period=task.period_id, state=AnswerState.CONFIRMED
    ).filter(Q(verification=task.pk) | Q(verification=None))
    return list(rows.select_related("text").order_by("decided_on", "id"))


def counted(commitment: Commitment, period: CommitmentPeriod | None) -> list[Contradiction]:
    """Confirmed ones that no review rests on yet."""
    rows = Contradiction.objects.filter(
        commitment=commitment, period=period, state=AnswerState.CONFIRMED, verification=None
    )
    return list(rows.select_related("decided_by").order_by("decided_on", "id"))


def rule(code: str, today: dt.date) -> ReviewRule:
    """The version of a rule that is in effect. Raises LookupError when none is."""
    rows = ReviewRule.objects.filter(code=code, effective_from__lte=today)
    found = rows.order_by("-effective_from", "-version").first()
    if found is None:
        raise LookupError(code)
    return found


def suffice(rows: Iterable[Contradiction], today: dt.date) -> bool:
    """Whether confirmed contradictions are enough to reopen what was determined."""
    found = list(rows)
    named = sum(row.to_named for row in found)
    enough = rule(REOPEN, today).count
    return len(found) >= enough or named >= rule(REOPEN_NAMED, today).count


def review_problem(row: Commitment, period: CommitmentPeriod | None, today: dt.date) -> str | None:
    """Why a promise (a period of it) cannot be reopened now, as a code; None when it can.

    Before a due date has passed nothing adverse could be found, so contradictions wait for it.
    """
    outcome = period.outcome if period else row.outcome
    is_open = outcome == codes.Outcome.OPEN
    waits = row.due_on is not None and not rules.certainly_passed(
        row.due_on, row.due_unsettled, today
    )
    live = row.verifications.filter(period=period, state__in=codes.LIVE_VERIFICATION)
    problems = {
        "not_registered": row.state != codes.State.REGISTERED,
        "period_wanted": row.is_standing and period is None,
        "not_doubted": row.outcome in codes.ENDED
        or (not is_open and outcome not in DOUBTED_OUTCOMES),
        "due_not_passed": period is None and waits,
        "period_not_over": period is not None and period.ends_on >= today,
        "already_open": live.exists(),
    }
    return next((code for code, found in problems.items() if found), None)


def ready(user: Any, limit: int = 50) -> list[Ready]:
    """What a second person of the credit office may reopen now, in a fixed order."""
    today = clock.today()
    scope = selectors.scope(user, policies.CONFIRM, "commitment__organisation")
    groups = (
        visible_to(user)
        .filter(scope, state=AnswerState.CONFIRMED, verification=None)
        .exclude(period__ends_on__gte=today)
        .exclude(period=None, commitment__due_on__gte=today)
        .order_by("commitment_id", "period_id")
        .values("commitment_id", "period_id")
        .annotate(n=Count("pk"), named=Count("pk", filter=Q(to_named=True)))
        .filter(Q(n__gte=rule(REOPEN, today).count) | Q(named__gte=rule(REOPEN_NAMED, today).count))
    )
    ripe = (
        one
        for one in (_ready(user, group) for group in groups)
        if review_problem(one.commitment, one.period, today) is None
        and may_reopen(user, one.commitment, one.period, counted(one.commitment, one.period))
    )
    return list(islice(ripe, limit))


def _ready(user: Any, group: Mapping[str, Any]) -> Ready:
    row = selectors.visible_to(user).get(pk=group["commitment_id"])
    period = row.periods.filter(pk=group["period_id"]).first() if group["period_id"] else None
    return Ready(row, period, group["n"])


def by_receipt(digest: bytes) -> Contradiction | None:
    """The answer that a receipt belongs to, by its digest."""
    rows = Contradiction.objects.select_related("commitment", "verification", "text")
    return rows.filter(receipt=digest).first()


def shown(ref: str) -> tuple[Displayed, Commitment] | None:
    """The displayed record and its promise, when people may answer about it; else None."""
    found = publishing.lookup(ref.upper())
    if not isinstance(found, Displayed) or found.kind != "commitment":
        return None
    rows = Commitment.objects.select_related("organisation", "post")
    row = rows.filter(rec=found.rec, import_source="", state=codes.State.REGISTERED).first()
    return None if row is None else (found, row)


def was_removed(ref: str) -> bool:
    """Whether the record was public once."""
    return isinstance(publishing.lookup(ref.upper()), Removal)


def masked(contact: str) -> str:
    """A contact as staff see it before they state why they need it: 138****1234, z***@qq.com."""
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 8 else "****"


def period_key(value: str) -> UUID:
    """A period's id as a form sends it. Raises NotFound for what is none."""
    return selectors.key(value)


def commitment_of(contradiction_id: UUID) -> UUID:
    """The promise that an answer is about. Raises NotFound."""
    rows = Contradiction.objects.filter(pk=contradiction_id).values_list("commitment_id", flat=True)
    found = rows.first()
    if found is None:
        raise NotFound("not_found", selectors.NOT_THERE)
    return found

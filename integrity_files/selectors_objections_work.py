"""Which objections wait for somebody, in the query: people who may not do the step see no line.

The same conditions as `policies_objections.require_decider` and `require_appeal`, for rows at once.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast

from credit_portal.accounts.sides import accounts_behind, deputies_of
from credit_portal.common import clock
from credit_portal.publishing.models import Act, Decision
from integrity_files import policies_objections as policies
from integrity_files.codes_objections import ObjectionState as S
from integrity_files.models import Objection, Record
from integrity_files.selectors_objections import waiting


def to_decide(user: Any) -> QuerySet[Objection]:
    """Proposed decisions that the user may make, the oldest first."""
    rows = waiting(user, policies.DECIDE, S.PROPOSED)
    return _new(user, rows).exclude(_first(user, "proposer", "proposed_on") | _hands(user)[0])


def appeals(user: Any) -> QuerySet[Objection]:
    """Appeals on which the user may propose, the oldest first."""
    return waiting(user, policies.HANDLE, S.APPEALED).exclude(_hands(user)[1])


def appeals_to_decide(user: Any) -> QuerySet[Objection]:
    """Proposed decisions on appeals that the user may make, the oldest first."""
    rows = waiting(user, policies.DECIDE, S.APPEAL_PROPOSED)
    first = _first(user, "appeal_proposer", "appeal_proposed_on")
    return _new(user, rows).exclude(first | _hands(user)[1])


def _first(user: Any, who: str, day: str) -> Q:
    """His side did the first half, on that day or, for whoever stands in for him, today."""
    today = clock.today()
    found = Q(**{f"{who}__in": accounts_behind(user)})
    for one in deputies_of(user):
        theirs = Q(**{f"{who}__in": one.accounts})
        found |= theirs & (
            Q(**{f"{day}__range": (one.first, one.last)})
            if not one.first <= today <= one.last
            else Q()
        )
    return found


def _hands(user: Any) -> tuple[Q, Q]:
    """(his side handled it, his side had a hand in it before its appeal)."""
    side = accounts_behind(user)
    handled = Q(acceptor__in=side) | Q(handler__in=side)
    return handled, handled | Q(proposer__in=side) | Q(decider__in=side)


def _new(user: Any, rows: QuerySet[Objection]) -> QuerySet[Objection]:
    """Those on whose record his side did not decide before: of a breach record the database says
    so (`selectors_deciders` in SQL), of other kinds what was published and other objections."""
    side = accounts_behind(user)
    texts = [str(one) for one in side]
    about = {name: OuterRef(name) for name in ("source_type", "source_id")}
    decided = Decision.objects.filter(automatic=False, **about).exclude(act=Act.ANNOTATE)
    decided = decided.filter(Q(proposer_id__in=texts) | Q(approver_id__in=texts))
    others = Objection.objects.filter(**about).exclude(pk=OuterRef("pk"))
    others = others.filter(Q(decider__in=side) | Q(appeal_decider__in=side))
    breach = Q(source_type=Record._meta.label_lower)
    rows = rows.alias(
        decided_before=Case(
            When(breach, then=_decided_before(user)),
            default=Exists(decided.order_by()) | Exists(others.order_by()),
            output_field=BooleanField(),
        )
    )
    return rows.filter(decided_before=False)


def _decided_before(user: Any) -> Func:
    """`integrity_files_decided_before` of the user, for the record of each row."""
    return Func(
        Value(user.pk, UUIDField()), Cast("source_id", UUIDField()), F("pk"),
        Value(clock.today(), DateField()), function="integrity_files_decided_before",
        output_field=BooleanField(),
    )  # fmt: skip

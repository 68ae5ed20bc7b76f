"""Every read of cases. Whoever is accused or recused gets nothing, counts included."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from complaints import codes, policies
from complaints.models import (
    AccusedPost,
    Assignment,
    CallBack,
    Case,
    Recusal,
    Reply,
    SupervisionLetter,
)
from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import NOTHING, or_unnamed, within, within_any
from credit_portal.accounts.selectors import paths_above
from credit_portal.accounts.sides import accounts_behind, persons_behind
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Appointment, Organisation

NOT_THERE = _("There is no such case, or it is not yours to see.")

#: By hand: each report asks it, most of them in vain.
BY_RECEIPT = "select * from complaints_case where receipt_digest = %s"
IS_FILED = "select true from complaints_case where receipt_digest = %s"
#: The last day whose proofs are closed.
LAST_CLOSED = "select max(day) from complaints_intakeday"


def visible_to(user: Any) -> QuerySet[Case]:
    """Cases that the user may know of, the newest first; see `policies` for the rule."""
    if not getattr(user, "is_authenticated", False):
        return Case.objects.none()
    seen = of_hotline(user) | _of_body(user) | _of_office(user)
    rows = Case.objects.filter(seen).exclude(barred(user))
    return rows.select_related("accused", "division", "operator").order_by("-received_on", "id")


def of_hotline(user: Any) -> Q:
    """Cases whose facts he reads, because he works at the hotline: all that concern bodies it
    serves, and those that name no body yet; none about itself."""
    if not policies.is_hotline(user):
        return NOTHING
    return or_unnamed(within_any(user, policies.HOTLINE, "accused"), "accused") & ~own(user)


def own(user: Any, field: str = "accused") -> Q:
    """Condition that `field` is the user's own body or one that it is inside of; of governments,
    which everybody is inside of, only his own (`policies.is_own` as a condition)."""
    body = getattr(user, "organisation", None)
    if body is None:
        return NOTHING
    above = Organisation.objects.filter(path__in=paths_above(body.path))
    above = above.exclude(kind__in=sorted(GOVERNMENT_KINDS))
    return Q(**{field: body.pk}) | Q(**{f"{field}__in": above.order_by().values("pk")})


def _of_body(user: Any) -> Q:
    """What is with the body, was answered by it, or was withdrawn while it had it; not what it
    returned or was taken from it."""
    if not any(user.organisation_paths(verb) for verb in policies.OF_BODY):
        return NOTHING  # of most people: the statement stays short
    parts = Assignment.objects.filter(within_any(user, policies.OF_BODY), case=OuterRef("pk"))
    has = Q(state__in=[*codes.ASSIGNED_NOW, codes.AssignmentState.ANSWERED])
    had = Q(
        state=codes.AssignmentState.ENDED, case__state=codes.CaseState.WITHDRAWN,
        ended_on=F("case__ended_on"),
    )  # fmt: skip
    return Q(Exists(parts.filter(has | had)))


def _of_office(user: Any) -> Q:
    """For the credit office: what is or was under review, and what was found true."""
    review, true = _reviewed(user), within(user, policies.CONVERT, "accused")
    if true == NOTHING:
        return review & ~own(user)
    found = Reply.objects.filter(case=OuterRef("pk"), verified=True, state=codes.ReplyState.GIVEN)
    return (review | true & Q(Exists(found))) & ~own(user)


def _reviewed(user: Any) -> Q:
    if not user.organisation_paths(policies.REVIEW):
        return NOTHING
    scope = or_unnamed(within(user, policies.REVIEW, "accused"), "accused")
    return scope & Q(review_on__isnull=False)


def barred(user: Any) -> Q:
    """Cases that accuse him (by a post he holds or held), or from which he is recused; whoever
    stands in for such a person is barred as well. Secret reports that accuse his body."""
    accounts, persons = accounts_behind(user), persons_behind(user)
    posts = Appointment.objects.filter(person__in=persons).values("post_id")
    accused = AccusedPost.objects.filter(post__in=posts).values("case_id")
    recused = Recusal.objects.filter(user__in=accounts).values("case_id")
    known = Q(accused_post__in=posts) | Q(pk__in=accused) | Q(pk__in=recused)
    return known | (Q(purpose=codes.Purpose.REPORT, is_secret=True) & own(user))


def barred_leads(user: Any) -> Q:
    """Leads of cases from which he is barred, as a condition on leads (by their source)."""
    cases = Case.objects.filter(barred(user)).order_by()
    keys = cases.annotate(text=Cast("pk", CharField())).values("text")
    return Q(source_type=Case._meta.label_lower, source_id__in=keys)


def case(user: Any, case_id: UUID | str) -> Case:
    """One visible case with its story. Raises NotFound."""
    rows = visible_to(user).select_related("accused_post", "merged_into", "lead")
    found = rows.prefetch_related("events", "notes__file", "assignments__organisation", "replies")
    row = found.filter(pk=case_id).first()
    if row is None:
        raise NotFound("not_found", NOT_THERE)
    return row


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these cases the user sees now, for notices about them and for calendars."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def visible_call_backs(user: Any, ids: Collection[str]) -> set[str]:
    """The same of call-backs, whose clocks stand in calendars."""
    return _of_visible(user, CallBack.objects.filter(pk__in=ids))


def visible_letters(user: Any, ids: Collection[str]) -> set[str]:
    """The same of supervision letters."""
    return _of_visible(user, SupervisionLetter.objects.filter(pk__in=ids))


def visible_parts(user: Any, ids: Collection[str]) -> set[str]:
    """The same of parts of bodies."""
    return _of_visible(user, Assignment.objects.filter(pk__in=ids))


def _of_visible(user: Any, rows: QuerySet[Any]) -> set[str]:
    cases = visible_to(user).order_by()
    return {str(pk) for pk in rows.filter(case__in=cases).order_by().values_list("pk", flat=True)}


def by_receipt(digest: bytes) -> Case | None:
    """The case behind a receipt, None when there is none."""
    return next(iter(Case.objects.raw(BY_RECEIPT, [digest])), None)

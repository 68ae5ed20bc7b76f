"""Every read of leads. Only the credit office sees them; nobody sees those about his own body."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import within, within_any
from credit_portal.accounts.selectors import holders_of
from credit_portal.accounts.sides import persons_behind
from credit_portal.common.errors import NotFound
from credit_portal.directory.models import Appointment
from integrity_files import policies
from integrity_files.codes import LeadState
from integrity_files.models import Lead

VERBS = (policies.HANDLE, policies.DECIDE)


def visible_to(user: Any) -> QuerySet[Lead]:
    """Leads about bodies that the user serves and stands outside of, and that accuse neither him
    nor whom he stands in for, the newest first."""
    rows = Lead.objects.filter(within_any(user, VERBS))
    own = getattr(user, "organisation", None)
    if own is None:
        return rows.none()
    above = [path for path in paths_above(own.path) if path]
    within_it = rows.filter(organisation__path__in=above).exclude(
        organisation__kind__in=sorted(GOVERNMENT_KINDS)
    )
    rows = rows.exclude(pk__in=within_it.values("pk")).exclude(organisation=own)
    rows = rows.exclude(barred(user))
    return rows.select_related("organisation", "handler", "paper_file").order_by(
        "-created_at", "-id"
    )


def barred(user: Any) -> Q:
    """Leads that accuse him by a post that he or whom he stands in for holds or held, and what the
    sources of leads bar him from (`register_bar`)."""
    posts = Appointment.objects.filter(person__in=persons_behind(user)).values("post_id")
    found = Q(post__in=posts)
    for bar in _bars:
        found |= bar(user)
    return found


def register_bar(bar: Callable[[Any], Q]) -> None:
    """Add a condition on leads that a user must not know of, by what they came from."""
    _bars[bar] = None


_bars: dict[Callable[[Any], Q], None] = {}


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these leads the user sees now, for notices about them and for calendars."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def paths_above(path: str) -> list[str]:
    """Paths of a body and of all bodies that it stands inside."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def lead(user: Any, lead_id: UUID | str) -> Lead:
    """One visible lead with its story. Raises NotFound."""
    rows = visible_to(user).select_related("post", "opener", "finder", "decider")
    found = rows.prefetch_related("events").filter(pk=lead_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def waiting(user: Any, verb: str, *states: str) -> QuerySet[Lead]:
    """Leads in these states over whose body the user holds the verb, the oldest first."""
    rows = visible_to(user).filter(within(user, verb), state__in=states)
    return rows.order_by("created_at", "id")


def mine(user: Any) -> QuerySet[Lead]:
    """Leads that the user verifies now."""
    return waiting(user, policies.HANDLE, LeadState.ASSIGNED).filter(handler=user)


def to_order(user: Any) -> QuerySet[Lead]:
    """Leads that the user found true and that have no record yet."""
    rows = waiting(user, policies.HANDLE, LeadState.TRUE).filter(handler=user)
    return rows.filter(record=None)


def of_source(source_type: str, source_id: str) -> Lead | None:
    """The lead that rests on a source, None when there is none."""
    return Lead.objects.filter(source_type=source_type, source_id=source_id).first()


def officers_for(row: Lead) -> list[User]:
    """Officers of the credit office who may verify the lead."""
    found = holders_of(policies.HANDLE, row.organisation)
    return [one for one in found if may_know(one, row)]


def may_know(user: User, row: Lead) -> bool:
    """Whether somebody who works for the credit office may work on it: it is not about his own
    body and does not accuse him."""
    if policies.bar(user, row.organisation) is not None:
        return False
    return not Lead.objects.filter(barred(user), pk=row.pk).exists()

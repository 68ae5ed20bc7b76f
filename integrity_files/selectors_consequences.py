"""Every read of consequences. The credit office sees those about bodies it stands outside of; the
body that the record is about and the owner of the duty see theirs once confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import within, within_any
from credit_portal.common.errors import NotFound
from integrity_files import policies_consequences as policies
from integrity_files import selectors_records as records
from integrity_files.codes_consequences import IN_FORCE, ConsequenceKind, ConsequenceState
from integrity_files.models import Consequence, Record
from integrity_files.selectors_leads import paths_above

PENDING = (ConsequenceState.ORDERED, ConsequenceState.STRUCK)


def visible_to(user: Any) -> QuerySet[Consequence]:
    """Consequences that the user works on for the credit office, or that his body has to carry
    out or suffers, the latest first."""
    own = within(user, policies.CARRY, "owner")
    own |= within(user, policies.CARRY, "record__organisation")
    rows = Consequence.objects.filter(_office(user) | (own & ~Q(state__in=PENDING)))
    rows = rows.select_related("record__organisation", "record__lead", "owner", "post")
    return rows.order_by("-ordered_on", "-id")


def _office(user: Any) -> Q:
    """Of bodies that he serves and stands outside of (design.md 2.6)."""
    own = getattr(user, "organisation", None)
    if own is None:
        return Q(pk__in=[])
    above = [path for path in paths_above(own.path) if path]
    body = "record__organisation"
    barred = Q(**{f"{body}__path__in": above}) & ~Q(
        **{f"{body}__kind__in": sorted(GOVERNMENT_KINDS)}
    )
    return within_any(user, policies.OFFICE, body) & ~barred & ~Q(**{body: own.pk})


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these duties the user sees now, for notices about them and for calendars."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def consequence(user: Any, consequence_id: UUID | str) -> Consequence:
    """One visible consequence with its story. Raises NotFound."""
    rows = visible_to(user).select_related(
        "orderer", "confirmer", "reporter", "accepter", "proof", "owner__parent"
    )
    found = rows.prefetch_related("events").filter(pk=consequence_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def filtered(user: Any, asked: dict[str, str]) -> QuerySet[Consequence]:
    """Visible consequences narrowed by kind, state and words of a name."""
    rows = visible_to(user)
    for name in ("kind", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if words := asked.get("q", "").strip():
        rows = rows.filter(
            Q(record__title_zh__icontains=words) | Q(record__organisation__name_zh__icontains=words)
            | Q(owner__name_zh__icontains=words) | Q(record__ref__iexact=words)
        )  # fmt: skip
    return rows


def of_record(user: Any, row: Record) -> list[Consequence]:
    """What follows a record, as far as the user sees it, the first first."""
    return list(visible_to(user).filter(record=row).order_by("ordered_on", "id"))


def waiting(user: Any, verb: str, *states: str) -> QuerySet[Consequence]:
    """Consequences in these states on which the user holds the verb, the oldest first."""
    field = "owner" if verb == policies.CARRY else "record__organisation"
    rows = visible_to(user).filter(within(user, verb, field), state__in=states)
    return rows.order_by("created_at", "id")


def record_to_follow(user: Any, record_id: UUID | str) -> Record:
    """A record of which the user may order consequences. Raises NotFound, NotAllowed."""
    row = records.record(user, record_id)
    policies.require(user, policies.ORDER, row.organisation)
    return row


def in_force_on(kind: str, day: date, bodies: Iterable[Any] | None = None) -> QuerySet[Consequence]:
    """Consequences with a term of this kind that are in force on a day: confirmed, not over, and
    not lifted before or on it. `bodies` narrows to records about these. One without a last day of
    its own is over with the display of its record, where that ends (set by this portal)."""
    shown = Q(record__last_day=None) | Q(record__last_day__gte=day)
    begun = Q(first_day__lte=day) & ((Q(last_day=None) & shown) | Q(last_day__gte=day))
    alive = Q(state__in=IN_FORCE) | Q(state=ConsequenceState.LIFTED, lifted_on__gt=day)
    rows = Consequence.objects.filter(begun, alive, kind=ConsequenceKind(kind))
    if bodies is not None:
        rows = rows.filter(record__organisation__in=list(bodies))
    rows = rows.select_related("record__organisation")
    return rows.order_by("record__organisation__path", "first_day", "id")

"""Every read of letters: the organ that signs them works on them; a body reads those to itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.scope import within
from credit_portal.common.errors import NotFound
from integrity_files import policies_letters as policies
from integrity_files import policies_records
from integrity_files import selectors_leads as leads
from integrity_files import selectors_records as records
from integrity_files.codes_letters import LetterState
from integrity_files.models import Letter, Record


def visible_to(user: Any) -> QuerySet[Letter]:
    """Letters of the user's organ, except of cases about his own body; and letters issued to his
    body. The latest first."""
    of_case = (Q(record=None) | Q(record__in=records.visible_to(user).order_by().values("pk"))) & (
        Q(lead=None) | Q(lead__in=leads.visible_to(user).order_by().values("pk"))
    )
    received = Q(state=LetterState.ISSUED) & within(user, policies_records.ANSWER, "addressee")
    rows = Letter.objects.filter((_of_organ(user) & of_case) | received)
    return rows.select_related("organ", "addressee", "drafter").order_by("-created_at", "-id")


def _of_organ(user: Any) -> Q:
    """Of the organ that he works in, if letters are his work."""
    own = getattr(user, "organisation", None)
    if own is None or not any(user.organisation_paths(verb) for verb in policies.OFFICE):
        return Q(pk__in=[])
    return Q(organ=own.pk)


def visible_ids(user: Any, ids: Iterable[str]) -> set[str]:
    """Of these letters those that the user may see, for notices about them."""
    rows = visible_to(user).filter(pk__in=list(ids)).order_by()
    return {str(key) for key in rows.values_list("pk", flat=True)}


def letter(user: Any, letter_id: UUID | str) -> Letter:
    """One visible letter with its story and answers. Raises NotFound."""
    rows = visible_to(user).select_related("issuer", "archive", "record__lead", "lead")
    rows = rows.prefetch_related("events", "answers__clerk", "answers__checker", "answers__scan")
    found = rows.filter(pk=letter_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def filtered(user: Any, asked: dict[str, str]) -> QuerySet[Letter]:
    """Visible letters narrowed by kind, state, year and words of title, number, addressee."""
    rows = visible_to(user)
    for name in ("kind", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("year", "").isdecimal():
        rows = rows.filter(year=int(asked["year"][:4]))
    if words := asked.get("q", "").strip():
        rows = rows.filter(
            Q(title_zh__icontains=words) | Q(number__icontains=words)
            | Q(addressee_zh__icontains=words)
        )  # fmt: skip
    return rows


def of_record(user: Any, row: Record) -> list[Letter]:
    """Letters about a record, the first first."""
    return list(visible_to(user).filter(record=row).order_by("created_at", "id"))


def waiting(user: Any) -> QuerySet[Letter]:
    """Letters of the user's organ, the oldest first."""
    rows = visible_to(user).filter(_of_organ(user))
    return rows.order_by("created_at", "id")


def is_office(user: Any, row: Letter) -> bool:
    """Whether he works on letters of the organ."""
    return any(policies.may(user, verb, row.organ) for verb in policies.OFFICE)

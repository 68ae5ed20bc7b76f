"""Reads about identities: whose may be asked for, requests, days on which one was seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from complaints import codes, numbers, policies
from complaints import selectors as cases
from complaints.models import Case, CaseNote, Identity, SealedOriginal, UnsealRequest
from credit_portal.accounts.outside import GOVERNMENT_KINDS
from credit_portal.accounts.scope import NOTHING, any_of, or_unnamed, within
from credit_portal.common import clock
from credit_portal.common.errors import NotFound

VERBS = (policies.ASK_UNSEAL, policies.CONFIRM_UNSEAL)
SHOWN = "unsealed"


def cases_for(user: Any, *verbs: str) -> QuerySet[Case]:
    """Cases about whose identity the user may ask or decide (any of VERBS unless told): within his
    bodies, or naming none yet; none about his own body, none that bars him."""
    seen = any_of([_over(user, verb) for verb in verbs or VERBS])
    rows = Case.objects.filter(seen).exclude(cases.own(user)).exclude(cases.barred(user))
    return rows.order_by("-received_on")


def _over(user: Any, verb: str) -> Q:
    held = getattr(user, "is_authenticated", False) and user.organisation_paths(verb)
    return or_unnamed(within(user, verb, "accused"), "accused") if held else NOTHING


def visible_to(user: Any) -> QuerySet[UnsealRequest]:
    """Requests about such cases, the newest first."""
    rows = UnsealRequest.objects.filter(case__in=cases_for(user).order_by())
    seen = rows.select_related("case__accused", "asker_unit", "confirmer_unit", "asker")
    return seen.select_related("confirmer").order_by("-asked_at", "id")


def request(user: Any, request_id: UUID | str) -> UnsealRequest:
    """One visible request. Raises NotFound."""
    row = visible_to(user).filter(pk=request_id).first()
    if row is None:
        raise NotFound("not_found", _("There is no such request, or it is not yours to see."))
    return row


def visible_ids(user: Any, ids: Collection[str]) -> set[str]:
    """Which of these requests the user sees now, for notices about them."""
    rows = visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in rows}


def waiting_for(user: Any) -> QuerySet[UnsealRequest]:
    """Requests of other units that the user may decide on."""
    mine = cases_for(user, policies.CONFIRM_UNSEAL).order_by()
    rows = visible_to(user).filter(case__in=mine, state=codes.UnsealState.ASKED)
    if user.organisation is None:
        return rows.none()
    return rows.exclude(_one_unit(user, "asker_unit") | _one_unit(user, "asker__organisation"))


def _one_unit(user: Any, field: str) -> Q:
    """Condition that `field` and the user's unit are one side (`policies.is_one_unit`)."""
    unit = user.organisation
    inside = (
        NOTHING if unit.kind in GOVERNMENT_KINDS else Q(**{f"{field}__path__startswith": unit.path})
    )
    return cases.own(user, field) | inside


def case_by_number(user: Any, number: str) -> Case:
    """A case for whose identity the user may ask, by its number as it is said or written. Raises
    NotFound, also for a case that bars him."""
    return _numbered(cases_for(user, policies.ASK_UNSEAL), number)


def seen_by_number(user: Any, number: str) -> Case:
    """A case that the user sees, by its number. Raises NotFound."""
    return _numbered(cases.visible_to(user), number)


def _numbered(rows: QuerySet[Case], number: str) -> Case:
    row = rows.filter(number=numbers.plain(number)).first()
    if row is None:
        raise NotFound("not_found", cases.NOT_THERE, field="number")
    return row


def is_kept(row: Case) -> bool:
    """Whether something sealed stands there that could be opened."""
    own = {"case": OuterRef("pk")}
    kept = Exists(Identity.objects.filter(**own)) | Exists(SealedOriginal.objects.filter(**own))
    return Case.objects.filter(kept, pk=row.pk).exists()


def has_identity(row: Case) -> bool:
    """Whether the reporter left who he is, and not files alone."""
    return Identity.objects.filter(case=row).exists()


def originals_of(row: Case) -> list[SealedOriginal]:
    """The files as they were handed in, in the order of their days."""
    return list(row.originals.select_related("note__file"))


def is_over(made: UnsealRequest) -> bool:
    """Whether the time of a confirmed request is over."""
    return made.expires_at is not None and made.expires_at <= clock.now()


def was_shown(made: UnsealRequest) -> bool:
    """Whether the identity was shown by this request: it is shown once."""
    return made.case.events.filter(name=SHOWN, data__request=str(made.pk)).exists()


def refusal_of(made: UnsealRequest) -> str:
    """Why a request was refused, in words; "" while there is no such note."""
    steps = made.case.events.filter(name="unseal_refused", data__request=str(made.pk))
    note = CaseNote.objects.filter(pk__in=steps.values("note_id")).first()
    return note.text if note is not None else ""

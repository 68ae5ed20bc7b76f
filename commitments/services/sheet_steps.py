"""What every act on a sheet does: lock it and its commitments, move, audit, tell people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commitments import codes, machine, policies, selectors_sheets
from commitments.models import Commitment, Sheet
from commitments.selectors import key
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Stale
from credit_portal.directory.models import Organisation
from credit_portal.notices.services import notify
from credit_portal.workflow import moves


def locked(actor: Actor, sheet_id: UUID | str) -> Sheet:
    """The sheet, locked and read anew. Raises NotFound when it is not his to see."""
    return lock(selectors_sheets.visible_to(actor), key(sheet_id))


def locked_entries(sheet: Sheet) -> list[Commitment]:
    """Its commitments, locked in key order; the caller holds the sheet."""
    rows = selectors_sheets.entries(sheet).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def check_version(sheet: Sheet, expected: int | None) -> None:
    """Raise Stale when somebody edited since the actor read it; None skips the check."""
    if expected is not None and sheet.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this sheet meanwhile. Reload the page and look again."),
        )


def require_editable(sheet: Sheet) -> None:
    """Raise Conflict unless it may still be written in."""
    if sheet.state not in {codes.SheetState.DRAFT, codes.SheetState.RETURNED}:
        raise Conflict("not_editable", _("Only a draft or a returned sheet can be changed."))


def require_live(body: Organisation) -> None:
    """Raise Conflict ("body_closed") for a body that has ended: nothing is promised in its name."""
    if not body.active:
        raise Conflict("body_closed", _("This body has been closed."))


def move(sheet: Sheet, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on a locked sheet; `also` names fields saved with it."""
    asked = policies.over(actor, machine.SHEET.transition(name).verb, sheet.organisation)
    moves.move(machine.SHEET, sheet, name, actor=actor, organisation=asked, also=also)


def trail(verb: str, actor: Actor, sheet: Sheet, *, reason: str = "", **data: Any) -> None:
    """Audit row of an act on a sheet."""
    audit.record(
        f"commitments.sheet_{verb}",
        actor=actor,
        target=sheet,
        new={"state": sheet.state},
        reason=reason,
        organisation=sheet.organisation,
        year=sheet.year,
        **data,
    )


def tell(template: str, sheet: Sheet, recipients: Iterable[User], key_: str, **extra: Any) -> None:
    """Put a message about a sheet into the outbox, once per key and recipient."""
    body = sheet.organisation
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": f"{body.name_zh}{sheet.year}年民生领域公开承诺",
            "title_en": f"Yearly sheet {sheet.year} of {body.name_en or body.name_zh}",
            "organisation_zh": body.name_zh or body.name_en,
            "organisation_en": body.name_en or body.name_zh,
            "reference": sheet.ref,
            "url": f"/staff/commitments/sheets/{sheet.pk}/",
            **extra,
        },
        dedupe_key=key_,
        organisation=body,
        target=sheet,
    )

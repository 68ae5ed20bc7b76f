"""Leads that rest on a row of a list: opened, and taken back while nobody verifies them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation
from credit_portal.workflow import services as workflow
from integrity_files import policies
from integrity_files.codes import LeadState, Origin
from integrity_files.models import Lead
from integrity_files.services import lead_steps as steps

TEXTS = ("title_zh", "facts_zh", "category", "paper", "paper_number", "paper_organ")


@dataclass
class Known:
    """Leads that rest on documents: by the key of a list's row, by body and number."""

    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[tuple[UUID, str], str] = field(default_factory=dict)

    def find(self, source: str, key: str, body: UUID, number: str) -> str:
        """Id of the lead that this row would repeat; "" when there is none."""
        return self.keys.get((source, key)) or self.numbers.get((body, _plain(number)), "")


def known() -> Known:
    """All leads on documents that were not taken back."""
    found = Known()
    rows = Lead.objects.filter(origin=Origin.DOCUMENT).exclude(state=LeadState.SUPERSEDED)
    for row in rows.only("pk", "source_type", "source_id", "organisation_id", "paper_number"):
        if row.source_type:
            found.keys[(row.source_type, row.source_id.partition("#")[0])] = str(row.pk)
        found.numbers[(row.organisation_id, _plain(row.paper_number))] = str(row.pk)
    return found


def _plain(number: str) -> str:
    return "".join(number.split()).replace("(", "（").replace(")", "）").casefold()


@transaction.atomic
def open_from_list(*, actor: Any, source: str, row: dict[str, Any]) -> Lead:
    """Open the lead of a row; the one that stands there already when another import was faster.

    `row`: organisation (id), key and what a lead says. Raises NotAllowed.
    """
    body = Organisation.objects.select_for_update().get(pk=row["organisation"])
    policies.require(actor, policies.HANDLE, body)
    same = Lead.objects.filter(source_type=source, source_id__startswith=row["key"])
    standing = same.exclude(state=LeadState.SUPERSEDED).first()
    if standing is not None:
        return standing
    taken_back, now = same.count(), clock.now()
    lead = Lead.objects.create(
        organisation=body, opener=actor, origin=Origin.DOCUMENT, is_demo=body.is_demo,
        source_type=source, source_id=row["key"] + (f"#{taken_back}" if taken_back else ""),
        happened_on=date.fromisoformat(row["happened_on"]),
        paper_date=date.fromisoformat(row["paper_date"]), created_at=now, updated_at=now,
        **{name: row[name] for name in TEXTS},
    )  # fmt: skip
    workflow.start_deadline(
        kind=steps.VERIFY, case=lead, organisation=body, start_on=clock.today(), rule=steps.RULE
    )
    steps.note(lead, "opened", actor, origin=lead.origin, category=lead.category)
    return lead


@transaction.atomic
def take_back(*, actor: Any, lead_id: UUID) -> None:
    """End a lead that an import opened. Raises Conflict ("lead_taken") once somebody verifies
    it."""
    row = lock(Lead.objects.select_related("organisation"), lead_id)
    if row.state == LeadState.SUPERSEDED:
        return
    if row.state != LeadState.NEW:
        raise Conflict(
            "lead_taken", _("Somebody verifies one of these leads already; the import stands.")
        )
    row.ended_on = clock.today()
    steps.move(row, "supersede", actor, "ended_on")
    workflow.satisfy(steps.VERIFY, row)
    steps.note(row, "superseded", actor)

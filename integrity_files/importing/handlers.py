"""Row handlers: court lists of dishonest judgment debtors, and penalties, as leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.directory.models import Organisation
from credit_portal.directory.row_handlers.shared import Bodies, date_field
from credit_portal.imports import registry
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem, RowHandler
from integrity_files import policies
from integrity_files.codes import BreachCategory, Source
from integrity_files.importing import columns as lists
from integrity_files.importing import rows
from integrity_files.policies_reporting import IMPORT
from integrity_files.services import lead_lists

DATES = ("filed_on", "published_on")


@dataclass
class Known:
    """What all rows of a preview are checked against."""

    actor: Any
    bodies: Bodies
    by_id: dict[str, Organisation]
    leads: lead_lists.Known


class ListRows(RowHandler):
    """Base: a list whose rows are documents about bodies."""

    verb = IMPORT
    source = ""
    paper = Source.JUDGMENT
    category = BreachCategory.OTHER
    party: Sequence[str] = ()
    parties: frozenset[str] = frozenset()
    title_zh = ""
    facts: Sequence[str] = ()

    def keep(self, headers: Sequence[str], cells: Sequence[str]) -> list[str] | None:
        """Only rows about public bodies are kept, without what concerns persons; the others are
        refused unread. Raises Invalid ("party_column_missing")."""
        at = rows.party_at(headers, self.party)
        if at is None:
            raise Invalid(
                "party_column_missing",
                _("The list does not say which rows are about persons. Ask for it with “%(name)s”.")
                % {"name": self.party[0]},
                field="file",
            )
        party = cells[at] if at < len(cells) else ""
        if not rows.is_organisation(party, self.parties) or rows.is_other_kind(cells):
            return None
        return rows.without_persons(headers, cells)

    def context(self, batch: ImportBatch) -> Known:
        """Bodies, and leads that rest on documents already."""
        actor = User.objects.filter(pk=batch.actor_id).first()
        by_id = {str(body.pk): body for body in Organisation.objects.filter(active=True)}
        return Known(actor, Bodies(), by_id, lead_lists.known())

    def validate(self, row: dict[str, str], context: Known) -> Checked:
        """Find the body, read the days, look for the lead that is there already."""
        checked = Checked()
        if not rows.is_organisation(row.get("party", ""), self.parties):
            checked.errors.append(Problem("party_personal", PERSONAL, "party"))
            return checked
        body = self._body(row, context, checked)
        days = self._days(row, checked)
        number = row.get("case") or row.get("ground", "")
        if not number:
            checked.errors.append(Problem("case_missing", NUMBERLESS, "case"))
        if checked.errors or body is None:
            return checked
        checked.key = rows.key_of(str(body.pk), row["court"], number)
        checked.existing = context.leads.find(self.source, checked.key, body.pk, number)
        checked.cleaned = self._cleaned(row, body, days, number) | {"key": checked.key}
        return checked

    def _body(self, row: dict[str, str], context: Known, checked: Checked) -> Organisation | None:
        code = rows.code_of(row.get("code", ""))
        key, problem = context.bodies.find(code, "code") if code else ("", None)
        if not key:
            key, problem = context.bodies.find(row.get("name", ""), "name")
        body = context.by_id.get(key)
        if problem is not None or body is None:
            checked.errors.append(problem or Problem("body_closed", CLOSED, "name"))
        elif context.actor is None or not policies.may(context.actor, policies.HANDLE, body):
            checked.errors.append(Problem("body_not_yours", FOREIGN, "name"))
        return body

    def _days(self, row: dict[str, str], checked: Checked) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for name in DATES:
            found[name], problems = date_field(row, name)
            checked.errors += problems
            day = found[name]
            if day and date.fromisoformat(day) > clock.today():
                checked.errors.append(Problem("date_future", FUTURE, name))
        return found

    def _cleaned(
        self, row: dict[str, str], body: Organisation, days: dict[str, str | None], number: str
    ) -> dict[str, Any]:
        titles = {name: column.title_zh for name in self.facts if (column := self.column(name))}
        return {
            "organisation": str(body.pk),
            "title_zh": f"{self.title_zh}：{number}"[:200],
            "facts_zh": rows.facts_of(row, titles),
            "category": self.category,
            "happened_on": days.get("published_on") or days["filed_on"],
            "paper": self.paper,
            "paper_number": number[:100],
            "paper_organ": row["court"][:200],
            "paper_date": days["filed_on"],
        }

    def apply(self, found: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """One lead a row; ids in the same order."""
        return [
            str(lead_lists.open_from_list(actor=actor, source=self.source, row=one.cleaned).pk)
            for one in found
        ]

    def undo(self, found: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """End the leads, while nobody has taken them. Raises Conflict."""
        for one in found:
            lead_lists.take_back(actor=actor, lead_id=UUID(one.result_id))

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """Audit rows of the import and of its taking back."""
        verbs = {"committed": "leads_imported", "undone": "leads_taken_back"}
        if event in verbs:
            audit.record(
                f"integrity_files.{verbs[event]}", actor=actor, target=batch,
                new={"handler": batch.handler, "rows": batch.rows_done,
                     "sha256": batch.file_sha256},
            )  # fmt: skip


PERSONAL = _("This row is about a person. Such rows are not imported; leave it out.")
NUMBERLESS = _("Give the number of the case or of the ground of enforcement.")
CLOSED = _("This body is closed. Enter the body that took over its duties.")
FOREIGN = _("You do not work on leads about this body. Leave the row to whoever does.")
FUTURE = _("This day is still to come.")


class CourtRows(ListRows):
    """Dishonest judgment debtors (法释〔2017〕7号 art. 6), organs and institutions only."""

    title = _("Court list of dishonest judgment debtors")
    columns: Sequence[Column] = lists.COURT
    source = "list.court"
    paper = Source.JUDGMENT
    category = BreachCategory.JUDGMENT
    party, parties = lists.PARTY, rows.COURT_PARTIES
    title_zh = "被列为失信被执行人"
    facts = ("case", "ground", "ground_organ", "duty", "performance", "conduct", "published_on")


class PenaltyRows(ListRows):
    """Administrative penalties against bodies (double publicity, CF_ fields)."""

    title = _("List of administrative penalties")
    columns: Sequence[Column] = lists.PENALTY
    source = "list.penalty"
    paper = Source.PENALTY
    party, parties = lists.PENALTY_PARTY, rows.PENALTY_PARTIES
    title_zh = "受到行政处罚"
    facts = ("conduct", "duty", "basis", "kind", "performance", "fine")


def register() -> None:
    """Register both kinds of rows."""
    registry.register("court_list", CourtRows())
    registry.register("penalty_list", PenaltyRows())

"""A lead from opening to its finding; untrue only by two people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.errors import Invalid, NotAllowed, NotFound
from credit_portal.directory.models import Organisation
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.workflow import services as workflow
from integrity_files import policies
from integrity_files import selectors_leads as selectors
from integrity_files.codes import Excuse, Origin
from integrity_files.models import Lead
from integrity_files.services import lead_steps as steps

FILES = "lead"


@transaction.atomic
def open_lead(
    *, actor: User, organisation_id: UUID, facts: dict[str, Any], upload: Any = None
) -> Lead:
    """Open a lead by hand or from a document of another organ.

    `facts`: title_zh, facts_zh, category, happened_on, and of a document paper, paper_number,
    paper_organ, paper_date. Raises NotAllowed, Invalid ("paper_missing", "date_future").
    """
    body = _body(actor, organisation_id)
    _check(facts)
    now = clock.now()
    row = Lead(
        organisation=body, opener=actor, created_at=now, updated_at=now,
        origin=Origin.DOCUMENT if facts.get("paper") else Origin.HAND, is_demo=body.is_demo,
        **facts,
    )  # fmt: skip
    if upload:
        row.paper_file = files.store(upload=upload, owner=actor, purpose=FILES)
    row.save(force_insert=True)
    begin(row, actor)
    return row


def _body(actor: User, organisation_id: UUID) -> Organisation:
    found = Organisation.objects.filter(pk=organisation_id, active=True).first()
    if found is None:
        raise Invalid("body_unknown", _("Choose a body from the list."), field="organisation")
    if not any(policies.may(actor, verb, found) for verb in (policies.HANDLE, policies.DECIDE)):
        policies.require(actor, policies.HANDLE, found)
    return found


def _check(facts: dict[str, Any]) -> None:
    today = clock.today()
    for name in ("happened_on", "paper_date"):
        if facts.get(name) is not None and facts[name] > today:
            raise Invalid("date_future", _("This day is still to come."), field=name)
    if facts.get("paper"):
        for name in ("paper_number", "paper_organ", "paper_date"):
            if not facts.get(name):
                raise Invalid(
                    "paper_missing",
                    _("A document has a number, an organ that issued it, and a date."),
                    field=name,
                )


def begin(row: Lead, actor: Any) -> None:
    """Start the time to verify and tell who may take it."""
    workflow.start_deadline(
        kind=steps.VERIFY, case=row, organisation=row.organisation, start_on=clock.today(),
        rule=steps.RULE,
    )  # fmt: skip
    steps.note(row, "opened", actor, origin=row.origin, category=row.category)
    told = steps.outside(holders_of(policies.HANDLE, row.organisation), row)
    steps.tell("lead_opened", row, told, "opened")


@transaction.atomic
def take_lead(*, actor: User, lead_id: UUID, expected_version: int | None = None) -> Lead:
    """Take it to verify oneself."""
    row = steps.locked(actor, lead_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    row.handler = actor
    steps.move(row, "take", actor, "handler")
    steps.note(row, "taken", actor)
    return row


@transaction.atomic
def assign_lead(
    *, actor: User, lead_id: UUID, handler_id: UUID, expected_version: int | None = None
) -> Lead:
    """Give it to an officer of the credit office. Raises Invalid ("handler_unfit")."""
    row = steps.locked(actor, lead_id, policies.DECIDE, expected_version)
    actor = steps.capacity(actor, policies.DECIDE, row)
    fit = {one.pk: one for one in selectors.officers_for(row)}
    if handler_id not in fit:
        raise Invalid(
            "handler_unfit", _("Choose an officer who may verify this."), field="handler_id"
        )
    row.handler = fit[handler_id]
    steps.move(row, "assign", actor, "handler")
    steps.note(row, "assigned", actor, handler=str(handler_id))
    steps.tell("lead_assigned", row, [row.handler], "assigned")
    return row


def _found(row: Lead, actor: User, finding: str) -> None:
    """Only the officer who verifies it says what was found."""
    if row.handler_id != actor.pk:
        raise NotAllowed("not_handler", _("Whoever verifies it says what was found."))
    row.finder, row.found_on = actor, clock.today()
    row.finding_zh = steps.words(finding, "finding")


@transaction.atomic
def find_true(
    *, actor: User, lead_id: UUID, finding: str, excuses: list[str] | None = None,
    expected_version: int | None = None,
) -> Lead:  # fmt: skip
    """It is true; a record may follow. `excuses` names what the body blamed it on (E1–E8)."""
    row = steps.locked(actor, lead_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    _found(row, actor, finding)
    row.excuses = sorted(set(excuses or ()) & set(Excuse.values))
    row.ended_on = clock.today()
    steps.move(row, "find_true", actor, *FOUND, "excuses", "ended_on")
    workflow.satisfy(steps.VERIFY, row)
    steps.note(row, "found_true", actor, excuses=row.excuses)
    told = steps.outside(holders_of(policies.DECIDE, row.organisation), row)
    steps.tell("lead_true", row, told, "true")
    return row


FOUND = ("finder", "found_on", "finding_zh")


@transaction.atomic
def propose_untrue(
    *, actor: User, lead_id: UUID, finding: str, expected_version: int | None = None
) -> Lead:
    """It is not true, with the reasons; a second person confirms."""
    row = steps.locked(actor, lead_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    _found(row, actor, finding)
    steps.move(row, "doubt", actor, *FOUND)
    steps.note(row, "doubted", actor)
    told = steps.outside(holders_of(policies.DECIDE, row.organisation), row)
    steps.tell("lead_to_confirm", row, told, "doubted")
    return row


@transaction.atomic
def return_lead(
    *, actor: User, lead_id: UUID, reason: str, expected_version: int | None = None
) -> Lead:
    """Send it back to be verified again; the reason stands on its page until it is found."""
    row = steps.locked(actor, lead_id, policies.DECIDE, expected_version)
    actor = steps.capacity(actor, policies.DECIDE, row)
    row.back_zh = steps.words(reason, "reason")
    row.finding_zh, row.finder, row.found_on = "", None, None
    steps.move(row, "send_back", actor, "back_zh", *FOUND)
    steps.note(row, "sent_back", actor)
    if row.handler is not None:
        steps.tell("lead_assigned", row, [row.handler], "sent_back")
    return row


@transaction.atomic
def confirm_untrue(*, actor: User, lead_id: UUID, expected_version: int | None = None) -> Lead:
    """Close it as not true. Raises NotAllowed ("four_eyes", "own_body")."""
    row = steps.locked(actor, lead_id, policies.DECIDE, expected_version)
    policies.require_second(actor, row.finder, steps.acted_on(row))
    actor = steps.capacity(actor, policies.DECIDE, row)
    row.decider, row.ended_on = actor, clock.today()
    steps.move(row, "close", actor, "decider", "ended_on")
    workflow.satisfy(steps.VERIFY, row)
    steps.note(row, "closed", actor)
    return row


@transaction.atomic
def read_paper(*, actor: User, lead_id: UUID) -> StoredFile:
    """The document of a lead the actor may see, and the trace of his look. Raises NotFound."""
    row = selectors.lead(actor, lead_id)
    if row.paper_file is None:
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.lead_paper_seen", actor=actor, target=row, organisation=row.organisation
    )
    return row.paper_file


@transaction.atomic
def read_evidence(*, actor: User, lead_id: UUID, file_id: UUID) -> StoredFile:
    """A file that came with a lead that the actor may see, and the trace. Raises NotFound."""
    row = selectors.lead(actor, lead_id)
    found = row.files.select_related("file").filter(file_id=file_id).first()
    if found is None:
        raise NotFound("not_found", _("There is no document."))
    audit.record(
        "integrity_files.lead_file_seen", actor=actor, target=row, organisation=row.organisation
    )
    return found.file

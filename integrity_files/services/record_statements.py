"""The statement of the body on a notice: a draft with its evidence, then handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict
from credit_portal.workflow import services as workflow
from credit_portal.workflow.selectors import deadline_of
from integrity_files import policies_records as policies
from integrity_files.codes_records import FileUse, RecordState, StatementState
from integrity_files.models import Record, Statement
from integrity_files.services import record_steps as steps
from integrity_files.services.record_files import attach


def _open(actor: User, record_id: UUID, expected: int | None) -> tuple[Record, Any]:
    """The locked record with time for a statement, and the actor in his capacity."""
    row = steps.locked(actor, record_id, policies.ANSWER, expected)
    if row.state != RecordState.NOTICED:
        raise Conflict(
            "no_statement_now", _("A statement is made on a notice, until it is considered.")
        )
    found = Statement.objects.filter(record=row).first()
    if found is not None and found.state == StatementState.FILED:
        raise Conflict("statement_filed", _("The statement was handed in already."))
    return row, steps.capacity(actor, policies.ANSWER, row)


@transaction.atomic
def draft_statement(
    *, actor: User, record_id: UUID, text: str, short: str = "", upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Keep a draft of the statement, with a file of evidence. Raises Conflict, Invalid."""
    row, actor = _open(actor, record_id, expected_version)
    _write(row, actor, text, short, upload)
    steps.save(row)
    return row


@transaction.atomic
def file_statement(
    *, actor: User, record_id: UUID, text: str, short: str = "", upload: Any = None,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Hand the statement in; it stays as it is. `short` goes onto the public page if it comes to
    one. After its day it is still taken until the statement is considered, and marked late.
    Raises Conflict, Invalid."""
    row, actor = _open(actor, record_id, expected_version)
    statement = _write(row, actor, text, short, upload)
    deadline = deadline_of(steps.STATEMENT, row)
    statement.is_late = deadline is not None and deadline.due_on < clock.today()
    statement.state, statement.filed_on = StatementState.FILED, clock.today()
    statement.save()
    workflow.satisfy(steps.STATEMENT, row)
    steps.save(row)
    steps.note(row, "statement_filed", actor, late=statement.is_late)
    told = steps.office(row, policies.HANDLE)
    steps.tell("record_statement_filed", row, told, "statement")
    return row


def _write(row: Record, actor: User, text: str, short: str, upload: Any) -> Statement:
    given = {
        "text_zh": steps.words(text, "text"),
        "short_zh": short.strip()[:500],
        "writer": actor,
        "updated_at": clock.now(),
    }
    found, _new = Statement.objects.update_or_create(record=row, defaults=given)
    if upload:
        attach(row, upload, FileUse.STATEMENT, actor)
    return found

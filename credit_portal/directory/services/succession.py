"""Succession: who takes over from whom. Checked under the lock of the trees, written once.

Moving the open cases is the caller's (`workflow.succession`), in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.directory.models import Organisation, Post, Succession, SuccessionLine
from credit_portal.directory.policies import require_manage
from credit_portal.directory.services import succession_checks as checks
from credit_portal.directory.services.shared import lock_trees
from credit_portal.directory.services.tree import close_organisation

Kind = Succession.Kind
Scope = SuccessionLine.Scope
#: Kinds that end their predecessors: everything passes on, nothing stays.
CLOSING = frozenset({Kind.RENAME, Kind.MERGE, Kind.SPLIT, Kind.ABOLITION, Kind.DIVISION_CHANGE})


@dataclass(frozen=True)
class Line:
    """From one body or post to another; `sectors` and `cases` say which of the open cases."""

    from_organisation: Organisation
    to_organisation: Organisation
    to_post: Post
    from_post: Post | None = None
    scope: str = Scope.ALL
    sectors: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the document says."""

    kind: str
    organisation: Organisation
    effective_on: date
    document_number: str
    document_title: str
    document_organ: str
    document_on: date
    document_id: UUID | None = None
    lines: tuple[Line, ...] = ()

    @property
    def closes(self) -> bool:
        """Whether the predecessors end with it."""
        return self.kind in CLOSING

    @property
    def predecessors(self) -> list[Organisation]:
        """Bodies that pass something on, each once, in the order of the lines."""
        return list(
            {line.from_organisation.pk: line.from_organisation for line in self.lines}.values()
        )

    @property
    def basis(self) -> str:
        """The document as one line: title and number."""
        return f"《{self.document_title}》（{self.document_number}）"[:200]


@dataclass(frozen=True)
class People:
    """Who proposed and who confirmed, as ids and titles; accounts stand above the directory."""

    change_id: UUID
    proposed_by: UUID | None = None
    proposed_title: str = ""
    confirmed_by: UUID | None = None
    confirmed_title: str = ""


@transaction.atomic
def check_succession(facts: Facts) -> None:
    """Raise DomainError, in a sentence a clerk understands, for a succession that cannot be.

    Locks the trees of all bodies concerned until the end of the caller's transaction.
    """
    bodies = [facts.organisation, *facts.predecessors]
    bodies += [line.to_organisation for line in facts.lines]
    fresh = lock_trees(*bodies)
    checks.check(facts, fresh)


@transaction.atomic
def record_succession(*, actor: Actor, facts: Facts, people: People) -> Succession:
    """Write the succession and its lines. Raises NotAllowed unless the actor manages both sides,
    so that nobody hands promises to a body of others, and as `check_succession`.

    The predecessors are still open afterwards: `close_predecessors` ends them once their cases
    have moved.
    """
    successors = [line.to_organisation for line in facts.lines]
    for body in [facts.organisation, *facts.predecessors, *successors]:
        require_manage(actor, body)
    check_succession(facts)
    row = Succession.objects.create(
        kind=facts.kind, organisation=facts.organisation, effective_on=facts.effective_on,
        document_number=facts.document_number.strip(), document_title=facts.document_title.strip(),
        document_organ=facts.document_organ.strip(), document_on=facts.document_on,
        document_id=facts.document_id, change_id=people.change_id, proposed_by=people.proposed_by,
        proposed_title=people.proposed_title[:200], confirmed_by=people.confirmed_by,
        confirmed_title=people.confirmed_title[:200], confirmed_at=clock.now(),
    )  # fmt: skip
    SuccessionLine.objects.bulk_create(
        _line(row, position, line, facts) for position, line in enumerate(facts.lines, 1)
    )
    # Public pages of both sides tell it: their validators look at when a body was changed last.
    told = {body.pk for body in [facts.organisation, *facts.predecessors, *successors]}
    Organisation.objects.filter(pk__in=told).update(updated_at=clock.now())
    new = {
        "kind": facts.kind,
        "effective_on": str(facts.effective_on),
        "lines": len(facts.lines),
        "document": facts.document_number[:120],
    }
    record("directory.succession", actor=actor, target=row, organisation=row.organisation, new=new)
    return row


def _line(row: Succession, position: int, line: Line, facts: Facts) -> SuccessionLine:
    return SuccessionLine(
        succession=row,
        position=position,
        from_organisation=line.from_organisation,
        from_post=line.from_post,
        to_organisation=line.to_organisation,
        to_post=line.to_post,
        scope=line.scope,
        sectors=list(line.sectors) if line.scope == Scope.SECTOR else [],
        whole=facts.closes,
        effective_on=facts.effective_on,
    )


@transaction.atomic
def close_predecessors(*, actor: Actor, facts: Facts) -> Sequence[Organisation]:
    """End the bodies that a merger, split, abolition … ends: their last day is the eve.

    Raises as `close_organisation`: bodies below must have been moved or closed first.
    """
    if not facts.closes:
        return []
    eve = facts.effective_on - timedelta(days=1)
    return [
        close_organisation(
            actor=actor,
            organisation=body,
            closed_on=eve,
            basis=facts.basis,
            reason=str(_("succession")),
        )
        for body in facts.predecessors
    ]

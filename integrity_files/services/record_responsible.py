"""Who is responsible: confidential, read under a purpose, entered into files and never public."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Person, Post
from credit_portal.directory.selectors import holder_on
from integrity_files import policies_records as policies
from integrity_files import purposes
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import PENDING
from integrity_files.models import Record, RecordResponsible
from integrity_files.purposes import Purpose
from integrity_files.services import record_steps as steps
from integrity_files.services.entries import earlier_entry, record_entry

CATEGORY = "C13"


def reason(row: Record) -> str:
    """The purpose under which they are read: the verification of this very case."""
    return purposes.reason(Purpose.VERIFICATION, row.short)


@transaction.atomic
def name_responsible(
    *, actor: User, record_id: UUID, post_id: UUID, role: str, with_holder: bool = True,
    expected_version: int | None = None,
) -> Record:  # fmt: skip
    """Name a post of the body, and who held it on the day of the breach.

    Raises Conflict once it is determined, Invalid ("post_foreign", "named_twice").
    """
    row = steps.locked(actor, record_id, policies.HANDLE, expected_version)
    actor = steps.capacity(actor, policies.HANDLE, row)
    if row.state not in PENDING:
        raise Conflict("decided", _("This is determined already."))
    post = Post.objects.filter(pk=post_id, organisation=row.organisation).first()
    if post is None:
        raise Invalid("post_foreign", _("Choose a post of the body."), field="post_id")
    holder = _holder(post, row) if with_holder else None
    with acts.reading_as(actor, reason(row)):
        twin = RecordResponsible.objects.filter(record=row, post=post, person=holder)
        if twin.exists():
            raise Invalid("named_twice", _("This is named already."), field="post_id")
    RecordResponsible.objects.create(
        record=row, post=post, person=holder, role_zh=steps.words(role, "role", 500), namer=actor,
        named_at=clock.now(),
    )  # fmt: skip
    steps.save(row)
    steps.note(row, "responsible_named", actor)
    return row


def _holder(post: Post, row: Record) -> Person | None:
    """Who held the post on the day of the breach; None when nobody did."""
    found = holder_on(post, row.lead.happened_on)
    return found.person if found is not None else None


@transaction.atomic
def responsible_of(*, actor: User, record_id: UUID) -> list[RecordResponsible]:
    """Who is named; the look itself is an audit row. Only for the credit office.

    Raises NotFound, NotAllowed.
    """
    row = selectors.record(actor, record_id)
    if not policies.is_office(actor, row.organisation):
        policies.require(actor, policies.HANDLE, row.organisation)
    found = _named(row, actor)
    audit.record(
        "integrity_files.record_responsible_seen", actor=actor, target=row,
        organisation=row.organisation, reason=reason(row), entries=len(found),
    )  # fmt: skip
    return found


def _named(row: Record, actor: Actor) -> list[RecordResponsible]:
    with acts.reading_as(actor, reason(row)):
        rows = RecordResponsible.objects.filter(record=row).select_related("post", "person")
        return list(rows)


def enter(row: Record, actor: Actor, *, version: int = 1) -> None:
    """An entry in the file of each person named, codes only; a later version of the record takes
    the place of the entry before."""
    for one in _named(row, actor):
        if one.person is None:
            continue
        former = None
        if version > 1:
            former = earlier_entry(subject=one.person, category=CATEGORY, source=row, actor=actor)
        record_entry(
            subject=one.person, category=CATEGORY, source=row, post=one.post, actor=actor,
            data={
                "state": row.state, "category": row.lead.category, "severity": row.severity,
                "item": _code(row),
            },
            occurred_on=row.lead.happened_on, source_version=version, corrects=former,
        )  # fmt: skip


def _code(row: Record) -> str:
    return row.item.code if row.item is not None else ""

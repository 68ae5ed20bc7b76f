"""What every act does: lock, note the step, write the audit row, tell people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commitments import policies, selectors
from commitments.disclosures import title_en
from commitments.models import (
    Commitment,
    CommitmentEvent,
    Contradiction,
    Evidence,
    FieldMark,
    Remark,
    Verification,
)
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, Stale
from credit_portal.directory.models import Organisation
from credit_portal.files.models import StoredFile
from credit_portal.notices.services import notify
from credit_portal.workflow import moves
from credit_portal.workflow.machine import Machine
from credit_portal.workflow.registry import CaseName

LONGEST_REASON = 4000


def locked(actor: Actor, commitment_id: UUID | str) -> Commitment:
    """The commitment, locked and read anew. Raises NotFound when it is not his to see."""
    return lock(selectors.visible_to(actor), selectors.key(commitment_id))


def locked_verification(actor: Actor, verification_id: UUID | str) -> Verification:
    """The verification with its commitment, both locked, the commitment first."""
    found = selectors.verification(actor, verification_id)
    commitment = locked(actor, found.commitment_id)
    verification = lock(selectors.verifications_visible_to(actor), found.pk)
    verification.commitment = commitment
    return verification


def move(
    machine: Machine,
    row: Commitment | Verification,
    name: str,
    actor: Actor,
    *also: str,
) -> None:
    """Take a transition on a locked row; ``also`` names fields saved together with the state."""
    asked = _asked(machine, row, name, actor)
    moves.move(machine, row, name, actor=actor, organisation=asked, also=also)


def check_move(machine: Machine, row: Commitment | Verification, name: str, actor: Actor) -> None:
    """Raise as ``move`` would, and change nothing."""
    moves.check(machine, row, name, actor=actor, organisation=_asked(machine, row, name, actor))


def _asked(
    machine: Machine, row: Commitment | Verification, name: str, actor: Actor
) -> Organisation | None:
    """The body over which the step's verb is asked."""
    body = row.organisation if isinstance(row, Commitment) else row.body
    return policies.over(actor, machine.transition(name).verb, body)


def check_version(row: Commitment | Verification | Contradiction, expected: int | None) -> None:
    """Raise Stale when somebody edited since the actor read it; None skips the check."""
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )


def require_running(row: Commitment) -> None:
    """Raise Conflict ("clock_stopped") while the clock of the promise stands still."""
    if row.due_stopped_on is not None:
        raise Conflict(
            "clock_stopped", _("The clock stands still. Let it run again before you go on.")
        )


def require_checked(evidence: Iterable[Evidence]) -> None:
    """Raise Conflict ("file_unchecked") unless every file the public would get is found clean."""
    for one in evidence:
        if one.is_public and not one.file.is_clean:
            raise Conflict(
                "file_unchecked",
                _("A file for the public has not been found clean: “%(file)s” (%(state)s).")
                % {"file": one.title, "state": one.file.get_state_display()},
            )


def require_clean(*kept: StoredFile | None) -> None:
    """Raise Conflict ("file_unchecked") unless each file that an act rests on is found clean, so
    that whoever acts could look at it; None is no file."""
    for file in kept:
        if file is not None and not file.is_clean:
            raise Conflict(
                "file_unchecked",
                _("A file that this rests on has not been found clean: “%(file)s” (%(state)s).")
                % {"file": file.name, "state": file.get_state_display()},
            )


def case_name(row: Commitment) -> CaseName:
    """How a promise is called where a deadline of it is told of, and its page on the desk."""
    zh, en = row.title_zh or row.title_en, row.title_en or row.title_zh
    return CaseName(zh, en, f"/staff/commitments/{row.pk}/", row.ref)


def check_reason(text: str) -> str:
    """The reason, trimmed. Raises Invalid when there is none or it is too long."""
    reason = text.strip()
    if not reason:
        raise Invalid("reason_missing", _("State the reason."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason_too_long", _("The reason is too long."), field="reason")
    return reason


def note(
    commitment: Commitment,
    name: str,
    actor: Actor,
    *,
    remark: Remark | None = None,
    **data: Any,
) -> CommitmentEvent:
    """Write one step of the story: codes, dates and ids only."""
    return CommitmentEvent.objects.create(
        commitment=commitment,
        act_id=acts.current_act_id(),
        name=name,
        at=clock.now(),
        on=clock.today(),
        actor_id=actor_id(actor),
        actor_title=actor.title[:200],
        remark_id=remark.pk if remark else None,
        data={**data, "title_en": title_en(actor)},
    )


def say(
    commitment: Commitment, actor: Any, text: str, marks: Iterable[tuple[str, str]] = ()
) -> Remark:
    """Keep the words of a reason, with field marks (field, note), in their erasable place."""
    remark = Remark.objects.create(
        commitment=commitment, text=check_reason(text), made_by=actor, made_at=clock.now()
    )
    wanted = dict(marks)
    FieldMark.objects.bulk_create(
        FieldMark(remark=remark, field=field, note=words.strip()[:300])
        for field, words in wanted.items()
    )
    return remark


def trail(
    verb: str,
    actor: Actor,
    row: Commitment,
    *,
    old: str = "",
    new: str = "",
    reason: str = "",
    **data: Any,
) -> None:
    """Audit row of an act on a commitment; ``old`` and ``new`` are state or outcome codes."""
    audit.record(
        f"commitments.{verb}",
        actor=actor,
        target=row,
        old={"state": old} if old else None,
        new={"state": new} if new else None,
        reason=reason,
        organisation=row.organisation,
        **data,
    )


def tell(
    template: str, row: Commitment, recipients: Iterable[User], key: str, **extra: Any
) -> None:
    """Put a message about a commitment into the outbox, once per key and recipient."""
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": row.title_zh or row.title_en,
            "title_en": row.title_en or row.title_zh,
            "organisation_zh": row.organisation.name_zh or row.organisation.name_en,
            "organisation_en": row.organisation.name_en or row.organisation.name_zh,
            "due_on": row.due_on.isoformat() if row.due_on else "",
            "reference": row.ref,
            "url": f"/staff/commitments/{row.pk}/",
            **extra,
        },
        dedupe_key=key,
        organisation=row.organisation,
        target=row,
    )


def verification_url(task: Verification) -> str:
    """Page of a verification."""
    return f"/staff/commitments/verifications/{task.pk}/"

"""What every act on an old account does: lock, move, note, trail, tell, refresh the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commitments import disclosures_old_accounts as disclosures
from commitments import machine_old_accounts as machine
from commitments import policies_old_accounts as policies
from commitments import selectors_old_accounts as selectors
from commitments.disclosures import title_en
from commitments.models import OldAccount, OldAccountEvent, OldAccountNote, OldAccountSheet
from commitments.selectors import key as read_key
from commitments.services.steps import check_reason
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.db import lock
from credit_portal.common.errors import Stale
from credit_portal.directory.models import Organisation
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.notices.services import notify
from credit_portal.publishing import services as publishing
from credit_portal.publishing.models import Decision
from credit_portal.workflow import moves

FILES = "old_account"
ANSWER = "commitments.old_answer"
CHECK = "commitments.old_check"
DECIDE = "commitments.old_decide"
KIND = "old_account"


class Claimant:
    """Whoever filed an account, without an account of the portal: may do nothing else."""

    id = "claimant"
    title = "申报人"
    title_en = "Claimant"

    def may(self, verb: str, organisation: Any | None = None) -> bool:
        """Steps of a claimant carry no verb."""
        return False

    def organisation_paths(self, verb: str) -> list[str]:
        """No scope."""
        return []


CLAIMANT = Claimant()


def locked(actor: Actor, account_id: UUID | str, verb: str, expected: int | None) -> OldAccount:
    """The account, locked; the actor holds the verb over it. Raises NotFound, NotAllowed, Stale."""
    row = lock(selectors.visible_to(actor), read_key(account_id))
    policies.require(actor, verb, row)
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )
    return row


def require_second(actor: Actor, row: OldAccount, who: str) -> None:
    """Raise NotAllowed ("four_eyes") when he is one side with whoever did the first half, on the
    day of it or today."""
    policies.require_second(actor, getattr(row, who), selectors.acted_on(row, who))


def capacity(actor: Any, verb: str, row: OldAccount) -> Any:
    """The actor as he does the verb over the body."""
    return in_capacity(actor, verb, row.organisation)


def move(row: OldAccount, name: str, actor: Actor, *also: str) -> None:
    """Take a transition on the locked row; ``also`` names fields saved with it."""
    body = row.organisation if isinstance(actor, User) else None
    moves.move(machine.ACCOUNT, row, name, actor=actor, organisation=body, also=also)


def store(upload: Any, actor: Actor) -> StoredFile | None:
    """Keep an upload, checked and cleaned; None when there is none."""
    return files.store(upload=upload, owner=actor, purpose=FILES) if upload else None


def say(row: OldAccount, kind: str, text: str, file: StoredFile | None = None) -> OldAccountNote:
    """Keep words, and a file with them, where they can be erased."""
    return OldAccountNote.objects.create(
        account=row, kind=kind, text=check_reason(text), file=file, made_at=clock.now()
    )


def note(
    row: OldAccount, name: str, actor: Actor, words: OldAccountNote | None = None, **data: Any
) -> None:
    """Write one step of the story and its audit row: codes, dates and ids only."""
    english = actor.title_en if isinstance(actor, Claimant) else title_en(actor)
    OldAccountEvent.objects.create(
        account=row,
        act_id=acts.current_act_id(),
        name=name,
        at=clock.now(),
        on=clock.today(),
        actor_id=actor_id(actor),
        actor_title=actor.title[:200],
        note_id=words.pk if words else None,
        data={**data, "title_en": english},
    )
    audit.record(
        f"commitments.old_{name}",
        actor=None if isinstance(actor, Claimant) else actor,
        target=row,
        new={"state": row.state},
        organisation=row.organisation,
        **data,
    )


def tell(
    template: str, row: OldAccount, recipients: Iterable[User], key: str, **extra: Any
) -> None:
    """A message about an account: the kind of ill, the year and the body, nobody's name."""
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": f"{row.paper_year}年旧账",
            "title_en": f"an old account of {row.paper_year}",
            "organisation_zh": row.organisation.name_zh or row.organisation.name_en,
            "organisation_en": row.organisation.name_en or row.organisation.name_zh,
            "url": f"/staff/commitments/old-accounts/{row.pk}/",
            **extra,
        },
        dedupe_key=f"commitments.old:{key}:{row.pk}:{row.version}",
        organisation=row.organisation,
        target=row,
    )


def publish(body: Organisation, proposer: Any = None, approver: Any = None) -> None:
    """Publish the sheet of a body as it stands.

    The first one is decided by the two people of the act that made the body part of the
    register; later ones are facts of time, stated by the job account when something changed.
    Two acts at once take turns, so that the later one counts what the earlier one did.
    """
    OldAccountSheet.objects.get_or_create(organisation=body, defaults={"created_at": clock.now()})
    shown = lock(OldAccountSheet, body.pk)
    document = disclosures.sheet(body)
    known = Decision.objects.filter(source_type=shown._meta.label_lower, source_id=str(shown.pk))
    if known.exists():
        publishing.publish_status(kind=KIND, source=shown, document=document, organisation=body)
    elif proposer is not None and approver is not None:
        publishing.decide(
            kind=KIND,
            source=shown,
            document=document,
            organisation=body,
            proposer=proposer,
            approver=approver,
        )

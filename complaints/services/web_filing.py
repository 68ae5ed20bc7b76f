"""A report on the web: nothing of the client, no moment, no account; the same form twice is one
case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from complaints import selectors, work_proof
from complaints.codes import Channel, NoteKind
from complaints.models import Case
from complaints.services import intake, originals, proofs
from credit_portal.common import clock, rows
from credit_portal.common.actors import ANYBODY, Actor
from credit_portal.common.db import turn_and_ask
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files.services import Upload
from credit_portal.ledger.receipt import content_digest, salt_of
from credit_portal.workflow import receipts

#: Files that may come with a report; more can be added by receipt (set by this portal).
MOST_FILES = 5
#: Of a case: what stays as it was filed, and what the hotline may change.
UNCHANGED = ("title_zh", "is_anonymous")
AT_FIRST = ("purpose", "category", "accused_id", "accused_post_id", "may_publish")


@dataclass(frozen=True)
class Work:
    """The challenge of the form, and the work done for it; without work the waiting counts."""

    token: str
    counter: str = ""


def file_report(
    *, actor: Actor, code: str, work: Work, facts: Mapping[str, Any], identity: Mapping[str, str],
    accused_id: UUID | None = None, accused_post_id: UUID | None = None, may_call: bool = False,
    uploads: Sequence[Upload] = (), is_demo: bool = False,
) -> Case:  # fmt: skip
    """File a report under a receipt that was shown before (`code`, bare or in groups), in the
    caller's transaction, which a refusal ends.

    The receipt itself makes it idempotent: no key with a moment is kept beside the case. Raises
    Invalid (with the field, `work_…`, `file_…`, `files_many`), Conflict `filed_already` when
    something else was filed under this receipt, DomainError `vault_not_ready`.
    """
    bare = receipts.normalise(code)
    digest, salt = receipts.digest(bare), salt_of(bare)
    turn = int.from_bytes(digest[:8], "big", signed=True)
    is_filed = turn_and_ask(turn, selectors.IS_FILED, digest)
    given = intake.checked(facts, identity)
    about: dict[str, Any] = {"accused_id": accused_id, "accused_post_id": accused_post_id}
    earlier = selectors.by_receipt(digest) if is_filed else None
    if earlier is not None:
        return _sent_again(earlier, salt, {**given, **about}, uploads)
    if len(uploads) > MOST_FILES:
        raise Invalid("files_many", _("These are too many files at once."), field="file")
    work_proof.hand_in(work.token, work.counter)
    content = content_digest(given["facts_zh"], originals.digests(uploads))
    prove = partial(proofs.keep, salt=salt, code=digest, content=content)
    with clock.days_only():
        with rows.together():
            row = intake.begin(
                actor=ANYBODY, channel=Channel.WEB, facts=facts, identity=identity, **about,
                receipt_digest=digest, is_demo=is_demo, may_call=may_call,
            )  # fmt: skip
            if not uploads:
                prove()
        if uploads:  # cleaned and sealed first: others wait for the turn that a proof takes
            originals.keep(row, uploads, NoteKind.FACTS)
            prove()
    return row


def _sent_again(
    earlier: Case, salt: bytes, given: Mapping[str, Any], uploads: Sequence[Upload]
) -> Case:
    same = proofs.is_the_same(earlier, salt, given["facts_zh"], originals.digests(uploads))
    if not same or _differs(earlier, given):
        raise _filed_already()
    return earlier


def _differs(row: Case, given: Mapping[str, Any]) -> bool:
    """Whether something else is handed in now than was: compared is what nobody changes, and while
    nobody has touched the case also what the hotline may change."""
    names = UNCHANGED if row.version > 1 else (*UNCHANGED, *AT_FIRST)
    return any(getattr(row, name) != given[name] for name in names if name in given)


def _filed_already() -> Conflict:
    return Conflict(
        "filed_already",
        _(
            "A report was filed under this receipt already. To add to it, open it by its receipt;"
            " for another report, begin anew."
        ),
    )

"""What a reporter does by receipt on the web: the same form sent twice is one effect.

No idempotency key is kept, because its row would tell the moment: each act finds out by itself
whether it was done already. The clock tells the day alone, so that deadlines, notices and keys
of rows do not tell the moment either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from complaints.codes import CallBackState, CaseState, NoteKind
from complaints.models import Case, CaseNote
from complaints.services import originals, reporter
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.files.services import Upload

Given = ParamSpec("Given")
Made = TypeVar("Made")


def unseen(act: Callable[Given, Made]) -> Callable[Given, Made]:
    """An act by receipt: in one transaction, on a day and at no moment of it."""

    @wraps(act)
    def acted(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        with transaction.atomic(), clock.days_only():
            return act(*args, **kwargs)

    return acted


@unseen
def add(
    *, actor: Actor, receipt_digest: bytes, words: str, upload: Upload | None = None
) -> CaseNote:
    """Add facts and a file, once: another file with the same words is something else. Raises
    Conflict, Invalid (`file_…`)."""
    row = reporter.locked(receipt_digest)
    made = _said(row, NoteKind.MORE, words, upload)
    if made is None:
        made = reporter.add(row, words)
        if upload is not None:
            originals.attach(made, upload)
    return made


@unseen
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Withdraw it; done already is done."""
    row = reporter.locked(receipt_digest)
    if row.state == CaseState.WITHDRAWN:
        return row
    return reporter.withdraw(actor=actor, receipt_digest=receipt_digest)


@unseen
def ask_review(*, actor: Actor, receipt_digest: bytes, words: str) -> Case:
    """Ask for a review, once. Raises Conflict."""
    row = reporter.locked(receipt_digest)
    if row.state == CaseState.REVIEW and _said(row, NoteKind.REVIEW, words) is not None:
        return row
    return reporter.ask_review(actor=actor, receipt_digest=receipt_digest, words=words)


@unseen
def report_retaliation(*, actor: Actor, receipt_digest: bytes, words: str) -> CaseNote:
    """Report retaliation, once a day in the same words."""
    made = _said(reporter.locked(receipt_digest), NoteKind.RETALIATION, words)
    if made is None:
        made = reporter.report_retaliation(actor=actor, receipt_digest=receipt_digest, words=words)
    return made


@unseen
def rate(
    *, actor: Actor, receipt_digest: bytes, satisfied: bool, reason: str = "", words: str = "",
    reopen: bool = False, done: bool | None = None,
) -> Case:  # fmt: skip
    """Say how satisfied one is, or whether it was really done, once a day in the same words. Raises
    Conflict, Invalid."""
    row = reporter.locked(receipt_digest)
    same = row.call_backs.filter(
        state=CallBackState.DONE, taker=None, made_on=clock.today(), satisfied=satisfied,
        done=done, words_zh=words.strip()[:2000],
    )  # fmt: skip
    if same.exists():
        return row
    return reporter.rate(
        actor=actor, receipt_digest=receipt_digest, satisfied=satisfied, reason=reason, words=words,
        reopen=reopen, done=done,
    )  # fmt: skip


def _said(row: Case, kind: str, words: str, upload: Upload | None = None) -> CaseNote | None:
    """The same words, said today already, with this file where one comes along."""
    said = row.notes.filter(kind=kind, text=words.strip()[:5000], on=clock.today())
    if upload is not None:
        said = said.filter(file__original_sha256=originals.digests([upload])[0])
    return said.first()

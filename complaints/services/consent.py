"""What a reporter wants to keep to himself from now on: honoured at once, without a reason, also
when the case has ended; what was kept secret is not opened.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from complaints.models import Case
from complaints.services import dispatch, reporter, steps
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY, Actor

#: Wishes, and the answer that keeps more to oneself.
WISHES = {"is_anonymous": True, "is_secret": True, "may_publish": False}


@transaction.atomic
def withdraw(*, actor: Actor, receipt_digest: bytes) -> Case:
    """Take back the consent by receipt (`take_back`). Raises NotFound."""
    return take_back(reporter.locked(receipt_digest))


@clock.days_only()
def take_back(row: Case, *, actor: Actor = ANYBODY, **said: Any) -> Case:
    """The answer of a locked case is not published any more; done already is done. What is on
    display becomes a line of work of those who publish (`public_answers.doubtful`)."""
    if row.may_publish:
        tighten(row, ["may_publish"])
        steps.note(row, "consent_withdrawn", actor, **said)
    return row


@clock.days_only()
def keep_secret(row: Case, *, actor: Actor, **said: Any) -> Case:
    """The reporter of a locked case wishes to be kept secret from now on: a report is taken from
    the body that it accuses (`dispatch.keep_from_accused`)."""
    if not row.is_secret:
        steps.note(row, "secrecy_wished", actor, **said)
        tighten(row, ["is_secret"])
    return row


def tighten(row: Case, wishes: Collection[str]) -> None:
    """Honour wishes for more secrecy in a locked case, also where the body that is accused has the
    report already, and save it at its next version."""
    for name in wishes:
        setattr(row, name, WISHES[name])
    if "is_secret" in wishes:
        dispatch.keep_from_accused(row)
    row.version += 1
    row.save(update_fields=[*sorted(wishes), "version"])

"""Selection committees ask which bodies are barred from honours on a day. The query is put on
file in a transaction of its own before anything is answered; the answer is kept as it was given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import actor_id
from credit_portal.common.db import take_turns
from credit_portal.common.errors import Invalid, NotAllowed
from integrity_files import policies_disqualifications as policies
from integrity_files import selectors_disqualifications as selectors
from integrity_files.codes_letters import QueryPurpose
from integrity_files.models import DisqualificationAnswer, DisqualificationQuery
from integrity_files.services.record_steps import past, words

MOST_BODIES = 300
TURNS = 0x646973_7175616C
"""Number of the lock under which answers get their numbers."""


@transaction.atomic
def ask(
    *, actor: User, aim: str, honour: str, document_number: str, bodies: Sequence[str],
    day: date | None = None,
) -> DisqualificationQuery:  # fmt: skip
    """Put a query on file: for what, under which document, about which bodies (codes or names),
    for which day (today or earlier). No person can be asked about.

    `aim` is a code of `QueryPurpose`. Raises NotAllowed, Invalid ("purpose_unknown",
    "words_missing", "bodies_missing", "bodies_many", "body_unknown", "date_future").
    """
    organisation = actor.organisation
    if organisation is None:
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    policies.require(actor)
    if aim not in QueryPurpose.values:
        raise Invalid("purpose_unknown", _("Choose a purpose from the list."), field="purpose")
    actor = in_capacity(actor, policies.QUERY, organisation)
    row = DisqualificationQuery.objects.create(
        asker_id=actor_id(actor), asker_title=actor.title[:200], organisation=organisation,
        purpose=aim, honour_zh=words(honour, "honour", 200),
        document_number=words(document_number, "document_number", 100),
        day=past(day or clock.today(), "day"), bodies=_bodies(bodies), asked_at=clock.now(),
    )  # fmt: skip
    audit.record(
        "integrity_files.disqualification_asked", actor=actor, target=row,
        organisation=organisation, aim=aim, bodies=len(row.bodies),
    )  # fmt: skip
    return row


def _bodies(given: Sequence[str]) -> list[dict[str, str]]:
    asked = list(dict.fromkeys(one.strip()[:200] for one in given if one.strip()))
    if not asked:
        raise Invalid("bodies_missing", _("Name at least one body."), field="bodies")
    if len(asked) > MOST_BODIES:
        raise Invalid("bodies_many", _("Ask about at most 300 bodies at once."), field="bodies")
    found: dict[str, dict[str, str]] = {}
    for one in asked:
        body = selectors.body_of(one)
        if body is None:
            raise Invalid(
                "body_unknown",
                _("There is no such body in the directory: %(name)s") % {"name": one},
                field="bodies",
            )
        found[str(body.pk)] = {"id": str(body.pk), "code": body.code or "", "name": body.name_zh}
    return list(found.values())


@transaction.atomic
def answer(*, actor: User, query_id: UUID) -> DisqualificationQuery:
    """Answer a query on file with a number and a digest; once, later calls give it again.
    Raises NotFound."""
    row = selectors.query(actor, query_id)
    take_turns(TURNS)  # one answer a query, one number after the other
    if DisqualificationAnswer.objects.filter(query=row).exists():
        return selectors.query(actor, query_id)
    year = clock.today().year
    last = DisqualificationAnswer.objects.filter(year=year).order_by("-sequence").first()
    sequence = (last.sequence if last is not None else 0) + 1
    number = f"评优资格查询〔{year}〕{sequence}号"
    lines = selectors.lines_on(row.day, row.bodies)
    DisqualificationAnswer.objects.create(
        query=row, year=year, sequence=sequence, number=number, answered_at=clock.now(),
        lines=lines, sha256=digest(row, number, lines),
    )  # fmt: skip
    audit.record(
        "integrity_files.disqualification_answered", actor=actor, target=row,
        organisation=row.organisation, number=number,
        barred=sum(1 for one in lines if one["barred"]),
    )  # fmt: skip
    return selectors.query(actor, query_id)


def digest(row: DisqualificationQuery, number: str, lines: list[dict[str, Any]]) -> str:
    """SHA-256 over what was asked and what was answered."""
    told = {
        "number": number, "day": row.day.isoformat(), "purpose": row.purpose,
        "document": row.document_number, "lines": lines,
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def look(*, actor: User, query_id: UUID) -> DisqualificationQuery:
    """A visible query with its answer as it was given; the look is an audit row. Raises
    NotFound."""
    row = selectors.query(actor, query_id)
    audit.record(
        "integrity_files.disqualification_seen", actor=actor, target=row,
        organisation=row.organisation,
    )  # fmt: skip
    return row

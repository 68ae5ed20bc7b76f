"""Leads that follow from what others determined: a commitment broken or void, a complaint found
true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Organisation, Post
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.workflow import services as workflow
from integrity_files import selectors_leads as selectors
from integrity_files.codes import LEAD_OPEN, BreachCategory, Origin
from integrity_files.models import Lead, LeadFile
from integrity_files.services import lead_steps as steps
from integrity_files.services.leads import begin
from integrity_files.services.records import ground_gone

ORIGINS = {"broken": Origin.BROKEN, "void": Origin.VOID}


@transaction.atomic
def open_for_outcome(
    *,
    source: models.Model,
    outcome: str,
    organisation: Organisation,
    post: Post | None,
    title: str,
    happened_on: date,
    category: str = BreachCategory.PROMISE,
    is_demo: bool = False,
) -> Lead | None:
    """Open a lead in the transaction that determined an outcome, once a source.

    A broken promise is a lead against its body; a void one against whoever made it, by the post
    that it was made for. None for other outcomes. A lead is no verdict: it is verified first.
    """
    if outcome not in ORIGINS:
        return None
    kind, key = source._meta.label_lower, str(source.pk)
    known = selectors.of_source(kind, key)
    if known is not None:
        return known
    now = clock.now()
    row = Lead.objects.create(
        origin=ORIGINS[outcome], organisation=organisation, post=post, category=category,
        title_zh=title[:200], happened_on=happened_on, source_type=kind, source_id=key,
        is_demo=is_demo, created_at=now, updated_at=now,
    )  # fmt: skip
    begin(row, SYSTEM)
    return row


@transaction.atomic
def open_for_complaint(
    *,
    actor: User,
    source: models.Model,
    organisation: Organisation,
    facts: dict[str, Any],
    post: Post | None = None,
    evidence: Sequence[StoredFile] = (),
    is_demo: bool = False,
) -> Lead:
    """Open the lead of a complaint found true, once a complaint; `facts` are title_zh, facts_zh,
    category and happened_on, and name nobody who complained.

    `evidence` are clean files; the lead gets copies, called by number. A lead is no verdict.
    """
    kind, key = source._meta.label_lower, str(source.pk)
    known = selectors.of_source(kind, key)
    if known is not None:
        return known
    now = clock.now()
    row = Lead.objects.create(
        origin=Origin.COMPLAINT, organisation=organisation, post=post, opener=actor,
        source_type=kind, source_id=key, is_demo=is_demo, created_at=now, updated_at=now, **facts,
    )  # fmt: skip
    for number, file in enumerate(evidence, start=1):
        ending = file.name.rpartition(".")[2]
        made = files.copy(file, owner=actor, purpose="lead", name=f"线索附件{number}.{ending}")
        LeadFile.objects.create(lead=row, file=made, added_on=clock.today())
    begin(row, actor)
    return row


@transaction.atomic
def outcome_superseded(*, source: models.Model) -> Lead | None:
    """What the source determined no longer holds: an open lead on it ends, and of a record that
    grew out of it the credit office learns; None when no lead is open."""
    rows: Any = Lead.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.filter(source_type=source._meta.label_lower, source_id=str(source.pk)).first()
    if row is None or row.state not in LEAD_OPEN:
        if row is not None:
            ground_gone(row)
        return None
    row.ended_on = clock.today()
    steps.move(row, "supersede", SYSTEM, "ended_on")
    workflow.satisfy(steps.VERIFY, row)
    steps.note(row, "superseded", SYSTEM)
    found: Lead = row
    return found

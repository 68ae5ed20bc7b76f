"""Putting the mark "under objection" on a record on display, and taking it off again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.publishing import documents, marks, store
from credit_portal.publishing.decided import last_of
from credit_portal.publishing.documents import Document
from credit_portal.publishing.models import Act, Decision, Opening
from credit_portal.publishing.models.decision import REMOVING
from credit_portal.publishing.services.decisions import Proposal, propose

BASIS = "N01"
FACT = "S01"


@transaction.atomic
def restate_mark(
    *,
    source_type: str,
    source_id: str,
    proposer: Any = SYSTEM,
    approver: Actor | None = None,
) -> Decision | None:
    """Publish the record as it stands, with the mark that it bears now or without one.

    The mark is the act ANNOTATE; that it is gone, a later version (PUBLISH). By two people, or by
    nobody: then the mark follows from the law alone, because a body objected by its own desk, or
    because the objection was withdrawn or answered by an earlier decision. None when the record is
    not on display, or its latest version says so already. Raises what `decide` raises.
    """
    store.lock_source(source_type, source_id)
    last = last_of(source_type, source_id)
    if last is None or last.act in REMOVING:
        return None
    mark = marks.mark_of(source_type, source_id)
    act = Act.ANNOTATE if mark else Act.PUBLISH
    document = marks.marked(_document_of(last), mark)
    return _restate(last, document, act=act, basis=BASIS, proposer=proposer, approver=approver)


@transaction.atomic
def restate_part(*, source_type: str, source_id: str, name: str, value: Any) -> Decision | None:
    """State by nobody's decision that one part of a record on display reads otherwise now (basis
    S01); every other part stays word by word as it was decided last.

    None when the record is not on display, or says so already. The owning app says in the database
    which parts may change so. Raises what `decide` raises.
    """
    store.lock_source(source_type, source_id)
    last = last_of(source_type, source_id)
    if last is None or last.act in REMOVING:
        return None
    return _restate(last, {**_document_of(last), name: value}, act=Act.PUBLISH, basis=FACT)


def _restate(
    last: Decision, document: Document, *, act: Act, basis: str, proposer: Any = SYSTEM,
    approver: Actor | None = None,
) -> Decision | None:  # fmt: skip
    """Decide on the document in the place of the last one; None where nothing differs."""
    if documents.document_sha(document) == last.doc_sha:
        return None
    return propose(
        Proposal(
            kind=last.kind,
            source_type=last.source_type,
            source_id=last.source_id,
            organisation=last.organisation,
            proposer=proposer,
            approver=approver,
            act=act,
            document=document,
            basis=basis,
            until=last.until,
            automatic=approver is None,
            about_person=last.about_person,
        )
    )


def _document_of(last: Decision) -> Document:
    """The text that was decided last: with the decision, once published in its opening."""
    kept: Any = Decision.objects.filter(pk=last.pk).values_list("document", flat=True).first()
    found: Document = (
        kept if kept is not None else Opening.objects.get(disclosure__decision=last).document
    )
    return found

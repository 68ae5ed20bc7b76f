"""Deciding what the public may see: in the transaction of the domain act that decides it."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.sides import is_side_of
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor, actor_id
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.directory.models import Organisation
from credit_portal.publishing import documents, marks, registry, rows, store
from credit_portal.publishing.decided import last_of
from credit_portal.publishing.documents import Document
from credit_portal.publishing.models import Act, Basis, Decision, Removal
from credit_portal.publishing.models.decision import (
    DISPLAYING,
    EMERGENCY,
    FOREIGN_ONLY,
    OWN_WORDS,
    REMOVING,
)

#: Legal ground of an act when the decision names none; a publication has its kind's.
BASIS_OF_ACT = {
    Act.CORRECT: "C01",
    Act.ANNOTATE: "N01",
    Act.WITHDRAW: "W04",
    Act.REPAIR: "R01",
    Act.EXPIRE: "E01",
    Act.RESTORE: "V01",
}
REASON_OF_ACT = {
    Act.WITHDRAW: Removal.Reason.ERROR,
    Act.REPAIR: Removal.Reason.REPAIRED,
    Act.EXPIRE: Removal.Reason.PERIOD_ENDED,
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is to be decided: the arguments of `decide`, with the source by type and id."""

    kind: str
    source_type: str
    source_id: str
    organisation: Organisation
    proposer: Actor | UUID | str
    approver: Actor | None
    act: Act
    document: Document | None = None
    basis: str = ""
    until: date | None = None
    automatic: bool = False
    reason: str = ""
    about_person: bool = False
    erase_previous: bool = False


def decide(
    *,
    kind: str,
    source: models.Model,
    organisation: Organisation,
    proposer: Actor | UUID | str,
    approver: Actor | None,
    act: str = Act.PUBLISH,
    **content: Any,
) -> Decision:
    """Decide a step in the public life of `source`, final, and wake `publish_pending` at commit.

    `act` is one of Act: `publish` opens the record and states new facts later, `correct`
    replaces a wrong text. `content`, as in Proposal: `document` is the exact public content
    (strings, integers, null, booleans, lists, objects; decimals as strings); a removal takes
    none, but a `reason` (Removal.Reason); `basis` a code of Basis; `until` the last day of
    display; `erase_previous` when the replaced text was wrong about a person; `about_person`
    when the leaf may name the publishing office and the day only (security.md 1.4).

    One person may hide a record in an emergency: `withdraw` with the basis X01 and no approver;
    the owning app holds the time in which a second confirms it, and shows it again by an
    automatic `restore` with the same basis when nobody does (S15).

    Raises NotAllowed ("four_eyes", "own_body"), Conflict ("never_published",
    "already_removed", "not_removed"), Invalid ("document", "basis"), and LookupError for a
    kind that no app registered.
    """
    return propose(
        Proposal(
            kind=kind,
            source_type=source._meta.label_lower,
            source_id=str(source.pk),
            organisation=organisation,
            proposer=proposer,
            approver=approver,
            act=Act(act),
            **content,
        )
    )


@transaction.atomic
def propose(proposal: Proposal) -> Decision:
    """Check order and people, then write the decision; see `decide`."""
    kind, act = registry.kind_of(proposal.kind), proposal.act
    store.lock_source(proposal.source_type, proposal.source_id)
    last = last_of(proposal.source_type, proposal.source_id)
    _check_order(act, last)
    _check_people(proposal, last)
    rec = last.rec if last else token_hex(16)
    text = _checked_text(kind, act, _content(proposal, rec, last))
    decision = Decision.objects.create(
        kind=kind.code,
        act=act,
        source_type=proposal.source_type,
        source_id=proposal.source_id,
        rec=rec,
        document=text,
        doc_sha=documents.text_sha(text),
        agency=_agency(proposal.organisation, proposal.about_person),
        organisation=proposal.organisation,
        about_person=proposal.about_person,
        erase_previous=proposal.erase_previous,
        until=_until(act, proposal.until, last),
        basis_id=_basis(kind, act, proposal.basis),
        proposer_id=_id_of(proposal.proposer),
        approver_id=None if proposal.approver is None else actor_id(proposal.approver),
        approver_organisation_id=_deciding_body(proposal),
        automatic=proposal.automatic,
        decided_at=clock.now(),
    )
    _audit(decision, proposal)
    enqueue_on_commit("credit_portal.publishing.tasks.publish_pending")
    return decision


def publish_status(
    *,
    kind: str,
    source: models.Model,
    document: Document,
    organisation: Organisation,
    basis: str = "S01",
    until: date | None = None,
) -> Decision | None:
    """State a fact of time on a record already public, decided by nobody (security.md S17).

    For automatic factual additions only, such as "the due date has passed, verification is
    open". Answers None when the record is not on display or says so already.
    """
    last = last_of(source._meta.label_lower, str(source.pk))
    if last is None or last.act in REMOVING:
        return None
    document = _with_mark(document, last)
    if last.doc_sha == documents.document_sha(document) and last.until == until:
        return None
    return decide(
        kind=kind,
        source=source,
        document=document,
        act=Act.PUBLISH,
        proposer=SYSTEM,
        approver=None,
        organisation=organisation,
        basis=basis,
        until=until,
        automatic=True,
        about_person=last.about_person,
    )


def _check_order(act: Act, last: Decision | None) -> None:
    """A record is published first; only what is displayed changes; only what is gone returns."""
    if last is None:
        if act != Act.PUBLISH:
            raise Conflict("never_published", _("This has never been published."))
    elif last.act in REMOVING:
        if act != Act.RESTORE:
            raise Conflict("already_removed", _("This is no longer on public display."))
    elif act == Act.RESTORE:
        raise Conflict("not_removed", _("This is still on public display."))


def _is_emergency(proposal: Proposal) -> bool:
    """Whether one person hides it at once (security.md S15)."""
    return (
        proposal.act == Act.WITHDRAW
        and proposal.basis == EMERGENCY
        and proposal.approver is None
        and not proposal.automatic
    )


def _deciding_body(proposal: Proposal) -> Any:
    """Body of whoever decides: of an emergency hiding his who does it."""
    who = proposal.proposer if _is_emergency(proposal) else proposal.approver
    return getattr(who, "organisation_id", None)


def _check_people(proposal: Proposal, last: Decision | None) -> None:
    """Two people, and of another body where the law of the house says so (design.md 2.6)."""
    if proposal.automatic:
        _check_automatic(proposal.act, last)
        return
    approver = proposal.approver
    if _is_emergency(proposal):
        _check_foreign(proposal)
        return
    if approver is None or is_side_of(approver, _id_of(proposal.proposer)):
        raise NotAllowed(
            "four_eyes", _("Whoever proposed this cannot approve it. A second person must.")
        )
    _check_foreign(proposal)


def _check_automatic(act: Act, last: Decision | None) -> None:
    """The job account brings back only what one person alone hid."""
    hidden = last is not None and last.basis_id == EMERGENCY and last.approver_id is None
    if act == Act.RESTORE and not hidden:
        raise NotAllowed(
            "four_eyes", _("Whoever proposed this cannot approve it. A second person must.")
        )


def _check_foreign(proposal: Proposal) -> None:
    own = _deciding_body(proposal)
    if proposal.kind in OWN_WORDS:
        return
    if proposal.act in FOREIGN_ONLY and (own is None or own == proposal.organisation.pk):
        raise NotAllowed("own_body", _("Nobody decides this about his own body."))


def _id_of(person: Any) -> str:
    return actor_id(person) if hasattr(person, "id") else str(person)


def _content(proposal: Proposal, rec: str, last: Decision | None) -> Document | None:
    """The document with the mark that the record bears; of a removal its notice, which holds no
    name and no text of the record."""
    act = proposal.act
    if act not in REMOVING:
        return _with_mark(proposal.document, last) if proposal.document else proposal.document
    return {
        "v": 1,
        "kind": "removal",
        "rec": rec,
        "act": act.value,
        "basis": proposal.basis or BASIS_OF_ACT[act],
        "reason": Removal.Reason(proposal.reason or REASON_OF_ACT[act]).value,
    }


def _checked_text(kind: registry.Kind, act: Act, document: Document | None) -> str:
    """Canonical text of the content; raises Invalid for what cannot be published."""
    try:
        if document is None:
            raise documents.BadDocument("no document was given")
        text = documents.canonical(document)
        if act in DISPLAYING:
            rows.summary(kind, document)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(
            "document",
            _("This cannot be published as it stands: %(why)s.") % {"why": error},
            field="document",
        ) from error
    return text


def _with_mark(document: Document, last: Decision | None) -> Document:
    """The document as it is published now; a first version bears what its app put on it."""
    if last is None:
        return document
    return marks.marked(document, marks.mark_of(last.source_type, last.source_id))


def _basis(kind: registry.Kind, act: Act, basis: str) -> str:
    code = basis or BASIS_OF_ACT.get(act, kind.basis)
    if not Basis.objects.filter(code=code).exists():
        raise Invalid("basis", _("There is no such legal basis."), field="basis")
    return code


def _agency(organisation: Organisation, about_person: bool) -> str:
    """Code of the publishing body, its public address when it has none; ASCII, at most 64."""
    if about_person:
        return str(settings.PUBLISHING_OFFICE_CODE)
    return (organisation.code or organisation.slug)[:64]


def _until(act: Act, until: date | None, last: Decision | None) -> date | None:
    """A removal keeps the day that was promised, so that an early end stays visible."""
    return last.until if act in REMOVING and last else until


def _audit(decision: Decision, proposal: Proposal) -> None:
    who: Any = proposal.proposer if _is_emergency(proposal) else proposal.approver
    audit.record(
        "publishing.decide",
        actor=who or SYSTEM,
        target=decision,
        new={
            "act": decision.act,
            "source": decision.source_id,
            "doc_sha": decision.doc_sha,
            "proposer": decision.proposer_id,
        },
    )

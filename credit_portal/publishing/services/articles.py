"""Articles: drafted by one person of the office, approved by another, published like a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.accounts.capacity import in_capacity
from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from credit_portal.publishing import article_documents, article_texts, documents, selectors
from credit_portal.publishing import article_policies as policies
from credit_portal.publishing.article_machine import MACHINE
from credit_portal.publishing.models.article import (
    KIND,
    WITHDRAWAL_BASIS,
    Article,
    ArticleEdition,
    EditionAct,
    EditionState,
    Section,
)
from credit_portal.publishing.models.decision import Act
from credit_portal.publishing.services.decisions import decide
from credit_portal.workflow.moves import move

ACTS = {
    EditionAct.PUBLISH: Act.PUBLISH, EditionAct.UPDATE: Act.PUBLISH,
    EditionAct.CORRECT: Act.CORRECT, EditionAct.WITHDRAW: Act.WITHDRAW,
}  # fmt: skip
Texts = Mapping[str, Any]


@transaction.atomic
def draft_article(
    *, actor: User, section: str, texts: Texts, uploads: Sequence[Any] = ()
) -> ArticleEdition:
    """Begin an article of the actor's office with its first draft.

    `texts` as `article_texts.write` reads them. Raises NotAllowed, Invalid.
    """
    office = actor.organisation
    if office is None:
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    policies.require(actor, policies.DRAFT, office)
    if section not in Section.values:
        raise Invalid("section_unknown", _("Choose a section from the list."), field="section")
    row = Article.objects.create(section=section, organisation=office, created_at=clock.now())
    return _begin(actor, row, EditionAct.PUBLISH, texts, uploads=uploads)


@transaction.atomic
def open_edition(*, actor: User, article_id: UUID, act: str, texts: Texts) -> ArticleEdition:
    """Draft the next text of an article on display, from the present one: `act` update or correct.

    Raises NotFound, NotAllowed, Invalid, Conflict ("edition_open", "not_displayed").
    """
    row = _locked_article(actor, article_id)
    if act not in (EditionAct.UPDATE, EditionAct.CORRECT):
        raise NotFound("not_found", _("There is no such act."))
    last = _displayed(row)
    return _begin(actor, row, EditionAct(act), texts, before=last)


@transaction.atomic
def propose_withdrawal(
    *, actor: User, article_id: UUID, removal: str, reason: str
) -> ArticleEdition:
    """Propose that an article is displayed no longer, for a reason of WITHDRAWAL_BASIS.

    It waits for a second person at once. Raises as `open_edition`.
    """
    row = _locked_article(actor, article_id)
    if removal not in WITHDRAWAL_BASIS:
        raise Invalid("removal_unknown", _("Choose a reason from the list."), field="removal")
    last = _displayed(row)
    reason = article_texts.words(reason, "reason", 1000)
    now = clock.now()
    edition = _new(actor, row, EditionAct.WITHDRAW, removal=removal, reason=reason,
                   state=EditionState.SUBMITTED, submitted_at=now)  # fmt: skip
    article_texts.copy(last, edition)
    edition.save(force_insert=True)
    _note(edition, "withdrawal_proposed", in_capacity(actor, policies.DRAFT, row.organisation))
    return edition


@transaction.atomic
def change_edition(
    *,
    actor: User,
    article_id: UUID,
    texts: Texts,
    uploads: Sequence[Any] = (),
    keep: Collection[str] | None = None,
    expected_version: int | None = None,
) -> ArticleEdition:
    """Change one's own draft. `keep` are the keys of files that stay (None: all).

    Raises NotFound, NotAllowed ("not_drafter"), Stale, Invalid, Conflict ("not_draft").
    """
    edition = _own_draft(actor, article_id, expected_version)
    article_texts.write(edition, texts)
    edition.updated_at, edition.version = clock.now(), edition.version + 1
    edition.drafted_on, edition.back = clock.today(), ""
    edition.save()
    if keep is not None:
        edition.files.exclude(pk__in=[key for key in keep if article_texts.is_key(key)]).delete()
    article_texts.attach(edition, uploads, actor)
    _note(edition, "changed", in_capacity(actor, policies.DRAFT, edition.article.organisation))
    return edition


@transaction.atomic
def submit_edition(
    *, actor: User, article_id: UUID, expected_version: int | None = None
) -> ArticleEdition:
    """Hand one's own draft in for approval. Raises as `change_edition`."""
    edition = _own_draft(actor, article_id, expected_version)
    _check_document(edition)
    edition.submitted_at, edition.back = clock.now(), ""
    move(MACHINE, edition, "submit", actor=actor, also=["submitted_at", "back"])
    _note(edition, "submitted", in_capacity(actor, policies.DRAFT, edition.article.organisation))
    return edition


@transaction.atomic
def take_back_edition(
    *, actor: User, article_id: UUID, expected_version: int | None = None
) -> ArticleEdition:
    """Take back what one handed in, before anybody approved it. A proposed withdrawal is dropped.

    Raises NotFound, NotAllowed ("not_drafter"), Stale, Conflict ("state_conflict").
    """
    edition = _open(actor, article_id, policies.DRAFT, expected_version)
    _require_drafter(actor, edition)
    move(MACHINE, edition, "take_back", actor=actor)
    if edition.act == EditionAct.WITHDRAW:
        move(MACHINE, edition, "give_up", actor=actor)
    _note(edition, "taken_back", in_capacity(actor, policies.DRAFT, edition.article.organisation))
    return edition


@transaction.atomic
def give_up_edition(
    *, actor: User, article_id: UUID, expected_version: int | None = None
) -> ArticleEdition:
    """Give one's own draft up; it stays on file. Raises as `change_edition`."""
    edition = _own_draft(actor, article_id, expected_version)
    move(MACHINE, edition, "give_up", actor=actor)
    _note(edition, "given_up", in_capacity(actor, policies.DRAFT, edition.article.organisation))
    return edition


@transaction.atomic
def send_back_edition(
    *, actor: User, article_id: UUID, reason: str, expected_version: int | None = None
) -> ArticleEdition:
    """Send what waits back with the reason; a proposed withdrawal ends so.

    Raises NotFound, NotAllowed, Stale, Invalid, Conflict ("state_conflict").
    """
    edition = _open(actor, article_id, policies.APPROVE, expected_version)
    policies.require_second(actor, edition)
    edition.back = article_texts.words(reason, "reason", 1000)
    move(MACHINE, edition, "send_back", actor=actor, also=["back"])
    if edition.act == EditionAct.WITHDRAW:
        move(MACHINE, edition, "give_up", actor=actor)
    _note(edition, "sent_back", in_capacity(actor, policies.APPROVE, edition.article.organisation))
    return edition


@transaction.atomic
def approve_edition(
    *, actor: User, article_id: UUID, digest: str, expected_version: int | None = None
) -> ArticleEdition:
    """Approve the exact text whose `digest` (SHA-256, hex) was shown, and publish it.

    Raises NotFound, NotAllowed ("four_eyes"), ReauthenticationNeeded, Stale for another digest,
    Conflict ("state_conflict", "not_displayed", "display_over"), Invalid ("document").
    """
    edition = _open(actor, article_id, policies.APPROVE, expected_version)
    fresh.require(actor, policies.APPROVE)
    policies.require_second(actor, edition)
    found = documents.document_sha(article_documents.document(edition))
    if digest != found:
        raise _stale()
    actor = in_capacity(actor, policies.APPROVE, edition.article.organisation)
    edition.approver, edition.approver_title = actor, actor.title[:200]
    edition.decided_at, edition.doc_sha = clock.now(), found
    move(MACHINE, edition, "approve", actor=actor,
         also=["approver", "approver_title", "decided_at", "doc_sha"])  # fmt: skip
    _publish(edition, actor)
    _note(edition, "approved", actor)
    return edition


def _publish(edition: ArticleEdition, approver: User) -> None:
    """The decision in the transaction of the approval."""
    row, act = edition.article, ACTS[EditionAct(edition.act)]
    content: dict[str, Any]
    if edition.act == EditionAct.WITHDRAW:
        content = {"reason": edition.removal, "basis": WITHDRAWAL_BASIS[edition.removal]}
    else:
        _check_days(edition)
        content = {
            "document": article_documents.document(edition), "until": edition.until,
            "erase_previous": edition.erase_previous,
        }  # fmt: skip
    if edition.act != EditionAct.PUBLISH:
        _require_displayed(row)
    decide(
        kind=KIND, source=row, organisation=row.organisation, proposer=edition.drafter,
        approver=approver, act=act, **content,
    )  # fmt: skip


def _begin(
    actor: User,
    row: Article,
    act: EditionAct,
    texts: Texts,
    *,
    uploads: Sequence[Any] = (),
    before: ArticleEdition | None = None,
) -> ArticleEdition:
    edition = _new(actor, row, act)
    if before is not None:
        article_texts.copy(before, edition)
    article_texts.write(edition, texts)
    edition.save(force_insert=True)
    if before is not None:
        article_texts.carry(before, edition)
    article_texts.attach(edition, uploads, actor)
    _note(edition, "drafted", in_capacity(actor, policies.DRAFT, row.organisation))
    return edition


def _new(actor: User, row: Article, act: EditionAct, **more: Any) -> ArticleEdition:
    """An unsaved edition. Raises Conflict while another is on its way."""
    if row.editions.filter(state__in=(EditionState.DRAFT, EditionState.SUBMITTED)).exists():
        raise Conflict(
            "edition_open", _("A text of this article is on its way already; finish that first.")
        )
    now = clock.now()
    return ArticleEdition(
        article=row, number=row.editions.count() + 1, act=act, created_at=now, updated_at=now,
        drafter=actor, drafter_title=actor.title[:200], drafted_on=clock.today(), **more,
    )  # fmt: skip


def _locked_article(actor: User, article_id: UUID) -> Article:
    row = lock(Article.objects.filter(organisation=actor.organisation_id), article_id)
    policies.require(actor, policies.DRAFT, row.organisation)
    return row


def _displayed(row: Article) -> ArticleEdition:
    """The text on display. Raises Conflict ("not_displayed")."""
    _require_displayed(row)
    rows = row.editions.filter(state=EditionState.APPROVED).exclude(act=EditionAct.WITHDRAW)
    return rows.order_by("-number")[0]


def _require_displayed(row: Article) -> None:
    if not selectors.published(KIND).filter(ref=row.ref).exists():
        raise Conflict("not_displayed", _("This article is not on display."))


def _open(actor: User, article_id: UUID, verb: str, expected: int | None) -> ArticleEdition:
    """The text on its way, locked behind its article. Raises NotFound, NotAllowed, Stale."""
    row = lock(Article.objects.filter(organisation=actor.organisation_id), article_id)
    policies.require(actor, verb, row.organisation)
    edition = row.editions.order_by("-number").select_for_update(of=("self",)).first()
    if edition is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    if expected is not None and edition.version != expected:
        raise _stale()
    edition.article = row
    return edition


def _own_draft(actor: User, article_id: UUID, expected: int | None) -> ArticleEdition:
    edition = _open(actor, article_id, policies.DRAFT, expected)
    if edition.state != EditionState.DRAFT:
        raise Conflict("not_draft", _("It is no draft any more."))
    _require_drafter(actor, edition)
    return edition


def _require_drafter(actor: User, edition: ArticleEdition) -> None:
    if edition.drafter_id != actor.pk:
        raise NotAllowed("not_drafter", _("Only whoever drafted it changes it."))


def _check_document(edition: ArticleEdition) -> None:
    _check_days(edition)
    try:
        documents.canonical(article_documents.document(edition))
    except ValueError as error:
        raise Invalid("document", _("The text is too long to be published.")) from error


def _check_days(edition: ArticleEdition) -> None:
    if edition.until is not None and edition.until < clock.today():
        raise Conflict(
            "display_over", _("Its last day of display has passed. Change the day first."),
            field="until",
        )  # fmt: skip


def _stale() -> Stale:
    return Stale(
        "stale", _("Somebody else changed this meanwhile. Reload the page and look again.")
    )


def _note(edition: ArticleEdition, name: str, actor: User) -> None:
    audit.record(
        f"publishing.article_{name}", actor=actor, target=edition.article,
        organisation=edition.article.organisation,
        new={"edition": edition.number, "act": edition.act, "state": edition.state},
    )  # fmt: skip

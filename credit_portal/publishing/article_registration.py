"""What articles tell the platform: their kind, verbs, sentences, work and invariants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.accounts.policies import register_verbs
from credit_portal.accounts.verb_words import describe
from credit_portal.audit import verbs
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.common.invariants import register as invariant
from credit_portal.notices import references
from credit_portal.publishing import article_documents
from credit_portal.publishing import article_policies as policies
from credit_portal.publishing import article_selectors as selectors
from credit_portal.publishing.models.article import KIND, Article, ArticleEdition
from credit_portal.publishing.registry import Kind, Published, register_kind
from credit_portal.workflow.registry import WorkItem, register_work

LINES = 50
SENTENCES: dict[str, tuple[str, str]] = {
    "publishing.article_drafted": ("起草信息", "drafted an article"),
    "publishing.article_changed": ("修改信息草稿", "changed the draft of an article"),
    "publishing.article_submitted": ("提交信息待批准", "handed an article in for approval"),
    "publishing.article_taken_back": ("收回待批准的信息", "took an article back before approval"),
    "publishing.article_given_up": ("放弃信息草稿", "gave the draft of an article up"),
    "publishing.article_sent_back": ("退回信息", "sent an article back"),
    "publishing.article_approved": ("批准公开信息", "approved an article for publication"),
    "publishing.article_withdrawal_proposed": (
        "提请撤回信息", "proposed to withdraw an article",
    ),
}  # fmt: skip
ALONE = """
select e.id from publishing_articleedition e
 where e.approver_id is not null and accounts_same_person(e.approver_id, e.drafter_id)
"""
SILENT = """
select e.id from publishing_articleedition e
 where e.state = 'approved' and not exists (
    select 1 from publishing_decision d
     where d.source_type = 'publishing.article' and d.source_id = e.article_id::text
       and d.decided_at between e.decided_at and e.decided_at + interval '1 minute'
       and d.approver_id = e.approver_id::text)
"""


def register() -> None:
    """Kind, verbs, sentences, work, invariants."""
    register_kind(
        Kind(
            code=KIND, letter="N", name_zh="公告政策", name_en="News and policies",
            summarise=article_documents.summarise, basis="P04",
        ),
        on_published=remember,
    )  # fmt: skip
    register_verbs(policies.VERBS, fresh=policies.FRESH)
    describe(policies.WORDS)
    verbs.register(SENTENCES)
    references.register_target("publishing.article", selectors.visible_ids)
    register_work(items)
    invariant("publishing.article_alone", "Two people published each article.", ALONE)
    invariant("publishing.article_silent", "Each approved article was decided.", SILENT)


def remember(published: Sequence[Published]) -> None:
    """Keep the public references given at first publication."""
    for one in published:
        Article.objects.filter(pk=UUID(one.source_id)).update(ref=one.ref, rec=one.rec)


def items(user: Any) -> Iterator[WorkItem]:
    """Texts that wait for the user's approval, and drafts of his that were sent back."""
    for edition in selectors.to_approve(user)[:LINES]:
        yield _line(edition, _("Article to approve"), since=edition.submitted_at)
    for edition in selectors.sent_back(user)[:LINES]:
        yield _line(edition, _("Article sent back"), since=edition.updated_at)


def _line(edition: ArticleEdition, kind: str, *, since: Any) -> WorkItem:
    return WorkItem(
        title=edition.title,
        url=reverse("desk:article", args=[edition.article_id]),
        kind=kind,
        due_on=clock.day_of(since),
        organisation=localized(edition.article.organisation, "name"),
        reference=edition.article.ref,
    )

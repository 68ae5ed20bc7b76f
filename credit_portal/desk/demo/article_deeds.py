"""What the steps about articles do; as `deeds`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from credit_portal.accounts.models import User
from credit_portal.publishing import article_documents
from credit_portal.publishing.article_texts import DAYS
from credit_portal.publishing.models import Article
from credit_portal.publishing.services import articles, document_sha

Id = UUID | str


def write_article(*, actor: User, section: str, wording: Mapping[str, Any]) -> Article:
    """Draft an article and hand it in."""
    edition = articles.draft_article(actor=actor, section=section, texts=_texts(wording))
    articles.submit_edition(actor=actor, article_id=edition.article_id)
    return edition.article


def correct_article(
    *, actor: User, article_id: Id, reason: str, wording: Mapping[str, Any]
) -> Article:
    """Draft a correction and hand it in."""
    key = UUID(str(article_id))
    texts = {**_texts(wording), "reason": reason}
    edition = articles.open_edition(actor=actor, article_id=key, act="correct", texts=texts)
    articles.submit_edition(actor=actor, article_id=key)
    return edition.article


def approve_article(*, actor: User, article_id: Id) -> Article:
    """Look at what waits and approve what is seen."""
    row = Article.objects.get(pk=article_id)
    edition = row.editions.order_by("-number")[0]
    digest = document_sha(article_documents.document(edition))
    articles.approve_edition(actor=actor, article_id=row.pk, digest=digest)
    return row


def _texts(wording: Mapping[str, Any]) -> dict[str, Any]:
    """Days from their ISO text."""
    return {
        name: dt.date.fromisoformat(value) if name in DAYS else value
        for name, value in wording.items()
    }


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed for deed in (write_article, correct_article, approve_article)
}

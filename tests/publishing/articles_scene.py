"""Articles for tests: texts, and the way from draft to display."""

from __future__ import annotations

from typing import Any

from credit_portal.common import acts
from credit_portal.publishing import article_documents, documents
from credit_portal.publishing.models import ArticleEdition
from credit_portal.publishing.services import articles, publish_all

TEXTS: dict[str, Any] = {
    "title_zh": "关于开展政务诚信专项治理的通知（示例）",
    "title_en": "Notice of a campaign for government integrity (example)",
    "summary_zh": "示例市信用办部署专项治理。",
    "body_zh": "## 总体要求\n各单位按期兑现承诺，见[公开账本](/ledger/)。\n\n- 自查\n- 整改",
    "body_en": "## In general\nBodies keep their promises.",
}


def drafted(officer: Any, section: str = "notices", **more: Any) -> ArticleEdition:
    """A draft."""
    found: ArticleEdition = acts.run(
        articles.draft_article, actor=officer, section=section, texts={**TEXTS, **more}
    ).value
    return found


def handed_in(officer: Any, section: str = "notices", **more: Any) -> ArticleEdition:
    """A text that waits."""
    return act(articles.submit_edition, officer, drafted(officer, section, **more))


def act(service: Any, actor: Any, edition: ArticleEdition, **given: Any) -> ArticleEdition:
    """One act on the article; answers the text that it touched, read anew."""
    done = acts.run(service, actor=actor, article_id=edition.article_id, **given).value
    return ArticleEdition.objects.select_related("article").get(pk=done.pk)


def approved(reviewer: Any, edition: ArticleEdition, **given: Any) -> ArticleEdition:
    """Approved as it was shown, and published."""
    digest = documents.document_sha(article_documents.document(edition))
    found = act(articles.approve_edition, reviewer, edition, digest=digest, **given)
    publish_all()
    found.article.refresh_from_db()
    return found


def shown(officer: Any, reviewer: Any, section: str = "notices", **more: Any) -> ArticleEdition:
    """An article on display."""
    return approved(reviewer, handed_in(officer, section, **more))

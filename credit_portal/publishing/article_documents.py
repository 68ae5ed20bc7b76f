"""From a text of an article to its public document and displayed row: the only place that picks
what the public sees of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from credit_portal.publishing.documents import Document
from credit_portal.publishing.models.article import KIND, ArticleEdition

TEXTS = (
    "title_zh", "title_en", "summary_zh", "summary_en", "body_zh", "body_en", "organ_zh",
    "organ_en", "source_url",
)  # fmt: skip
DAYS = ("dated", "force_from", "force_until")
#: What the list row carries beside the columns of every record.
ROW = ("summary_zh", "summary_en", "organ_zh", "organ_en", "number", *DAYS)


def document(edition: ArticleEdition) -> Document:
    """The exact content that is approved; nobody's name stands in it."""
    return {
        "v": 1,
        "kind": KIND,
        "section": edition.article.section,
        **{name: getattr(edition, name) for name in TEXTS},
        "number": edition.number_zh,
        **{name: _iso(getattr(edition, name)) for name in DAYS},
        "evidence": [
            {
                "id": str(one.file_id),
                "title": one.file.name,
                "content_type": one.file.content_type,
                "size": one.file.size,
                "sha256": one.file.sha256,
            }
            for one in edition.files.all()
        ],
    }


def summarise(document: Document) -> dict[str, Any]:
    """Columns of the displayed row. No outcome, field or due day: articles count nowhere among
    promises and breaches."""
    return {
        "title_zh": document["title_zh"],
        "title_en": document["title_en"],
        "category": document["section"],
        "row": {name: document[name] for name in ROW},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

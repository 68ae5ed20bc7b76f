"""A kind of record for these tests, and short words for what they do all the time."""

from typing import Any
from uuid import uuid4

from django.db import connection

from credit_portal.directory.models import Post
from credit_portal.publishing import services
from credit_portal.publishing.models import Decision
from credit_portal.publishing.registry import Kind, Published, register_kind

TOLD: list[Published] = []


def _summary(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "title_zh": document["title_zh"],
        "title_en": document.get("title_en", ""),
        "sector": document.get("sector", ""),
        "outcome": document.get("outcome", "open"),
        "category": "specimen",
        "due_on": document.get("due_on"),
    }


SPECIMEN = Kind("specimen", "Z", "样本", "Specimen", _summary)
register_kind(SPECIMEN, on_published=TOLD.extend)


def source() -> Post:
    """Something that can be published; only its type and key matter."""
    return Post(id=uuid4())


def document(title: str = "三日内答复", **more: Any) -> dict[str, Any]:
    """A public document."""
    return {
        "v": 1,
        "kind": "specimen",
        "title_zh": title,
        "title_en": "Answer in three days",
        "outcome": "open",
        **more,
    }


def decide(organisation: Any, officer: Any, approver: Any, **more: Any) -> Decision:
    """Decide the publication of a new source, unless told otherwise."""
    given: dict[str, Any] = {
        "kind": "specimen",
        "source": source(),
        "document": document(),
        "organisation": organisation,
        "proposer": officer,
        "approver": approver,
        **more,
    }
    return services.decide(**given)


def publish(organisation: Any, officer: Any, approver: Any, **more: Any) -> Decision:
    """Decide and publish."""
    decision = decide(organisation, officer, approver, **more)
    services.publish_all()
    decision.refresh_from_db()
    return decision


def run_sql(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run SQL as the application role."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []

"""From a document to the displayed row: columns to filter by, and the list API's row. Pure."""

from datetime import date, datetime
from typing import Any, Protocol

import orjson

from credit_portal.common.clock import TZ
from credit_portal.publishing import documents, marks
from credit_portal.publishing.documents import Document
from credit_portal.publishing.registry import Kind

TEXTS = ("title_zh", "title_en", "sector", "outcome", "category", "division_code")
LIMITS = {"sector": 40, "outcome": 24, "category": 40, "division_code": 12, "inherited_from": 80,
          "severity": 12}  # fmt: skip
#: Columns that only some kinds have.
MORE = ("inherited_from", "severity")


class Body(Protocol):
    """What a row tells of the publishing body."""

    slug: str
    code: str | None
    name_zh: str
    name_en: str
    division_id: str | None


def summary(kind: Kind, document: Document) -> dict[str, Any]:
    """The kind's columns, complete and checked. Raises ValueError for what a row cannot hold."""
    given = kind.summarise(document)
    unknown = set(given) - {*TEXTS, *MORE, "due_on", "search", "row"}
    if unknown:
        raise ValueError(f"summary of {kind.code} has unknown keys: {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {name: given.get(name) or "" for name in (*TEXTS, *MORE)}
    for name, limit in LIMITS.items():
        if len(found[name]) > limit:
            raise ValueError(f"{name} of {kind.code} is longer than {limit}")
    due = given.get("due_on")
    found["due_on"] = date.fromisoformat(due) if isinstance(due, str) and due else due or None
    found["search"] = [str(text) for text in given.get("search") or ()]
    found["row"] = given.get("row") or {}
    return found


def columns(
    kind: Kind,
    document: Document,
    body: Body,
    *,
    ref: str,
    version: int,
    published_at: datetime,
    updated_at: datetime,
) -> dict[str, Any]:
    """Columns of the displayed row that depend on the document; `row` as JSON text."""
    found = summary(kind, document)
    search, extra = found.pop("search"), found.pop("row")
    named = _named(document, body)
    found["division_code"] = found["division_code"] or body.division_id or ""
    texts = [ref, body.name_zh, body.name_en, body.code or "", *documents.words(document), *search]
    row = {
        "ref": ref,
        "kind": kind.code,
        **{name: found[name] for name in TEXTS if name != "division_code"},
        "division": found["division_code"],
        "organisation": named,
        "due_on": found["due_on"].isoformat() if found["due_on"] else None,
        "published_at": moment(published_at),
        "updated_at": moment(updated_at),
        "version": version,
        **({marks.KEY: document[marks.KEY]} if document.get(marks.KEY) else {}),
        **extra,
    }
    return {
        **found,
        **{f"organisation_{name}": text for name, text in named.items()},
        "search_text": documents.fold("\n".join(dict.fromkeys(filter(None, texts)))),
        "row": orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode(),
    }


def _named(document: Document, body: Body) -> dict[str, str]:
    """Address and name of the body as the document has them: it may be called otherwise by the
    time the row is made anew, and monitors hold the row against the document."""
    told = document.get("organisation")
    names = ("slug", "name_zh", "name_en")
    if isinstance(told, dict) and all(isinstance(told.get(name), str) for name in names):
        return {name: told[name] for name in names}
    return {name: getattr(body, name) for name in names}


def parse(text: str) -> Document:
    """The document that a canonical text spells."""
    document: Document = orjson.loads(text)
    return document


def moment(at: datetime) -> str:
    """A moment as the API writes it: ISO 8601 in the legal time zone, to the second."""
    return at.astimezone(TZ).isoformat(timespec="seconds")

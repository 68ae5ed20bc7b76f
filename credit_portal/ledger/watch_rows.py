"""What lists may say of a record: told again from its committed document, kind by kind.

Written apart from the summaries that the portal makes its rows with: a fault in one is seen by the
other (a test holds them equal). Pure: part of the stand-alone verifier (docs/ledger.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
#: Columns of a displayed row, and where the list's row has the same.
SAME = {
    "kind": "kind", "title_zh": "title_zh", "title_en": "title_en", "sector": "sector",
    "outcome": "outcome", "category": "category", "division_code": "division", "due_on": "due_on",
    "version": "version", "organisation": "organisation",
}  # fmt: skip
COLUMNS = frozenset(
    {
        *SAME, "severity", "inherited_from", "filed_under", "published_at", "updated_at", "until",
        "row",
    }
)  # fmt: skip
#: What every list's row has; anything further is the kind's own.
LISTED = frozenset({*SAME.values(), "ref", "published_at", "updated_at"})
#: Columns that a kind leaves empty unless it says otherwise.
EMPTY = {
    **dict.fromkeys(("sector", "outcome", "category", "severity", "inherited_from"), ""),
    "due_on": None,
}
MARK = "objection"


def part(document: Any, *path: str) -> Any:
    """What stands in a document under these keys; None where nothing does."""
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _division(document: Row) -> Row:
    found = part(document, "organisation", "division")
    return {"division_code": found} if found else {}


COMMITMENT = ("shape", "registered_on", "outcome_on", "series", "is_demo")


def _commitment(told: Row) -> tuple[Row, Row]:
    passed = told.get("inherited") or [None]
    explained = told.get("due_explanation") or {}
    missing = part(told, "authority_check", "missing") or []
    sheet = told.get("sheet")
    columns = {
        **{name: told.get(name) for name in ("sector", "outcome", "category", "due_on")},
        **_division(told),
        "inherited_from": part(passed[-1], "from", "slug") or "",
    }
    return columns, {
        **{name: told.get(name) for name in COMMITMENT},
        "post_title_zh": part(told, "post", "title_zh"),
        "post_title_en": part(told, "post", "title_en"),
        "due_provisional": bool(part(explained, "provisional")),
        "due_stopped": "stopped_on" in explained,
        "status": part(told, "status", "code"),
        "missing_checks": [part(one, "check") for one in missing],
        "has_incentives": bool(told.get("incentives")),
        **({"origin": told["origin"]} if "origin" in told else {}),
        **({"sheet_year": part(sheet, "year")} if sheet else {}),
        **({"sheet_division": part(sheet, "division")} if sheet else {}),
    }


def _breach(told: Row) -> tuple[Row, Row]:
    columns = {
        "sector": told.get("domain"), "category": told.get("category"),
        "severity": told.get("severity"), **_division(told),
    }  # fmt: skip
    return columns, {
        "severity": told.get("severity"),
        "document": told.get("document"),
        "determined_on": part(told, "display", "determined_on"),
        "last_day": part(told, "display", "last_day"),
        "rectification": part(told, "rectification", "state"),
        "is_demo": told.get("is_demo"),
    }


def _old_account(told: Row) -> tuple[Row, Row]:
    names = ("received", "counts", "ages", "ills", "is_demo")
    return _division(told), {name: told.get(name) for name in names}


def _sheet(told: Row) -> tuple[Row, Row]:
    fields = told.get("fields") or []
    return {"division_code": part(told, "division", "code")}, {
        "sheet_year": told.get("year"),
        "sheet_total": told.get("total"),
        "sheet_empty": sum(1 for one in fields if not part(one, "commitments")),
        "registered_on": told.get("approved_on"),
        "is_demo": told.get("is_demo"),
    }


def _campaign(told: Row) -> tuple[Row, Row]:
    division = told.get("division")
    names = ("state", "figures", "ends_on", "is_demo")
    return ({"division_code": division} if division else {}), {
        name: told.get(name) for name in names
    }


def _answer(told: Row) -> tuple[Row, Row]:
    columns = {"category": told.get("category"), **_division(told)}
    return columns, {"answered_in": told.get("answered_in"), "is_demo": told.get("is_demo")}


def _article(told: Row) -> tuple[Row, Row]:
    names = ("summary_zh", "summary_en", "organ_zh", "organ_en", "number", "dated", "force_from",
             "force_until")  # fmt: skip
    return {"category": told.get("section")}, {name: told.get(name) for name in names}


#: Kind -> columns and further keys of the row, made of the document alone.
KINDS: dict[str, Callable[[Row], tuple[Row, Row]]] = {
    "commitment": _commitment, "breach": _breach, "old_account": _old_account,
    "livelihood_sheet": _sheet, "campaign": _campaign, "article": _article,
    "answer": _answer,
}  # fmt: skip


def told_by(document: Row) -> tuple[Row, Row]:
    """Columns, and further keys of the row, that a document gives; of a kind that is not known
    here only what has the same name in the document."""
    of_kind = KINDS.get(str(document.get("kind")))
    names = ("kind", "title_zh", "title_en")
    if of_kind is None:
        columns = {name: document[name] for name in {*names, *EMPTY} if name in document}
        further: Row = {}
    else:
        columns, further = of_kind(document)
        columns = {**{name: document.get(name) for name in names}, **EMPTY, **columns}
    body = document.get("organisation")
    if isinstance(body, dict):
        columns["organisation"] = {name: body.get(name) for name in ("slug", "name_zh", "name_en")}
    if document.get(MARK):
        further[MARK] = document[MARK]
    return columns, further


def wrong(shown: Row, listed: Row, document: Row) -> Iterator[str]:
    """Names of columns, and of keys of the list's row, that document or column contradict.

    A key that the row leaves out is as good as an empty one; a key that the kind does not have
    must stand in the document word for word. `filed_under` has the addresses, present and former,
    of the body under which lists find the record.
    """
    columns, further = told_by(document)
    yield from sorted(COLUMNS ^ set(shown))
    for name, other in SAME.items():
        kept = shown.get(name)
        if not same(kept, listed.get(other)) or not same(kept, columns.get(name, kept)):
            yield name
    for name in ("severity", "inherited_from"):
        if not same(shown.get(name), columns.get(name, shown.get(name))):
            yield name
    filed = shown.get("filed_under")
    if not isinstance(filed, list) or part(shown, "organisation", "slug") not in filed:
        yield "filed_under"
    for name in sorted({*further, *listed} - LISTED):
        value = further.get(name, document.get(name))
        if not same(listed[name], value) if name in listed else bool(value):
            yield f"row.{name}"


def same(one: Any, other: Any) -> bool:
    """Whether two values are one and the same JSON: true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

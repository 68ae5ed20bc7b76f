"""Public documents of every kind, as short as their rows allow, and the rows the portal makes."""

from __future__ import annotations

import copy
import json
import random
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from credit_portal.publishing import registry, rows

Row = dict[str, Any]
AGENCY = "11210100MB0000000X"
NAMES = {"slug": "bureau", "name_zh": "示例局", "name_en": "Bureau"}
BODY = SimpleNamespace(code=AGENCY, division_id="210100", **NAMES)
ORGANISATION = {**NAMES, "code": AGENCY, "division": "210100"}
KINDS = ("commitment", "breach", "old_account", "livelihood_sheet", "campaign", "article", "answer")
OWN: dict[str, Row] = {
    "commitment": {
        "organisation": ORGANISATION, "sector": "parking", "outcome": "open",
        "due_on": "2026-12-31", "category": "livelihood", "shape": "one_off",
        "outcome_on": None, "series": None,
        "registered_on": "2026-03-01", "due_explanation": {"provisional": False},
        "post": {"title_zh": "局长", "title_en": "Director"}, "status": {"code": "stopped"},
        "authority_check": {"missing": [{"check": "budget"}]}, "incentives": ["x"],
        "origin": "old_account", "sheet": {"year": 2026, "division": "210102"},
        "inherited": [{"from": {"slug": "old-bureau"}}],
    },
    "breach": {
        "organisation": ORGANISATION, "domain": "contracts", "category": "arrears",
        "severity": "general", "document": {"number": "示例〔2026〕1号", "organ_zh": "示例局"},
        "display": {"determined_on": "2026-02-01", "last_day": "2029-11-21"},
        "rectification": {"state": "ordered"},
    },
    "old_account": {
        "organisation": {**ORGANISATION, "division": None}, "received": 3,
        "counts": {"open": 2, "settled": 1}, "ages": [{"band": "5-9", "count": 3}],
        "ills": {"arrears": 3},
    },
    "livelihood_sheet": {
        "organisation": ORGANISATION, "division": {"code": "210102001"}, "year": 2026, "total": 4,
        "fields": [{"commitments": 4, "label_zh": "停车"}, {"commitments": 0, "label_zh": "照明"}],
        "approved_on": "2026-02-03",
    },
    "campaign": {
        "division": "210100", "state": "running", "figures": {"baseline": 9},
        "ends_on": "2026-12-31",
    },
    "answer": {
        "organisation": ORGANISATION, "category": "B02", "question_zh": "问题", "answer_zh": "答复",
        "answered_in": "2026-02",
    },
    "article": {
        "section": "news", "number": "", "dated": None, "force_from": None, "force_until": None,
        "organ_zh": "", "organ_en": "", "summary_zh": "摘要", "summary_en": "",
    },
}  # fmt: skip


def document(kind: str, ref: str, version: int, chance: random.Random, *, marked: bool) -> Row:
    """A document, with what canonical form has to get right."""
    own = copy.deepcopy(OWN[kind])
    if kind == "commitment":
        own["outcome"] = chance.choice(["open", "kept", "broken"])
    return {
        "v": 1,
        "kind": kind,
        "title_zh": f"新增停车位 {ref} “{version}”\n",
        "title_en": "Parking \u2028é",
        **({} if kind == "article" else {"is_demo": True}),
        "numbers": [1, 0, -5, None, True],
        **own,
        **({"objection": {"since": "2026-11-01", "open": 1}} if marked else {}),
    }


def displayed(found: Row, *, ref: str, version: int, at: datetime, first: datetime) -> Row:
    """Columns and list row as the portal makes them and the door tells them."""
    made = rows.columns(
        registry.kind_of(found["kind"]), found, BODY, ref=ref, version=version, published_at=first,
        updated_at=at,
    )  # fmt: skip
    plain = ("title_zh", "title_en", "sector", "outcome", "category", "division_code", "severity",
             "inherited_from")  # fmt: skip
    return {
        **{name: made[name] for name in plain},
        "kind": found["kind"],
        "due_on": made["due_on"].isoformat() if made["due_on"] else None,
        "version": version,
        "organisation": {name: made[f"organisation_{name}"] for name in NAMES},
        "filed_under": [NAMES["slug"]],
        "published_at": rows.moment(first),
        "updated_at": rows.moment(at),
        "row": json.loads(made["row"]),
    }

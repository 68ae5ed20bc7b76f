"""Public documents of commitments for the tests of the public pages."""

from typing import Any

from credit_portal.publishing.models import Displayed
from tests.publishing.support import publish

EXPLAINED = {
    "start": "2026-09-24",
    "unit": "working_day",
    "count": 2,
    "roll": False,
    "due": "2026-09-29",
    "raw_due": "2026-09-29",
    "provisional": False,
    "days": [
        {
            "date": "2026-09-24",
            "kind": "start",
            "n": None,
            "makeup": False,
            "reason_zh": "当日不计",
            "reason_en": "",
        },
        {
            "date": "2026-09-25",
            "kind": "skipped",
            "n": None,
            "makeup": False,
            "reason_zh": "中秋节",
            "reason_en": "Mid-Autumn Festival",
        },
        {
            "date": "2026-09-28",
            "kind": "counted",
            "n": 1,
            "makeup": False,
            "reason_zh": "",
            "reason_en": "",
        },
        {
            "date": "2026-09-29",
            "kind": "end",
            "n": 2,
            "makeup": False,
            "reason_zh": "",
            "reason_en": "",
        },
    ],
    "sentence_zh": "自2026年9月24日的次日起算。",
    "sentence_en": "Counted from the day after 24 September 2026.",
    "rule": None,
    "sources": [],
}


TEXTS = ("measure", "beneficiaries", "legal_basis", "authority", "evidence_required", "findings")
REGISTERED = {
    "at": "2026-09-01",
    "event": "registered",
    "detail_zh": "经审核登记并公开",
    "detail_en": "Approved, registered and published",
    "post_zh": "副局长",
    "post_en": "Deputy",
}
LISTS = ("co_posts", "milestones", "periods", "reports", "evidence")
NOTHING = ("standing", "series", "outcome_on", "kept_on", "status", "source")


def commitment(body: Any, title: str = "新增停车位一百个", **more: Any) -> dict[str, Any]:
    """A public document as commitments/disclosures.py makes them."""
    names = ("slug", "code", "name_zh", "name_en")
    return {
        **{f"{name}_{language}": "" for name in TEXTS for language in ("zh", "en")},
        **{name: [] for name in LISTS},
        **dict.fromkeys(NOTHING),
        "v": 1,
        "kind": "commitment",
        "shape": "one_off",
        "category": "livelihood",
        "title_zh": title,
        "title_en": "A hundred parking spaces",
        "matter_zh": f"{title}，年内完成。",
        "matter_en": "A hundred parking spaces within the year.",
        "sector": "parking",
        "organisation": {name: getattr(body, name) for name in names} | {"division": None},
        "post": {"title_zh": "局长", "title_en": "Director", "holder": None},
        "due_on": "2026-09-29",
        "due_explanation": EXPLAINED,
        "outcome": "open",
        "registered_on": "2026-09-01",
        "is_demo": True,
        "timeline": [REGISTERED],
        **more,
    }


def put(
    body: Any, officer: Any, approver: Any, title: str = "新增停车位一百个", **more: Any
) -> Displayed:
    """Publish a commitment and return its displayed row."""
    document = commitment(body, title, **more)
    decision = publish(body, officer, approver, kind="commitment", document=document)
    return Displayed.objects.get(rec=decision.rec)


STANDING: dict[str, Any] = {
    "shape": "standing",
    "due_on": None,
    "due_explanation": None,
    "standing": {
        "indicator_zh": "按期办结率",
        "indicator_en": "Share finished in time",
        "unit_zh": "",
        "unit_en": "",
        "source_zh": "办件系统",
        "source_en": "Case system",
        "figure": "share",
        "comparison": "at_least",
        "target": "95",
        "period": "quarter",
        "report_within": 10,
        "starts_on": "2026-01-01",
        "ends_on": None,
    },
    "series": {"determined": 2, "kept": 1, "broken": 0, "not_reported": 1, "no_cases": 0},
    "periods": [
        {
            "number": 1,
            "starts_on": "2026-01-01",
            "ends_on": "2026-03-31",
            "partial": False,
            "report_due_on": "2026-04-10",
            "numerator": "398",
            "denominator": "402",
            "value": "99",
            "outcome": "kept",
        },
        {
            "number": 2,
            "starts_on": "2026-04-01",
            "ends_on": "2026-06-30",
            "partial": False,
            "report_due_on": "2026-07-10",
            "numerator": None,
            "denominator": None,
            "value": None,
            "outcome": "not_reported",
        },
    ],
}

"""What the public sees of a record. No person is in it, nor the name of the other party: the
texts are those of the notice, which was written for this page and served on the body.
"""

from __future__ import annotations

from typing import Any

from integrity_files.codes_records import ReportState, StatementState
from integrity_files.codes_repair import RepairState
from integrity_files.models import Record

Document = dict[str, Any]
TOLD = ("ordered", "noticed", "statement_filed", "heard", "decided", "report_accepted",
        "corrected", "prolonged")  # fmt: skip
"""Steps that the public story tells."""
TOLD_REPAIRS = (RepairState.ACCEPTED, RepairState.PROPOSED, RepairState.DECIDED)


def document(row: Record) -> Document:
    """The public document of a determined record as it stands now."""
    body, item, lead = row.organisation, row.item, row.lead
    return {
        "v": 1,
        "kind": "breach",
        "title_zh": row.title_zh,
        "title_en": "",
        "organisation": {
            "slug": body.slug,
            "code": body.code,
            "name_zh": body.name_zh,
            "name_en": body.name_en,
            "division": body.division_id,
        },
        "category": lead.category,
        "domain": row.domain,
        "severity": row.severity,
        "item": {"code": item.code, "name_zh": item.name_zh, "name_en": item.name_en}
        if item is not None
        else None,
        "happened_on": lead.happened_on.isoformat(),
        "counterparty": row.counterparty or None,
        "agreement_zh": row.agreement_zh,
        "amount": plain(row.amount),
        "performed_zh": row.performed_zh,
        "facts_zh": row.facts_zh,
        "reasons_zh": row.reasons_zh,
        "basis_zh": row.basis_zh,
        "excuses": list(lead.excuses),
        "document": _paper(row),
        "statement": _statement(row),
        "leniencies": sorted(one.reason for one in row.leniencies.all()),
        "rectification": _rectification(row),
        "display": _display(row),
        "repair": _repair(row),
        "events": _events(row),
        "is_demo": row.is_demo,
    }


def plain(amount: Any) -> str | None:
    """An amount as a decimal text without superfluous zeros."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _paper(row: Record) -> Document:
    return {
        "type": row.paper,
        "title_zh": row.paper_title,
        "number": row.paper_number,
        "organ_zh": row.paper_organ,
        "date": _day(row.paper_date),
    }


def _statement(row: Record) -> Document:
    """What the body said, in its own short words; that it said nothing is a fact too."""
    found = getattr(row, "statement", None)
    if found is None or found.state != StatementState.FILED:
        return {"filed_on": None, "short_zh": ""}
    return {"filed_on": _day(found.filed_on), "short_zh": found.short_zh}


def _rectification(row: Record) -> Document:
    waits = row.reports.filter(state=ReportState.FILED).exists()
    state = "accepted" if row.corrected_on else "reported" if waits else "ordered"
    return {
        "state": state,
        "ordered_on": _day(row.ordered_on),
        "corrected_on": _day(row.corrected_on),
    }


def _repair(row: Record) -> Document | None:
    """The application that the office accepted last, with the commitment that the body signed for
    the public, or confirmed where it came by a form; of a refused or withdrawn one nothing."""
    found = row.repairs.filter(state__in=TOLD_REPAIRS).order_by("-filed_on", "-id").first()
    if found is None:
        return None
    decided = found.state == RepairState.DECIDED
    return {
        "filed_on": _day(found.filed_on),
        "pledge_zh": found.pledge_zh if found.binds_body else "",
        "outcome": found.outcome if decided else None,
        "decided_on": _day(found.decided_on),
        "without_repair_until": _day(found.without_repair_until),
    }


def _display(row: Record) -> Document:
    rules = row.rule_set
    return {
        "rule_set": row.rule_set_id,
        "rule_set_name_zh": rules.name_zh if rules is not None else "",
        "rule_set_name_en": rules.name_en if rules is not None else "",
        "determined_on": _day(row.paper_date),
        "first_day": _day(row.first_day),
        "shortest_until": _day(row.shortest_until),
        "last_day": _day(row.last_day),
        "repair_from": _day(row.repair_from),
        "override_zh": row.override_zh,
    }


def _events(row: Record) -> list[Document]:
    found = row.events.filter(name__in=TOLD).order_by("id")
    return [{"on": event.on.isoformat(), "code": event.name} for event in found]


def summarise(found: Document) -> dict[str, Any]:
    """Columns of the displayed row, made of the public document alone (it runs again at every
    rebuild)."""
    return {
        "title_zh": found["title_zh"],
        "title_en": found["title_en"],
        "sector": found["domain"],
        "category": found["category"],
        "severity": found["severity"],
        "outcome": "",
        "division_code": found["organisation"]["division"] or "",
        "search": [found["document"]["number"], found["document"]["organ_zh"]],
        "row": {
            "severity": found["severity"],
            "document": found["document"],
            "determined_on": found["display"]["determined_on"],
            "last_day": found["display"]["last_day"],
            "rectification": found["rectification"]["state"],
            "is_demo": found["is_demo"],
        },
    }

"""Leads, records, objections, repairs and consequences through the staff API, by the same services
as the pages; and how often each list asks the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from credit_portal.publishing.services import publish_all
from integrity_files.models import Record, Repair
from tests.api.support import Staff, code
from tests.api.test_query_counts import count, recorded
from tests.integrity_files import (
    consequence_scenes,
    lead_scenes,
    objection_scenes,
    record_scenes,
    repair_scenes,
)
from tests.integrity_files.test_letters import drafted

pytestmark = pytest.mark.django_db


def act(staff: Staff, path: str, name: str, body: Any = None, **headers: str) -> Any:
    """Answer to a transition that is allowed, on the version seen."""
    headers.setdefault("If_Match", staff.get(path)["ETag"])
    answer = staff.post(f"{path}transitions/{name}/", body, **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_objection_is_decided_by_the_api(
    clock: Any, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any,
    stranger: Any, bureau: Any,
) -> None:  # fmt: skip
    record = record_scenes.displayed(credit_officer, credit_reviewer, officer, bureau)
    row, _code = objection_scenes.filed(record.ref)
    path = f"objections/{row.pk}/"
    clerk, second = Staff(credit_officer), Staff.at_the_desk(second_reviewer)
    first = act(clerk, path, "accept", Idempotency_Key="once")
    again = clerk.post(f"{path}transitions/accept/", Idempotency_Key="once")
    assert (again.json(), again["Idempotency-Replayed"]) == (first, "true")
    assert code(clerk.post(f"{path}transitions/accept/"), 409)
    assert code(clerk.post(f"{path}transitions/abolish/"), 404) == "not_found"
    letter = {"organ": "示例市中级人民法院", "letter_number": "函〔2026〕1号", "reason": "请核实。"}
    act(clerk, path, "transfer", letter)
    act(clerk, path, "verify", {"reason": "与事实相符。", "answered_on": "2026-03-02"})
    told = {"result": "rejected", "reason": "记录有据。"}
    assert code(clerk.post(f"{path}transitions/propose/", told), 428) == "precondition_required"
    stale = clerk.post(f"{path}transitions/propose/", told, If_Match='"v1"')
    assert code(stale, 412) == "stale"
    seen = clerk.get(path)["ETag"]
    for changes, status in (({"facts_zh": {"a": 1}}, 400), ({"paper_date": "x"}, 422)):
        wrong = {**told, "result": "corrected", "changes": changes}
        assert code(clerk.post(f"{path}transitions/propose/", wrong, If_Match=seen), status)
    right = {**told, "result": "corrected", "changes": {"amount": "900000"}}
    assert act(clerk, path, "propose", right)["changes"] == {"amount": "900000.00"}
    act(second, path, "send_back", {"reason": "金额无误。"})
    assert act(clerk, path, "propose", told)["result"] == "rejected"
    assert clerk.get("objections/?state=proposed").json()["results"][0]["result"] is None
    held = clerk.post(f"{path}transitions/decide/", If_Match=clerk.get(path)["ETag"])
    assert code(held, 403)
    done = act(second, path, "decide")
    assert [done[one] for one in ("state", "result", "appeal_result", "result_in_force")] == [
        "decided", "rejected", "", "rejected"
    ]  # fmt: skip
    seen = clerk.get(path)
    assert objection_scenes.CANARY not in seen.content.decode()
    assert code(Staff(stranger).get(path), 404) == "not_found"
    assert Staff(officer).get("objections/").json()["results"] == []  # a firm's is not the body's


def noticed(clerk: Staff, verifier: Any, body: Any) -> Record:
    """A lead is verified, rectification ordered and the notice served, by the API alone."""
    lead = lead_scenes.opened(verifier, body)
    path = f"leads/{lead.pk}/"
    act(clerk, path, "take")
    stale = clerk.post(f"{path}transitions/find_true/", {"finding": "属实。"}, If_Match='"v1"')
    assert code(stale, 412) == "stale"
    act(clerk, path, "find_true", {"finding": "属实，至今未付。", "excuses": ["E4"]})
    act(clerk, path, "order", {"order": "三十日内付清工程款。"})
    row = Record.objects.get(lead=lead)
    told = act(clerk, f"breaches/{row.pk}/", "notice", {"notice": record_scenes.NOTICE})
    assert told["facts_zh"] == record_scenes.NOTICE["facts_zh"]
    return row


def test_a_body_states_and_its_repair_is_granted(
    clock: Any, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any, officer: Any,
    bureau: Any,
) -> None:  # fmt: skip
    desk, clerk, second = Staff(officer), Staff(credit_officer), Staff.at_the_desk(second_reviewer)
    record = noticed(clerk, credit_officer, bureau)
    path = f"breaches/{record.pk}/"
    assert desk.get(path).json()["title_zh"] == record_scenes.NOTICE["title_zh"]
    act(desk, path, "statement", {"text": "资金已列入预算。", "short": "已列入预算。"})
    record.refresh_from_db()
    act(clerk, path, "consider", {"considered": "不影响付款义务。"})
    record.refresh_from_db()
    record = record_scenes.propose(record, credit_officer, severity="minor")
    assert desk.get(path).json()["severity"] is None  # proposed, not decided
    assert clerk.get(path).json()["severity"] == "minor"
    act(Staff.at_the_desk(credit_reviewer), path, "decide")
    assert desk.get(path).json()["severity"] == "minor"
    asked = repair_scenes.file(officer, record)
    path = f"repairs/{asked.pk}/"
    held = desk.post(f"{path}transitions/confirm/", If_Match=desk.get(path)["ETag"])
    assert code(held, 409) == "state_conflict"  # its own
    act(clerk, path, "ask", {"asked": "银行回单。"})
    act(desk, path, "complete", {"text": "已补交。"})
    act(clerk, path, "accept")
    act(clerk, path, "propose", {"outcome": "grant", "finding": "已核实付款凭证。"})
    assert desk.get(path).json()["outcome"] is None
    assert act(second, path, "decide")["outcome"] == "grant"
    assert Repair.objects.get(pk=asked.pk).stopped_sharing_at is not None


LISTS = (
    "/api/v1/leads/",
    "/api/v1/breaches/",
    "/api/v1/objections/",
    "/api/v1/repairs/",
    "/api/v1/consequences/",
    "/staff/leads/",
    "/staff/records/",
    "/staff/objections/",
    "/staff/objections/tips/",
    "/staff/repairs/",
    "/staff/consequences/",
    "/staff/letters/",
    "/staff/reporting/",
    "/staff/reporting/to-mend/",
)
PUBLIC = ("/breaches/", "/breaches/statistics/")  # fmt: skip


def test_lists_ask_as_often_for_two_as_for_many(
    clock: Any, credit_officer: Any, credit_reviewer: Any, officer: Any, bureau: Any,
    other_bureau: Any,
) -> None:  # fmt: skip
    """Everything of every kind once, then three times."""
    client = Client()
    client.force_login(credit_officer)
    people = (credit_officer, credit_reviewer, officer, bureau)
    made: list[Record] = []

    def more(number: int) -> dict[str, int]:
        for _one in range(number):
            made.append(_everything(len(made), people, other_bureau))
        publish_all()
        for row in made[-number:]:
            row.refresh_from_db()
            objection_scenes.filed(row.ref)
            objection_scenes.tip(row.ref)
        told = {address: count(client, address) for address in LISTS}
        return told | {address: count(Client(), address) for address in PUBLIC}

    few = more(1)
    many = more(2)
    told = {address: (few[address], many[address]) for address in few}
    assert all(first == second for first, second in told.values()), told
    assert many == {address: recorded(address, n) for address, n in many.items()}


def _everything(number: int, people: tuple[Any, ...], owner: Any) -> Record:
    """A lead, a displayed record, a repair of a minor one, a consequence."""
    officer, _reviewer, filer, body = people
    lead_scenes.opened(officer, body)
    row = record_scenes.decided(*people, paper_number=f"（2025）示例{number}号")
    minor = record_scenes.decided(*people, paper_number=f"（2025）轻{number}号", severity="minor")
    repair_scenes.file(filer, minor)
    consequence_scenes.ordered(officer, row, owner)
    drafted(officer)
    return row

"""Complaints through the staff API, by the same services as the pages; how often lists ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.api.support import Staff, code
from tests.api.test_breaches import act
from tests.api.test_query_counts import count, recorded
from tests.complaints import case_scenes as scene
from tests.complaints.case_scenes import monday  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "vault_keys")]
LISTS = ("/api/v1/complaints/", "/staff/complaints/", "/staff/complaints/board/")


def test_a_case_is_handled_by_the_api(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any,
    stranger: Any,
) -> None:  # fmt: skip
    row = scene.received(hotline_operator, bureau)
    path = f"complaints/{row.pk}/"
    desk, lead, body = Staff(hotline_operator), Staff(hotline_supervisor), Staff(case_handler)
    assert code(body.get(path), 404) == "not_found"
    first = act(desk, path, "accept", Idempotency_Key="once")
    again = desk.post(f"{path}transitions/accept/", Idempotency_Key="once")
    assert (again.json(), again["Idempotency-Replayed"]) == (first, "true")
    given = {"lead_id": str(bureau.pk), "told": scene.TOLD}
    assert code(desk.post(f"{path}transitions/dispatch/", given, If_Match='"v2"'), 403)
    assert code(lead.post(f"{path}transitions/dispatch/", given), 428) == "precondition_required"
    assert act(lead, path, "dispatch", given)["told_zh"] == scene.TOLD
    assert act(body, path, "sign")["state"] == "handling"
    act(body, path, "draft", {"text": "已付清。", "verified": True})
    act(body, path, "propose")
    done = act(Staff(approver), path, "approve")
    assert (done["state"], done["answered_on"]) == ("answered", "2026-03-02")
    assert scene.SECRET not in desk.get(path).content.decode()
    assert code(body.post(f"{path}transitions/abolish/"), 404) == "not_found"
    assert code(Staff(stranger).get(path), 404) == "not_found"


def test_lists_ask_as_often_for_two_as_for_many(
    hotline_operator: Any, hotline_supervisor: Any, case_handler: Any, approver: Any, bureau: Any
) -> None:
    client = Client()
    client.force_login(hotline_supervisor)

    def more(number: int) -> dict[str, int]:
        for _one in range(number):
            scene.received(hotline_operator, bureau)
            scene.dispatched(hotline_operator, hotline_supervisor, bureau)
            scene.answered(hotline_operator, hotline_supervisor, case_handler, approver, bureau)
        return {address: count(client, address) for address in LISTS}

    few, many = more(1), more(3)
    assert few == many
    assert many == {address: recorded(address, n) for address, n in many.items()}

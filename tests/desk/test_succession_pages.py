"""Pages: a split prepared and proposed, a hand-over acknowledged, the public history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from commitments.services.succession import publish_inherited
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Change
from credit_portal.workflow.models_hand_over import HandOver, SuccessionDraft
from tests.commitments import scenes
from tests.commitments.successions import PAPER, carry_out, line, payload, post_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def registered(officer: Any, approver: Any, post: Any) -> Any:
    """An open commitment of the bureau."""
    return scenes.registered(officer, approver, post)


@pytest.fixture
def heirs(other_bureau: Any, credit_office: Any) -> list[Any]:
    """Two posts that take over."""
    return [post_of(other_bureau), post_of(credit_office, "赵示例")]


def begin(client: Client, kind: str, body: Any, heirs: list[Any]) -> Any:
    """Fill in the first form."""
    told = {name: value for name, value in PAPER.items() if name != "document"}
    return client.post("/staff/succession/", {
        **told, "kind": kind, "before": [body.pk],
        "after": [post.organisation_id for post in heirs],
        "effective_on": "2026-03-02", "reason": "机构改革",
    })  # fmt: skip


def test_a_split_is_assigned_and_proposed(
    client: Client, officer: Any, registered: Any, bureau: Any, heirs: list[Any]
) -> None:
    client.force_login(officer)
    answer = begin(client, "split", bureau, heirs)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert registered.title_zh in page.content.decode()
    assert client.post(f"{answer.url}propose/").status_code == 422
    told = {"how": "selected", "to_post": heirs[1].pk, "case": [registered.pk]}
    client.post(f"{answer.url}assign/", told)
    client.post(f"{answer.url}assign/", {"how": "rest", "to_post": heirs[0].pk})
    text = client.get(answer.url).content.decode()
    assert "有1件" in text or "1件" in text
    assert client.post(f"{answer.url}propose/").status_code == 302
    lines = Change.objects.get().payload["lines"]
    assert [one["scope"] for one in lines] == ["cases", "all"]


def test_rules_and_a_new_start(
    client: Client, officer: Any, registered: Any, bureau: Any, post: Any, heirs: list[Any]
) -> None:
    client.force_login(officer)
    url = begin(client, "split", bureau, heirs).url
    client.post(f"{url}assign/", {"how": "matching", "to_post": heirs[0].pk, "post": post.pk,
                                  "sector": registered.sector})  # fmt: skip
    row = SuccessionDraft.objects.get()
    assert row.payload["told"]["lines"][0]["sectors"] == [registered.sector]
    client.post(f"{url}clear/")
    row.refresh_from_db()
    assert row.payload["told"]["lines"] == []
    assert client.post(f"{url}assign/", {"how": "rest", "to_post": post.pk}).status_code == 422
    assert client.post(f"{url}discard/").status_code == 302
    assert not SuccessionDraft.objects.exists()


def test_a_refusal_stands_in_the_form(client: Client, officer: Any, bureau: Any, post: Any) -> None:
    client.force_login(officer)
    answer = begin(client, "merge", bureau, [post])
    assert answer.status_code == 422
    assert "自" in answer.content.decode()


def test_the_hand_over_page(
    client: Client, registered: Any, bureau: Any, heirs: list[Any], stranger: Any,
    system_administrator: Any, second_system_administrator: Any,
) -> None:  # fmt: skip
    keepers = (system_administrator, second_system_administrator)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heirs[0])))
    sheet = HandOver.objects.get()
    client.force_login(stranger)
    assert sheet.number in client.get("/staff/hand-overs/").content.decode()
    url = f"/staff/hand-overs/{sheet.pk}/"
    assert registered.title_zh in client.get(url).content.decode()
    paper = client.get(f"{url}sheet.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert client.post(f"{url}acknowledge/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.acknowledged_by == stranger


def test_the_public_reads_history_and_inheritance(
    client: Client, registered: Any, bureau: Any, heirs: list[Any],
    system_administrator: Any, second_system_administrator: Any,
) -> None:  # fmt: skip
    publish_all()
    keepers = (system_administrator, second_system_administrator)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heirs[0])))
    publish_inherited()
    publish_all()
    new = heirs[0].organisation
    old_page = client.get(f"/organisations/{bureau.slug}/").content.decode()
    assert f"/organisations/{new.slug}/" in old_page
    page = client.get(f"/organisations/{new.slug}/?inherited=1").content.decode()
    assert bureau.name_zh in page
    assert "示政发〔2026〕9号" in page
    assert registered.title_zh in page
    found = client.get("/organisations/", {"q": "住房保障"}).content.decode()
    assert new.name_zh in found
    assert f"承继自{bureau.name_zh}" in found
    told = client.get(f"/api/v1/organisations/{new.slug}/").json()
    assert told["predecessors"][0]["slug"] == bureau.slug
    assert told["inherited"][0]["total"] == 1
    registered.refresh_from_db()
    record = client.get(f"/records/{registered.ref}/").content.decode()
    assert bureau.name_zh in record
    assert "承继" in record

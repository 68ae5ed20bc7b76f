"""What was removed and why: page, CSV, API; naming nothing of what was said."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from credit_portal.ledger import leaf, note
from credit_portal.ledger.models import LedgerEntry
from credit_portal.publishing.models import Disclosure
from tests.publishing.support import document, publish, source

pytestmark = pytest.mark.django_db
TITLE = "不再出现的标题"


def page(query: str = "") -> Any:
    """The page as a visitor gets it."""
    return Client().get(f"/removals/{query}")


def rows(query: str = "") -> list[dict[str, Any]]:
    """Results of the API."""
    found: list[dict[str, Any]] = Client().get(f"/api/v1/removals/{query}").json()["results"]
    return found


@pytest.fixture
def story(
    bureau: Any, other_bureau: Any, officer: Any, approver: Any, credit_reviewer: Any,
    time_machine: Any,
) -> None:  # fmt: skip
    """One record withdrawn, one restored again, one corrected, one that ended by its date today."""
    time_machine.move_to("2026-03-02T10:00:00+08:00", tick=False)
    things = [source() for _ in range(4)]
    until = {3: date(2026, 3, 31)}
    for number, thing in enumerate(things):
        publish(
            other_bureau if number == 1 else bureau, officer, approver, source=thing,
            document=document(TITLE), until=until.get(number),
        )  # fmt: skip
    gone: dict[str, Any] = {"document": None, "act": "withdraw", "basis": "W01",
                            "reason": "objection_upheld"}  # fmt: skip
    publish(bureau, officer, credit_reviewer, source=things[0], **gone)
    publish(other_bureau, officer, credit_reviewer, source=things[1], **gone)
    publish(other_bureau, officer, credit_reviewer, source=things[1], act="restore")
    publish(bureau, officer, approver, source=things[2], act="correct", document=document("改正"))
    time_machine.move_to("2026-04-01T00:00:00+08:00", tick=False)


def test_the_page_tells_what_why_and_who_but_not_what_it_said(story: None, bureau: Any) -> None:
    answer = page()
    text = answer.content.decode()
    assert answer.context["total"] == 4
    assert [one["value"] for one in answer.context["figures"]] == [2, 1, 0, 1]
    assert TITLE not in text and "改正" not in text
    assert "W01" in text and bureau.name_zh in text and "异议成立" in text
    assert "此后已恢复公示" in text and "即将写入" in text
    months = [(f"{one['month']:%Y-%m}", one["total"]) for one in answer.context["months"]]
    assert (len(months), months[-2:]) == (12, [("2026-03", 3), ("2026-04", 1)])


def test_conditions_narrow_it(story: None, bureau: Any) -> None:
    for query, count in [
        ("?act=withdraw", 2),
        ("?act=expire", 1),
        ("?month=2026-03", 3),
        ("?basis=W01", 2),
        (f"?body={bureau.slug}", 3),
        ("?month=1999-99&act=nonsense", 4),
        ("?act=repair", 0),
    ]:
        answer = page(query)
        assert answer.context["total"] == len(answer.context["rows"]) == count, query


def test_the_list_comes_as_csv(story: None) -> None:
    answer = page("?format=csv&act=withdraw")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.startswith('"记录编号"') or text.startswith('"编号"') or "W01" in text
    assert text.count("\r\n") == 3
    assert TITLE not in text


def test_an_empty_page_says_what_will_stand_there() -> None:
    text = page().content.decode()
    assert "尚无撤下或更正" in text
    assert page("?cursor=forged").status_code == 400


def test_the_interface_gives_what_opens_the_leaf(story: None) -> None:
    ended, restored, withdrawn = rows()
    assert (ended["act"], ended["leaf_index"], ended["notice"]) == ("expire", None, None)
    assert (restored["on_display_again"], withdrawn["on_display_again"]) == (True, False)
    assert withdrawn["basis"]["code"] == "W01"
    assert withdrawn["reason"]["code"] == "objection_upheld"
    version = Disclosure.objects.get(leaf_index=withdrawn["leaf_index"])
    entry = leaf.parse(bytes(LedgerEntry.objects.get(idx=version.leaf_index).entry))
    salt = note.decode(withdrawn["salt"])
    assert note.decode(entry.cm) == leaf.commitment(salt, withdrawn["notice"])
    assert (entry.rec, entry.seq, entry.agency) == (
        withdrawn["rec"], withdrawn["seq"], withdrawn["agency"],
    )  # fmt: skip


def test_the_interface_filters_pages_and_refuses(story: None, bureau: Any) -> None:
    (corrected,) = rows("?act=correct")
    assert (corrected["notice"], corrected["salt"], corrected["reason"]) == (None, None, None)
    assert len(rows(f"?agency={bureau.slug}")) == 2
    assert len(rows("?month=2026-03")) == 2
    first = Client().get("/api/v1/removals/?limit=1&act=withdraw").json()
    second = Client().get(first["next"]).json()
    assert first["results"][0]["leaf_index"] > second["results"][0]["leaf_index"]
    assert second["next"] is None
    for wrong in ("?act=publish", "?month=2026", "?since=1"):
        assert Client().get(f"/api/v1/removals/{wrong}").status_code == 400

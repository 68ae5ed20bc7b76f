"""A body's names over time: on its page, in both searches, at its old addresses, in the API."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from credit_portal.common.actors import SYSTEM
from credit_portal.directory import services, uscc

pytestmark = pytest.mark.django_db
OLD = "示例市住房保障局"
NEW = "示例市房产局"


@pytest.fixture
def renamed(bureau: Any) -> Any:
    """The bureau under its new name, by a document."""
    services.rename(
        actor=SYSTEM,
        organisation=bureau,
        name_zh=NEW,
        name_en="Property Bureau",
        effective_on=date(2026, 3, 1),
        basis="示政发〔2026〕9号",
    )
    bureau.refresh_from_db()
    return bureau


def _text(address: str) -> str:
    return Client().get(address).content.decode()


def test_the_page_tells_every_name_with_days_and_document(renamed: Any) -> None:
    page = _text(f"/organisations/{renamed.slug}/")
    for text in (NEW, OLD, "2026年3月1日", "2026年2月28日", "示政发〔2026〕9号"):
        assert text in page


@pytest.mark.parametrize("address", ["/organisations/?q={}", "/search/?q={}"])
def test_the_old_name_finds_the_new_one(renamed: Any, address: str) -> None:
    page = _text(address.format("住房保障"))
    assert NEW in page
    assert f"原名：{OLD}" in page
    assert "formerly" in _text(f"/en{address.format('住房保障')}")
    assert "原名：" not in _text(address.format("房产"))


def test_old_addresses_lead_to_the_body(bureau: Any) -> None:
    first, second = uscc.fictional(41), uscc.fictional(42)
    was = bureau.slug
    services.edit_organisation(actor=SYSTEM, organisation=bureau, code=first)
    services.edit_organisation(actor=SYSTEM, organisation=bureau, code=second)
    bureau.refresh_from_db()
    assert bureau.slug == was  # an address that was no code stays
    answer = Client().get(f"/organisations/{first}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/organisations/{was}/")


def test_an_address_that_was_the_code_moves_along(city: Any) -> None:
    first, second = uscc.fictional(43), uscc.fictional(44)
    body = services.create_organisation(
        actor=SYSTEM, kind="department", name_zh="示例市某局", parent=city, code=first
    )
    services.edit_organisation(actor=SYSTEM, organisation=body, code=second)
    answer = Client().get(f"/organisations/{first.lower()}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/organisations/{second}/")
    assert f"/organisations/{second}/" in _text(f"/organisations/?q={first}")
    found = Client().get(f"/api/v1/organisations/{first}/").json()
    assert found["code"] == second


def test_the_api_tells_names_with_days(renamed: Any) -> None:
    found = Client().get(f"/api/v1/organisations/{renamed.slug}/").json()["names"]
    assert [
        (one["name_zh"], one["valid_from"], one["valid_to"], one["basis"]) for one in found
    ] == [
        (NEW, "2026-03-01", None, "示政发〔2026〕9号"),
        (OLD, None, "2026-02-28", ""),
    ]


def test_a_closed_body_is_found_and_says_so(bureau: Any, renamed: Any) -> None:
    services.close_organisation(
        actor=SYSTEM, organisation=bureau, closed_on=date(2026, 4, 1), basis="撤〔2026〕1号"
    )
    assert "已撤销" in _text("/organisations/?q=房产")
    page = _text(f"/organisations/{bureau.slug}/")
    assert "撤〔2026〕1号" in page and "2026年4月1日" in page


def test_contact_and_responsible_posts_are_public_and_no_person_is(bureau: Any, post: Any) -> None:
    services.create_post(actor=SYSTEM, organisation=bureau, title_zh="内设科长")
    services.edit_organisation(
        actor=SYSTEM, organisation=bureau, address_zh="示例路1号", phone="024-12345678"
    )
    page = _text(f"/organisations/{bureau.slug}/")
    assert "示例路1号" in page and "024-12345678" in page and "局长" in page
    assert "内设科长" not in page
    assert "李示例" not in page


def test_a_new_title_of_a_post_reaches_readers_who_came_before(bureau: Any, post: Any) -> None:
    address = f"/organisations/{bureau.slug}/"
    with time_machine.travel("2027-04-01T10:00:00+08:00", tick=False):
        services.edit_post(actor=SYSTEM, post=post, title_zh="书记")
    tag = Client().get(address)["ETag"]
    assert Client().get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304
    with time_machine.travel("2027-04-02T10:00:00+08:00", tick=False):
        services.edit_post(actor=SYSTEM, post=post, title_zh="主任")
    again = Client().get(address, HTTP_IF_NONE_MATCH=tag)
    assert again.status_code == 200 and "主任" in again.content.decode()


def test_the_public_role_reads_nothing_of_a_person(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.column_privileges"
            " where grantee = 'portal_public' and (table_name in ('directory_person',"
            " 'directory_appointment', 'directory_superior', 'accounts_user')"
            " or column_name ~ '(person|id_number|holder)')"
        )
        assert cursor.fetchall() == []

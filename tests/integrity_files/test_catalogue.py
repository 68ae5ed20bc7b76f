"""The directory: closed, dated, changed by two, shown and downloaded as it stands today."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import acts
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.workflow import change_selectors, changes
from integrity_files import catalogue, catalogue_changes, display
from integrity_files.codes import NEEDED_FIELDS
from integrity_files.models import CatalogueItem
from integrity_files.rules_catalogue import ITEMS

pytestmark = pytest.mark.django_db
NEXT = "2026-03-03"


@pytest.fixture(autouse=True)
def monday() -> Any:
    """Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
        yield


def payload(code: str = "G04", day: str = NEXT, **changed: Any) -> dict[str, Any]:
    """A change of an item."""
    return {"code": code, "effective_from": day, "changes": changed}


def new_item(**more: Any) -> dict[str, Any]:
    """A whole new item."""
    whole = {
        "name_zh": "拖欠征地拆迁款", "name_en": "Arrears of demolition money", "category_id": "O2",
        "organ_zh": "自然资源部门", "organ_en": "Natural resources authority",
        "basis_zh": "《中华人民共和国土地管理法》", "basis_en": "Land Administration Law",
        "sources": ["S1", "S7"], "severities": ["general"], "visibility": "public",
        "fields": ["number", "subject", "category", "facts", "document", "severity"],
        "rule_set_id": None, "source": "本门户设定", "confidence": "design", "is_open": True,
        **more,
    }  # fmt: skip
    return payload("G10", **whole)


def propose(actor: Any, told: dict[str, Any]) -> Any:
    """Lay it before a second person."""
    return acts.run(
        changes.propose_change, actor=actor, kind=catalogue_changes.KIND, payload=told,
        reason="按新规定调整",
    ).value  # fmt: skip


def confirm(actor: Any, change: Any) -> Any:
    """Decide."""
    return acts.run(
        changes.confirm_change, actor=actor, change_id=change.pk, payload_sha=change.payload_sha
    ).value


def test_what_is_seeded_stands_in_force() -> None:
    found = {one.code: one for one in catalogue.items_on()}
    assert set(found) == {one.code for one in ITEMS}
    assert not [
        one.code
        for one in found.values()
        if one.subject_kind == "person" and one.visibility == "public"
    ]
    assert all(set(one.fields) >= NEEDED_FIELDS for one in found.values())


def test_nothing_outside_is_entered(credit_reviewer: Any, second_reviewer: Any) -> None:
    assert catalogue.require_item("G04").name_zh == "政务承诺未履行"
    for code in ("G99", "", "g04"):
        with pytest.raises(DomainError, match="目录"):
            catalogue.require_item(code)
    confirm(second_reviewer, propose(credit_reviewer, payload(is_open=False)))
    assert catalogue.require_item("G04").is_open
    with pytest.raises(DomainError, match="目录"):
        catalogue.require_item("G04", date(2026, 3, 3))


def test_two_change_it_and_the_old_version_stays(
    credit_reviewer: Any, second_reviewer: Any
) -> None:
    change = propose(credit_reviewer, payload(name_zh="公开承诺未兑现", severities=["serious"]))
    with pytest.raises(DomainError):
        confirm(credit_reviewer, change)
    confirm(second_reviewer, change)
    assert [one.name_zh for one in catalogue.versions_of("G04")] == [
        "公开承诺未兑现",
        "政务承诺未履行",
    ]
    assert catalogue.require_item("G04").name_zh == "政务承诺未履行"
    assert catalogue.require_item("G04", date(2026, 3, 3)).severities == ["serious"]
    assert change.differences["zh-hans"][0]["after"] == "公开承诺未兑现"


def test_a_new_item(credit_reviewer: Any, second_reviewer: Any) -> None:
    confirm(second_reviewer, propose(credit_reviewer, new_item()))
    assert catalogue.require_item("G10", date(2026, 3, 3)).sources == ["S1", "S7"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (payload(day="2026-03-02", name_zh="甲"), "item_past"),
        (payload("X1", name_zh="甲"), "item_code"),
        (payload(fields=["number"]), "fields_missing"),
        (payload(category_id="C8"), "category_foreign"),
        (payload("P01", visibility="public"), "person_public"),
        (payload(name_zh=""), "invalid"),
        (payload(sources=["S9"]), "invalid"),
        (payload(severities=[]), "invalid"),
        (payload(), "change_empty"),
    ],
)
def test_what_cannot_be_is_refused(credit_reviewer: Any, told: dict[str, Any], code: str) -> None:
    before = CatalogueItem.objects.count()
    with pytest.raises(DomainError) as refused:
        propose(credit_reviewer, told)
    assert refused.value.code == code
    assert CatalogueItem.objects.count() == before


def test_others_may_not(officer: Any, system_administrator: Any) -> None:
    for user in (officer, system_administrator):
        with pytest.raises(NotAllowed):
            propose(user, payload(name_zh="甲"))


def test_the_database_keeps_versions_and_persons() -> None:
    row = catalogue.versions_of("P01")[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        CatalogueItem.objects.filter(pk=row.pk).update(name_zh="甲")
    row.pk, row.effective_from, row.visibility = None, date(2026, 3, 3), "public"
    with pytest.raises(IntegrityError, match="catalogue_item_person"), transaction.atomic():
        row.save(force_insert=True)


def test_a_record_keeps_the_set_of_its_day() -> None:
    item = catalogue.require_item("G02")
    old, new = (catalogue.set_for(item, day) for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert (old.code, new.code) == ("R58", "R36")
    assert catalogue.period_of(old, "general", date(2026, 3, 31)).last_day == date(2029, 3, 31)
    shown = catalogue.period_of(new, "minor", date(2026, 4, 1), display.Override(is_needed=True))
    assert shown.last_day == date(2026, 7, 1)
    with pytest.raises(DomainError, match="公示"):
        catalogue.set_for(item, date(2020, 1, 1))


def test_the_public_page_and_its_downloads() -> None:
    page = Client().get("/catalogue/").content.decode()
    assert "政务承诺未履行" in page
    assert "国家发展改革委令第36号" in page
    lines = list(
        csv.reader(io.StringIO(Client().get("/catalogue/?format=csv").content.decode("utf-8-sig")))
    )
    assert len(lines) == len(ITEMS) + 1
    book = openpyxl.load_workbook(io.BytesIO(Client().get("/catalogue/?format=xlsx").content))
    assert [cell.value for cell in book.active["A"]][1:] == [line[0] for line in lines[1:]]
    found = Client().get("/en/catalogue/?format=json").json()["items"]
    assert found[0]["words"]["sources"] == ["court judgment or enforcement"]
    assert Client().get("/catalogue/G04/").status_code == 200
    assert Client().get("/catalogue/Q99/").status_code == 404


def test_it_is_proposed_on_the_page(credit_reviewer: Any, second_reviewer: Any) -> None:
    client = Client()
    client.force_login(credit_reviewer)
    address = reverse("integrity_files:item-revise", args=["G04"])
    form = client.get(address).context["form"]
    given = {name: form[name].initial for name in form.fields if form[name].initial is not None}
    given |= {"name_zh": "公开承诺未兑现", "reason": "按新规定调整"}
    seen = client.post(address, {**given, "step": "preview"})
    assert "公开承诺未兑现" in seen.content.decode()
    done = client.post(address, {**given, "step": "propose"})
    assert done.status_code == 302
    confirm(second_reviewer, change_selectors.waiting_for(second_reviewer).get())
    assert "公开承诺未兑现" in client.get("/staff/catalogue/G04/").content.decode()
    empty = client.post(reverse("integrity_files:item-new"), {"step": "propose"})
    assert empty.status_code == 422

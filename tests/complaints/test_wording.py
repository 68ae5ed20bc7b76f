"""What things are called, to staff and to those who report."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.case_acts import ACTS
from complaints.services import contacts, pins
from credit_portal.accounts.roles import ROLES
from credit_portal.common.errors import NotFound
from tests.complaints.test_case_pages import browser

ROOT = Path(__file__).parents[2]
NOTICES = sorted((ROOT / "templates/notices").glob("complaint_*.zh-hans.txt"))
PO = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
#: Other names that the supervisor of the hotline had.
OTHERS = ("热线主管", "热线负责人", "热线班长")


def test_people_are_addressed_with_respect_in_messages() -> None:
    assert len(NOTICES) > 20
    assert [path.name for path in NOTICES if "你" in path.read_text(encoding="utf-8")] == []


def test_one_role_has_one_name() -> None:
    texts = [PO.read_text(encoding="utf-8"), *(one.read_text(encoding="utf-8") for one in NOTICES)]
    assert [name for name in OTHERS for text in texts if name in text] == []
    assert "热线督办员" in str(ROLES)


def test_a_complaint_is_a_case_and_an_assignment_is_signed_for() -> None:
    """What is signed for may be called an order; all else that staff read of it is a case."""
    orders = [one.name for one in NOTICES if "工单" in one.read_text(encoding="utf-8")]
    assert orders == ["complaint_dispatched.zh-hans.txt"]


def test_what_is_said_of_a_case_fits_it() -> None:
    with translation.override("zh-hans"):
        assert "案件编号与查询密码不符" in str(pins.wrong().message)
        assert str(ACTS["take-back"].done) == "已收回。"


def test_no_staff_page_bears_a_style_of_the_public_site() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "templates/complaints").iterdir()]
    staff = [text for text in pages if 'extends "staff.html"' in text]
    assert len(staff) > 10
    assert not any("filters-row" in text for text in staff)


@pytest.mark.django_db
def test_a_call_and_a_call_back_are_told_apart(hotline_operator: Any) -> None:
    nobody = uuid4()
    given = {"draft_id": str(nobody), "keep": "1"}
    answer = browser(hotline_operator).post(reverse("hotline:number"), given)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "没有这通电话。"
    with pytest.raises(NotFound) as error:
        contacts.call_back_of(hotline_operator, nobody)
    assert str(error.value.message) == "没有这项回访。"

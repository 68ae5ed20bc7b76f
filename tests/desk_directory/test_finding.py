"""Finding bodies on the desk: by any name past or present, code, short name; by what is missing."""

from datetime import date
from typing import Any

import pytest

from credit_portal.common.actors import SYSTEM
from credit_portal.directory import services, uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(bureau: Any) -> Any:
    """The bureau under a new name, with a short one and a code."""
    services.rename(
        actor=SYSTEM, organisation=bureau, name_zh="示例市房产局", effective_on=date(2026, 1, 1)
    )
    services.edit_organisation(
        actor=SYSTEM, organisation=bureau, short_name_zh="房产", code=uscc.fictional(5)
    )
    return bureau


@pytest.mark.parametrize("text", ["住房保障", "示例市房产局", "房产", uscc.fictional(5)])
def test_a_body_is_found_by_every_name_and_code(
    page: Any, renamed: Any, system_administrator: Any, text: str
) -> None:
    shown = page(system_administrator, f"?q={text}").content.decode()
    assert f"/staff/directory/bodies/{renamed.pk}/" in shown
    assert ("原名：" in shown) == (text == "住房保障")


def test_the_filters_narrow(
    page: Any, renamed: Any, other_bureau: Any, post: Any, system_administrator: Any
) -> None:
    def lists(query: str, body: Any) -> bool:
        return str(body.pk) in page(system_administrator, f"?{query}").content.decode()

    assert (lists("missing=code", other_bureau), lists("missing=code", renamed)) == (True, False)
    assert (lists("missing=post", other_bureau), lists("missing=post", renamed)) == (True, False)
    assert (lists("missing=english", renamed), lists("kind=town", renamed)) == (True, False)
    assert (lists("state=closed", renamed), lists("state=all", renamed)) == (False, True)


def test_staff_see_their_own_bodies(
    page: Any, renamed: Any, officer: Any, other_bureau: Any
) -> None:
    shown = page(officer, "").content.decode()
    assert str(renamed.pk) in shown
    assert str(other_bureau.pk) not in shown


def test_it_refuses_those_without_the_duty(page: Any, auditor: Any, bureau: Any) -> None:
    assert page(auditor, "").status_code == 403
    assert page(auditor, f"bodies/{bureau.pk}/").status_code == 404

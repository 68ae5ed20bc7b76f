"""The authority to promise is recorded before registration; what is missing is told in public."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from commitments import services
from commitments.models import Commitment
from credit_portal.common import acts
from credit_portal.directory.models import Division
from credit_portal.publishing.models import Displayed
from credit_portal.publishing.services import publish_all
from tests import factories
from tests.commitments import scenes

pytestmark = pytest.mark.django_db
CHECKED: dict[str, Any] = {
    "legality_organ": "示例市司法局",
    "legality_on": date(2026, 2, 20),
    "legality_result": "lawful",
    "competition_organ": "示例市市场监管局",
    "competition_on": date(2026, 2, 21),
    "competition_result": "no_restriction",
    "budget_line": "产业发展专项资金",
    "budget_amount": Decimal("3000000"),
    "budget_year": 2026,
    "competent_body": "示例市投资促进局",
}
OFFER: dict[str, Any] = {
    "kind": "cash",
    "industry": "equipment",
    "firm": "newly_settled",
    "measure": "percent",
    "value": Decimal("8"),
    "terms_zh": "按设备投资额",
    "terms_en": "",
}


def offered(officer: Any, approver: Any, post: Any, fields: Any, *offers: Any) -> Commitment:
    """A registered and published promise with its authority and incentives."""
    row = scenes.draft(officer, post, category="policy", sector="investment_promotion")
    acts.run(
        services.record_authority, actor=officer, commitment_id=row.pk, fields=fields,
        incentives=offers,
    )  # fmt: skip
    acts.run(services.submit, actor=officer, commitment_id=row.pk)
    scenes.approve(row, approver)
    publish_all()
    row.refresh_from_db()
    return row


def test_all_recorded_nothing_is_marked(officer: Any, approver: Any, post: Any) -> None:
    row = offered(officer, approver, post, CHECKED, OFFER)
    shown = Displayed.objects.get(rec=row.rec)
    check = shown.document["authority_check"]
    assert (check["missing"], shown.row["missing_checks"]) == ([], [])
    assert check["legality"]["organ"] == "示例市司法局"
    assert check["budget"] == {"line": "产业发展专项资金", "amount": "3000000", "year": 2026}
    assert shown.document["incentives"][0]["value"] == "8"


def test_what_was_not_recorded_is_told_on_page_list_and_api(
    officer: Any, approver: Any, post: Any
) -> None:
    row = offered(officer, approver, post, {"competent_body": "示例市投资促进局"})
    shown = Displayed.objects.get(rec=row.rec)
    assert shown.row["missing_checks"] == ["legality", "competition", "budget"]
    page = Client().get(f"/records/{row.ref}/").content.decode()
    assert "登记前未记载：" in page
    assert "公平竞争审查" in page
    assert "承诺权限审查记载不全" in Client().get("/commitments/").content.decode()
    answer = Client().get("/api/v1/records/").json()["results"][0]
    assert answer["missing_checks"] == ["legality", "competition", "budget"]


def test_other_promises_are_not_asked(registered: Any) -> None:
    assert scenes.last_document(registered)["authority_check"] is None


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ({**OFFER, "value": Decimal("0")}, "value_range"),
        ({**OFFER, "value": Decimal("101")}, "value_range"),
        ({**OFFER, "kind": "gold"}, "invalid"),
    ],
)
def test_senseless_incentives_are_refused(draft: Any, officer: Any, offer: Any, code: str) -> None:
    with scenes.refused(code):
        acts.run(
            services.record_authority, actor=officer, commitment_id=draft.pk, fields={},
            incentives=[offer],
        )  # fmt: skip


def test_after_it_is_handed_in_nothing_is_recorded(submitted: Any, officer: Any) -> None:
    with scenes.refused("not_editable"):
        acts.run(
            services.record_authority, actor=officer, commitment_id=submitted.pk, fields=CHECKED
        )


@pytest.fixture
def districts(city: Any, officer: Any, approver: Any, post: Any) -> dict[str, Any]:
    """Two districts that offer the same, one more than the other."""
    found = {}
    for name, code, value in (("示例甲区", "210191", "8"), ("示例乙区", "210192", "20")):
        division = Division.objects.create(
            code=code, name_zh=name, name_en=name, level="district", is_fictional=True
        )
        body = factories.organisation(
            name_zh=f"{name}人民政府", kind="government", parent=city, division=division
        )
        place = factories.post_with_holder(
            body, title_zh="区长", title_en="Head", holder="王示例", since=date(2024, 1, 1)
        )
        filer = factories.user(username=code, role="filer", organisation=body, title="科员")
        chief = factories.user(
            username=f"a{code}", role="approver", organisation=body, title="主任"
        )
        offer = {**OFFER, "value": Decimal(value)}
        found[name] = offered(filer, chief, place, CHECKED, offer)
    return found


def test_the_register_shows_districts_outbidding_each_other(districts: dict[str, Any]) -> None:
    page = Client().get("/commitments/incentives/").content.decode()
    for text in ("地区间竞相加码", "示例甲区", "示例乙区", "20%", "2.5"):
        assert text in page
    only = Client().get("/commitments/incentives/?district=210191").content.decode()
    assert "地区间竞相加码" not in only
    assert districts["示例乙区"].ref not in only
    table = Client().get("/commitments/incentives/?format=csv&kind=cash").content.decode()
    assert table.count("装备制造") == 2

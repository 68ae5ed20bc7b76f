"""`/staff/rules/`: time limits change by two, for the future; open cases keep their version."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from credit_portal.workdays import selectors
from credit_portal.workflow import services
from credit_portal.workflow.models import Change, Deadline

pytestmark = pytest.mark.django_db
CODE = "COM-REVIEW"


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-20 10:00+08:00", tick=False):
        yield


@pytest.fixture
def fields(client: Any, system_administrator: Any) -> dict[str, Any]:
    """The form as it begins: a copy of the last version."""
    client.force_login(system_administrator)
    form = client.get(reverse("desk:rule-revise", args=[CODE])).context["form"]
    found = {name: form[name].initial for name in form.fields}
    given = {name: value for name, value in found.items() if value not in (None, False, "")}
    return given | {"effective_from": "2026-12-01", "start_on": "2026-12-01", "reason": "示例理由"}


def propose(client: Any, fields: dict[str, Any], step: str = "propose", code: str = CODE) -> Any:
    return client.post(reverse("desk:rule-revise", args=[code]), {**fields, "step": step})


def confirm(client: Any, change: Change, actor: Any) -> Any:
    client.force_login(actor)
    address = reverse("desk:change-act", args=[change.pk, "confirm"])
    return client.post(address, {"payload_sha": change.payload_sha})


def begun(body: Any, day: date) -> Deadline:
    return services.start_deadline(
        kind="test.duty", case=body, organisation=body, start_on=day, rule=CODE
    )


def test_the_preview_compares_a_worked_example(client: Any, fields: dict[str, Any]) -> None:
    answer = propose(client, {**fields, "count": "10"}, "preview")
    page = answer.content.decode()
    assert answer.status_code == 200 and "<del>5</del>" in page and "<ins>10</ins>" in page
    assert answer.context["before"].due == date(2026, 12, 8)
    assert answer.context["after"].due == date(2026, 12, 15)


def test_a_case_keeps_the_version_it_began_under(
    client: Any,
    fields: dict[str, Any],
    second_system_administrator: Any,
    bureau: Any,
    other_bureau: Any,
) -> None:
    old = begun(bureau, date(2026, 11, 20))
    assert propose(client, {**fields, "count": "10"}).status_code == 302
    assert confirm(client, Change.objects.get(), second_system_administrator).status_code == 302
    with time_machine.travel("2026-12-02 10:00+08:00", tick=False):
        new = begun(other_bureau, date(2026, 12, 2))
    old.refresh_from_db()
    assert old.rule and new.rule
    assert (old.rule.version, old.count, new.rule.version, new.count) == (1, 5, 2, 10)
    services.suspend("test.duty", bureau, ground="supplement", actor=second_system_administrator)
    services.resume("test.duty", bureau, actor=second_system_administrator, on=date(2026, 11, 23))
    old.refresh_from_db()
    assert (old.rule.version, old.count) == (1, 5)
    page = client.get(reverse("desk:rule", args=[CODE])).content.decode()
    assert "第1版：1件" in page and "第2版：1件" in page


def test_a_limit_is_ended_by_two(
    client: Any, system_administrator: Any, second_system_administrator: Any
) -> None:
    client.force_login(system_administrator)
    address = reverse("desk:rule-end", args=[CODE])
    answer = client.post(address, {"last_day": "2026-12-31", "reason": "不再使用"})
    assert answer.status_code == 302
    assert selectors.rule_on(CODE, date(2027, 1, 1)).version == 1
    confirm(client, Change.objects.get(), second_system_administrator)
    assert selectors.versions_of(CODE)[0].effective_to == date(2026, 12, 31)


def test_two_proposals_cannot_both_be_confirmed(
    client: Any, fields: dict[str, Any], second_system_administrator: Any
) -> None:
    propose(client, {**fields, "count": "10"})
    propose(client, {**fields, "count": "12"})
    first, second = Change.objects.order_by("proposed_at", "id")
    assert confirm(client, first, second_system_administrator).status_code == 302
    answer = confirm(client, second, second_system_administrator)
    assert answer.status_code == 412
    assert selectors.versions_of(CODE)[0].count == first.payload["changes"]["count"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"effective_from": "2026-11-20"}, 422),  # today
        ({"count": "5"}, 422),  # nothing differs
        ({"count": "99999"}, 422),
        ({"extendable_count": "5"}, 422),  # of which unit, how often
        ({"reason": ""}, 422),
    ],
)
def test_it_refuses(client: Any, fields: dict[str, Any], more: dict[str, Any], status: int) -> None:
    assert propose(client, {**fields, "count": "10", **more}).status_code == status
    assert not Change.objects.exists()


def test_it_refuses_to_change_the_law_without_its_new_basis(
    client: Any, system_administrator: Any
) -> None:
    client.force_login(system_administrator)
    form = client.get(reverse("desk:rule-revise", args=["INFO-REPLY"])).context["form"]
    found = {name: form[name].initial for name in form.fields}
    given = {name: value for name, value in found.items() if value not in (None, False, "")}
    given |= {"effective_from": "2026-12-01", "start_on": "2026-12-01", "reason": "示例"}
    assert propose(client, {**given, "count": "15"}, code="INFO-REPLY").status_code == 422
    given["basis_zh"] = "《示例条例》第一条"
    assert propose(client, {**given, "count": "15"}, code="INFO-REPLY").status_code == 302


def test_the_list_is_searched(client: Any, system_administrator: Any) -> None:
    client.force_login(system_administrator)
    page = client.get(reverse("desk:rules"), {"q": "COM-"}).content.decode()
    assert "COM-REVIEW" in page and "INFO-REPLY" not in page
    assert (
        "没有符合的期限规则" in client.get(reverse("desk:rules"), {"q": "xyzzy"}).content.decode()
    )


def test_it_is_closed_to_others(client: Any, officer: Any) -> None:
    client.force_login(officer)
    for name, arguments in (("rules", []), ("rule", [CODE]), ("rule-revise", [CODE])):
        assert client.get(reverse(f"desk:{name}", args=arguments)).status_code == 403

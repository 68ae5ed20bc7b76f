"""The fixed cast of style 30: every test speaks of the same people and bodies."""

from datetime import date
from typing import Any

import pytest

__all__ = [
    "anonymous",
    "approver",
    "auditor",
    "bureau",
    "case_handler",
    "city",
    "colleague",
    "credit_office",
    "credit_officer",
    "credit_reviewer",
    "hotline_operator",
    "hotline_supervisor",
    "inspector",
    "officer",
    "other_bureau",
    "post",
    "second_reviewer",
    "second_security_administrator",
    "second_system_administrator",
    "security_administrator",
    "stranger",
    "stranger_approver",
    "system_administrator",
]


def _body(name_zh: str, name_en: str, kind: str, parent: Any = None, **more: Any) -> Any:
    from tests import factories

    return factories.organisation(
        name_zh=name_zh, name_en=name_en, kind=kind, parent=parent, **more
    )


def _person(username: str, role: str, organisation: Any, title: str) -> Any:
    from tests import factories

    return factories.user(username=username, role=role, organisation=organisation, title=title)


@pytest.fixture
def city(db: None) -> Any:
    """Root of the demonstration city."""
    return _body("示例市人民政府", "Demonstration City Government", "government")


@pytest.fixture
def bureau(city: Any) -> Any:
    """The body whose commitments the tests follow."""
    return _body("示例市住房保障局", "Demonstration Housing Bureau", "department", city)


@pytest.fixture
def other_bureau(city: Any) -> Any:
    """A foreign body."""
    return _body("示例市交通运输局", "Demonstration Transport Bureau", "department", city)


@pytest.fixture
def credit_office(city: Any) -> Any:
    """The credit office."""
    return _body("示例市信用办", "Demonstration Credit Office", "credit_office", city)


@pytest.fixture
def post(bureau: Any) -> Any:
    """Principal post of the bureau, with a holder since 2024."""
    from tests import factories

    return factories.post_with_holder(
        bureau, title_zh="局长", title_en="Director", holder="李示例", since=date(2024, 1, 1)
    )


@pytest.fixture
def officer(bureau: Any) -> Any:
    """Files for the bureau."""
    return _person("officer", "filer", bureau, "综合处科员")


@pytest.fixture
def colleague(bureau: Any) -> Any:
    """Another filer of the bureau."""
    return _person("colleague", "filer", bureau, "综合处副科长")


@pytest.fixture
def approver(bureau: Any) -> Any:
    """The bureau's own reviewer."""
    return _person("approver", "approver", bureau, "分管副局长")


@pytest.fixture
def stranger(other_bureau: Any) -> Any:
    """Filer of another body."""
    return _person("stranger", "filer", other_bureau, "办公室科员")


@pytest.fixture
def stranger_approver(other_bureau: Any) -> Any:
    """Reviewer of another body."""
    return _person("stranger_approver", "approver", other_bureau, "副局长")


@pytest.fixture
def credit_officer(city: Any, credit_office: Any) -> Any:
    """Verifies outcomes; granted on the whole city."""
    return _staff_of_credit_office(
        "credit_officer", "credit_officer", city, credit_office, "核实专员"
    )


@pytest.fixture
def credit_reviewer(city: Any, credit_office: Any) -> Any:
    """Confirms outcomes; granted on the whole city."""
    return _staff_of_credit_office(
        "credit_reviewer", "credit_reviewer", city, credit_office, "复核员"
    )


@pytest.fixture
def second_reviewer(city: Any, credit_office: Any) -> Any:
    """Another reviewer of the credit office."""
    return _staff_of_credit_office(
        "second_reviewer", "credit_reviewer", city, credit_office, "复核员"
    )


def _staff_of_credit_office(username: str, role: str, city: Any, office: Any, title: str) -> Any:
    from tests import factories

    return factories.user(
        username=username, role=role, organisation=office, title=title, granted_on=city
    )


@pytest.fixture
def auditor(city: Any) -> Any:
    """Reads the audit trail, nothing else."""
    return _person("auditor", "auditor", city, "审计专员")


@pytest.fixture
def system_administrator(city: Any) -> Any:
    """Keeps reference data."""
    return _person("system_administrator", "system_administrator", city, "系统管理员")


@pytest.fixture
def second_system_administrator(city: Any) -> Any:
    """Confirms what another proposes about reference data."""
    return _person("second_system_administrator", "system_administrator", city, "系统管理员")


@pytest.fixture
def security_administrator(city: Any) -> Any:
    """Grants roles."""
    return _person("security_administrator", "security_administrator", city, "安全管理员")


@pytest.fixture
def second_security_administrator(city: Any) -> Any:
    """Seconds grants."""
    return _person("second_security_administrator", "security_administrator", city, "安全管理员")


@pytest.fixture
def anonymous() -> Any:
    """Nobody in particular."""
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def hotline_operator(city: Any, credit_office: Any) -> Any:
    """Takes calls for the whole city."""
    return _staff_of_credit_office(
        "hotline_operator", "hotline_operator", city, credit_office, "热线坐席员"
    )


@pytest.fixture
def hotline_supervisor(city: Any, credit_office: Any) -> Any:
    """Leads the hotline of the city."""
    return _staff_of_credit_office(
        "hotline_supervisor", "hotline_supervisor", city, credit_office, "热线班长"
    )


@pytest.fixture
def case_handler(bureau: Any) -> Any:
    """Handles the orders of the bureau."""
    return _person("case_handler", "case_handler", bureau, "信访科科员")


@pytest.fixture
def inspector(city: Any) -> Any:
    """Of another unit than the hotline: confirms that an identity is opened."""
    office = _body("示例市监察办", "Demonstration Inspection Office", "department", city)
    return _staff_of_credit_office("inspector", "disciplinary_inspector", city, office, "监察专员")

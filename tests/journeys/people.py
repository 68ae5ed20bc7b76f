"""The people of the journeys, in the running portal's database."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from credit_portal.accounts.models import User
from credit_portal.directory import uscc
from tests import factories

WHO = {
    "officer": ("filer", "bureau", "bureau", "综合处科员"),
    "approver": ("approver", "bureau", "bureau", "分管副局长"),
    "verifier": ("credit_officer", "office", "city", "核实专员"),
    "reviewer": ("credit_reviewer", "office", "city", "复核员"),
    "keeper": ("system_administrator", "city", "city", "系统管理员"),
    "second_keeper": ("system_administrator", "city", "city", "系统管理员"),
}


def settle() -> dict[str, Any]:
    """City, bureau, credit office, the bureau's director, and one account per role."""
    city = factories.organisation(
        name_zh="示例市人民政府", name_en="Sample City", kind="government"
    )
    bureau = factories.organisation(
        name_zh="示例市住房保障局", name_en="Sample Housing Bureau", parent=city
    )
    office = factories.organisation(
        name_zh="示例市信用办", name_en="Sample Credit Office", kind="credit_office", parent=city
    )
    post = factories.post_with_holder(
        bureau, title_zh="局长", title_en="Director", holder="李示例", since=date(2024, 1, 1)
    )
    bodies = {"city": city, "bureau": bureau, "office": office}
    people: dict[str, Any] = {}
    for username, (role, home, granted, title) in WHO.items():
        people[username] = factories.user(
            username=username,
            role=role,
            organisation=bodies[home],
            title=title,
            granted_on=bodies[granted],
        )
    User.objects.update(is_demo=True)  # so that the demonstration sign-in opens them
    return {**bodies, "post": post, "people": people}


def give_codes(bodies: dict[str, Any]) -> None:
    """The bureau and the office that determines get their codes: without them no record of theirs
    can be reported upward, and each is one more thing to mend."""
    for name, code in (("bureau", uscc.fictional(7)), ("office", settings.PUBLISHING_OFFICE_CODE)):
        bodies[name].code = code
        bodies[name].save(update_fields=["code"])

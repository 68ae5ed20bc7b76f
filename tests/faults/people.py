"""Who acts in a run: bodies, posts, and demonstration accounts that sign in by one click."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import factories

FILERS, APPROVERS, VERIFIERS = 3, 3, 2


def settle() -> dict[str, Any]:
    """Make the bodies and the accounts; answers what `load` has to know of them."""
    from credit_portal.accounts.models import User

    city = factories.organisation(name_zh="示例市人民政府", kind="government")
    bureau = factories.organisation(name_zh="示例市住房保障局", kind="department", parent=city)
    office = factories.organisation(name_zh="示例市信用办", kind="credit_office", parent=city)
    post = factories.post_with_holder(
        bureau, title_zh="局长", title_en="Director", holder="李示例", since=date(2024, 1, 1)
    )
    people = {
        "filer": [_person(f"filer{n}", "filer", bureau) for n in range(FILERS)],
        "approver": [_person(f"approver{n}", "approver", bureau) for n in range(APPROVERS)],
        "officer": [
            _person(f"officer{n}", "credit_officer", office, city) for n in range(VERIFIERS)
        ],
        "reviewer": [
            _person(f"reviewer{n}", "credit_reviewer", office, city) for n in range(VERIFIERS)
        ],
    }
    everybody = [key for keys in people.values() for key in keys]
    User.objects.filter(pk__in=everybody).update(is_demo=True)
    return {"people": people, "post": str(post.pk)}


def _person(username: str, role: str, body: Any, over: Any = None) -> str:
    found = factories.user(
        username=username, role=role, organisation=body, title=username, granted_on=over
    )
    return str(found.pk)

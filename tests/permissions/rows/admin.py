"""Django's admin: it only shows, reference data to one role and accounts to another.

Others are led to the sign-in, which is the portal's own; an administrator of the other kind is
told that this is not his. Nobody adds, changes or deletes here: cases, accounts and reference data
are changed by services only.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.permissions.routes import routes
from tests.permissions.table import EVERYBODY, Row, ok

SYSTEM, SECURITY = "system_administrator", "security_administrator"
STAFF = frozenset({SYSTEM, SECURITY})
#: App label and model -> the role that may look at it there.
SHOWN = {
    "directory/division": SYSTEM,
    "directory/organisation": SYSTEM,
    "directory/post": SYSTEM,
    "directory/appointment": SYSTEM,
    "accounts/user": SECURITY,
    "accounts/role": SECURITY,
    "accounts/rolegrant": SECURITY,
}
SIGN_IN = 302


def _model(label: str, role: str) -> Iterator[Row]:
    shown = {"closed": True, "refusal": SIGN_IN, "see": STAFF}
    nobody = frozenset[str]()
    one = f"admin/{label}/<path:object_id>/"
    yield Row(f"admin/{label}/", get=ok(200, role), post=ok(200, role), **shown)  # type: ignore[arg-type]
    for act in ("add/",):
        yield Row(f"admin/{label}/{act}", get=ok(200, nobody), post=ok(200, nobody), **shown)  # type: ignore[arg-type]
    for route in (one + "history/", one + "delete/", one + "change/", one):
        yield Row(route, get=ok(302, role), **shown)  # type: ignore[arg-type]


ROWS = [
    Row("admin/", closed=True, refusal=SIGN_IN, get=ok(200, STAFF)),
    Row("admin/login/", get=ok(302, EVERYBODY)),
    *[row for label, role in SHOWN.items() for row in _model(label, role)],
]
assert routes

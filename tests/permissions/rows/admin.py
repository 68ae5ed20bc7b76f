"""Django's admin: it only shows, reference data to one role and accounts to another.

Others are led to the sign-in, which is the portal's own; an administrator of the other kind is
told that this is not his. Nobody adds, changes or deletes here: cases, accounts and reference data
are changed by services only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.permissions.table import ANONYMOUS, EVERYBODY, METHODS, Row, ok

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
APPS = {"directory": SYSTEM, "accounts": SECURITY}
APP = "admin/^(?P<app_label>directory|accounts)/$"


def _closed(route: str, status: int, *roles: str, **more: Any) -> Row:
    """To be read by these; others are led to the sign-in."""
    return Row(route, closed=True, refusal=SIGN_IN, get=ok(status, frozenset(roles)), **more)


def _model(label: str, role: str) -> Iterator[Row]:
    (other,) = STAFF - {role}
    yield _closed(f"admin/{label}/", 200, role, refusals={other: 403})
    one = f"admin/{label}/<path:object_id>/change/"
    yield _closed(one, 302, role, refusals={other: 403})  # there is no such row: back to the list


def _any(route: str, status: int, roles: frozenset[str], **more: Any) -> Row:
    """A page of Django's that asks for no method."""
    rules: dict[str, Any] = dict.fromkeys(METHODS, ok(status, roles))
    return Row(route, **{"closed": True, "refusal": SIGN_IN, **rules, **more})


def _app(label: str, role: str) -> Row:
    (other,) = STAFF - {role}
    one = {"app_label": label}
    return _any(APP, 200, frozenset({role}), arguments=one, refusals={other: 404})


ROWS = [
    _any("admin/", 200, STAFF),
    _any("admin/login/", 302, STAFF | {ANONYMOUS}, refusal=403),
    Row("admin/logout/", closed=True, refusal=SIGN_IN, post=ok(302, STAFF)),
    _any("admin/password_change/", 302, EVERYBODY),
    _closed("admin/password_change/done/", 200, *STAFF),
    _closed("admin/autocomplete/", 403, *STAFF),
    _closed("admin/jsi18n/", 200, *STAFF),
    _any("admin/r/<path:content_type_id>/<path:object_id>/", 404, STAFF),
    _any("admin/(?P<url>.*)$", 404, STAFF),
    *[_app(label, role) for label, role in APPS.items()],
    *[row for label, role in SHOWN.items() for row in _model(label, role)],
]

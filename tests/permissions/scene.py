"""Somebody of every role over one body, and what addresses name: his body's, a foreign one's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.test import Client

from credit_portal.accounts.roles import CODES
from tests import factories
from tests.permissions.table import ANONYMOUS, OWN, ROLELESS

#: These work from the credit office, outside of the bodies over which they are granted.
OF_CREDIT_OFFICE = {
    "credit_officer", "credit_reviewer", "hotline_operator", "hotline_supervisor",
}  # fmt: skip
Arguments = dict[str, object]
Thing = Callable[["Scene", str, str], "Arguments | None"]
THINGS: dict[str, Thing] = {}


def thing(name: str) -> Callable[[Thing], Thing]:
    """Register what a row's `on` names: (scene, role, ownership) -> arguments of the address.

    None says that there is no such ownership (a grant is foreign to no administrator).
    """

    def keep(found: Thing) -> Thing:
        if name in THINGS:
            raise ValueError(f"there are two things called {name}")
        THINGS[name] = found
        return found

    return keep


class Scene:
    """One city with two bodies. Things are made through services, when first named."""

    def __init__(self) -> None:
        self.city = self._body("示例市人民政府", "government", None)
        self.bureau = self._body("示例市住房保障局", "department", self.city)
        self.other_bureau = self._body("示例市交通运输局", "department", self.city)
        self.credit_office = self._body("示例市信用办", "credit_office", self.city)
        self.made: dict[object, Any] = {}
        self.users = {role: self._user(role) for role in sorted(CODES)}
        self.users[ROLELESS] = factories.user(
            username=ROLELESS, role=None, organisation=self.bureau, title="科员"
        )
        self._browser = Client(raise_request_exception=False)
        self._cookies: dict[str, str] = {}

    def _body(self, name: str, kind: str, parent: Any) -> Any:
        return factories.organisation(name_zh=name, kind=kind, parent=parent)

    def _user(self, role: str) -> Any:
        home = self.credit_office if role in OF_CREDIT_OFFICE else self.bureau
        return factories.user(
            username=role, role=role, organisation=home, title=role, granted_on=self.bureau
        )

    def body(self, ownership: str) -> Any:
        """The body whose things are his, or foreign."""
        return self.bureau if ownership == OWN else self.other_bureau

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What stands under the key, made when first asked for."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def author(self, ownership: str, role: str = "filer") -> Any:
        """Who wrote the things of the body: nobody whose powers are tried."""
        body = self.body(ownership)
        return self.once(
            ("author", ownership, role),
            lambda: factories.user(
                username=f"{role}_{ownership}", role=role, organisation=body, title="主任科员"
            ),
        )

    def post(self, ownership: str) -> Any:
        """The principal post of the body, with a holder."""
        body = self.body(ownership)
        return self.once(("post", ownership), lambda: principal(body))

    def client(self, role: str) -> Client:
        """The browser, with nothing in it but the session of somebody of the role."""
        client = self._browser
        client.cookies.clear()
        if role == ANONYMOUS:
            return client
        if role not in self._cookies:
            client.force_login(self.users[role])
            self._cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self._cookies[role]
        return client

    @cached_property
    def administrator(self) -> Any:
        """A security administrator who proposed what others confirm."""
        return factories.user(
            username="administrator",
            role="security_administrator",
            organisation=self.city,
            title="安全管理员",
        )


def principal(body: Any) -> Any:
    """A public principal post with a holder."""
    from datetime import date

    return factories.post_with_holder(
        body, title_zh="局长", title_en="Director", holder="李示例", since=date(2024, 1, 1)
    )

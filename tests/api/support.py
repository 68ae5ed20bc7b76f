"""Asking the API, as nobody or as somebody."""

from typing import Any

from django.test import Client

from credit_portal.accounts.services import create_token

ROOT = "/api/v1/"
READS = {"get", "head", "options"}


def get(path: str, **headers: str) -> Any:
    """Answer to an anonymous reader; header names with underscores."""
    return Client(raise_request_exception=False).get(ROOT + path, headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Staff:
    """A member of staff with a token."""

    def __init__(self, user: Any, *scopes: str) -> None:
        token = create_token(actor=user, name="test", scopes=scopes or ("read", "write"), days=9)
        self.client = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {token.secret}"}
        )

    @classmethod
    def at_the_desk(cls, user: Any) -> "Staff":
        """The same person with the session of the pages, who signed in a moment ago."""
        staff = cls(user)
        staff.client = Client(raise_request_exception=False)
        staff.client.force_login(user)
        return staff

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Answer to a request with a JSON body."""
        more = {} if method in READS else {"data": body, "content_type": "application/json"}
        if body is None and more:
            more["data"] = ""
        call = getattr(self.client, method)
        return call(ROOT + path, headers=_named(headers), **more)

    def get(self, path: str, **headers: str) -> Any:
        """Answer to a read."""
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Answer to an act."""
        return self.ask("post", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        """Answer to an edit."""
        return self.ask("patch", path, body, **headers)


def code(answer: Any, status: int) -> str:
    """The stable code of a refusal of this status, whose form is checked on the way."""
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["status"] == status
    assert body["detail"]
    return str(body["code"])

"""The HTTP gateway for SMS.

A request names one of the gateway's templates and at most three values, none of which says
anything of a case: how many notices are unread, what kind of thing waits ("待办"), and the
portal's address. POST, JSON, signed:

    X-Access-Id, X-Timestamp (seconds), X-Request-Id, X-Signature
    X-Signature = hex(HMAC-SHA256(key, "POST\n" path "\n" timestamp "\n" request id "\n"
                      hex(SHA-256(body))))

A request id that the gateway has seen is the same message: a repeated attempt is answered like
the first and sends nothing more. 2xx with {"code": "OK"} is sent; 408, 429, 5xx and silence are
tried again; every other answer is final.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import override, pgettext_lazy

from credit_portal.notices.delivery import Later, Never
from credit_portal.notices.templates_catalogue import Group

#: What waits, in closed words; nothing else of a notice reaches the gateway.
KINDS = {
    Group.DEADLINES: pgettext_lazy("sms", "a deadline"),
    Group.APPROVALS: pgettext_lazy("sms", "a task"),
    Group.RESULTS: pgettext_lazy("sms", "a result"),
    Group.SERVICE: pgettext_lazy("sms", "a decision"),
    Group.ADMINISTRATION: pgettext_lazy("sms", "a message"),
    Group.SECURITY: pgettext_lazy("sms", "account security"),
}
AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
#: Codes by which a gateway says that the number itself is at fault.
NUMBER_REFUSED = {"number_invalid", "number_blocked", "number_unknown"}
LONGEST_ANSWER = 10_000


def parameters(group: str, language: str, count: int) -> dict[str, str]:
    """The only values a notice sends: how many are unread, of what kind the newest is, and where
    to look."""
    with override(language):
        what = str(KINDS[Group(group)])
    return {
        "count": str(count),
        "what": what,
        "site": urlsplit(settings.PUBLIC_URL).netloc,
    }


def template_id(code: str) -> str:
    """The gateway's template for a notice. Raises Never when it has none."""
    found: str | None = settings.SMS_TEMPLATES.get(code) or settings.SMS_TEMPLATES.get("default")
    if not found:
        raise Never("no_template")
    return found


def signature(key: str, path: str, timestamp: str, request_id: str, body: bytes) -> str:
    """HMAC-SHA256 of what the request says, in hexadecimal."""
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join(("POST", path, timestamp, request_id, digest))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed request goes to the address that was configured, nowhere else."""

    def redirect_request(self, *args: Any) -> None:
        """Do not follow."""


def send(number: str, template: str, values: dict[str, str], request_id: str) -> None:
    """Send one message; the same `request_id` again is the same message.

    Raises Later (away, overloaded, 5xx, silent for SMS_TIMEOUT seconds) and Never (refused).
    """
    if not settings.SMS_GATEWAY_URL:
        raise Never("no_gateway")
    body = json.dumps(
        {
            "number": number,
            "sign_name": settings.SMS_SIGN_NAME,
            "template_id": template,
            "parameters": values,
        },
        ensure_ascii=False,
    ).encode()
    _check(*_post(body, request_id))


def _post(body: bytes, request_id: str) -> tuple[int, bytes]:
    url, timestamp = settings.SMS_GATEWAY_URL, str(int(time.time()))
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked at start
        url,
        data=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Access-Id": settings.SMS_ACCESS_ID,
            "X-Timestamp": timestamp,
            "X-Request-Id": request_id,
            "X-Signature": signature(
                settings.SMS_ACCESS_KEY, urlsplit(url).path or "/", timestamp, request_id, body
            ),
        },
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=settings.SMS_TIMEOUT) as answer:
            return answer.status, answer.read(LONGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(LONGEST_ANSWER)
    except TimeoutError:
        raise Later("timed_out", unreachable=True) from None
    except (OSError, ValueError) as error:  # URLError is an OSError
        silent = isinstance(getattr(error, "reason", None), TimeoutError)
        raise Later("timed_out" if silent else "unreachable", unreachable=True) from None


def _check(status: int, answer: bytes) -> None:
    code = _code(answer)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in AGAIN:
        raise Later(f"gateway:{status}", unreachable=True)
    if status < HTTPStatus.MULTIPLE_CHOICES and code.upper() == "OK":
        return
    if code in NUMBER_REFUSED:
        raise Never("number_refused", recipient_refused=True)
    raise Never(f"gateway_refused:{code or status}")


def _code(answer: bytes) -> str:
    """The gateway's code, made safe to keep: letters, digits, dot, dash."""
    try:
        found = json.loads(answer)
        return re.sub(r"[^A-Za-z0-9_.-]", "", str(found["code"]))[:40]
    except (ValueError, KeyError, TypeError):
        return ""

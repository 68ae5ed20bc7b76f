"""How often one client may ask: in this process's memory, without Redis and without a query."""

import hashlib
import math
import secrets
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from credit_portal.common.errors import DomainError

if TYPE_CHECKING:
    from rest_framework.views import APIView

#: Where a request says that it has been counted; no header of a client comes under such a name.
COUNTED = "portal.counted"
#: Where it says what is left of the allowance: requests, and seconds until it is whole again.
LEFT = "portal.left"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@lru_cache
def _rate(text: str) -> tuple[int, float]:
    """Requests at once, and seconds until one more is allowed, of a rate such as 600/min."""
    count, _slash, unit = text.partition("/")
    return int(count), SECONDS[unit[0]] / int(count)


@lru_cache(1)
def _secret(day: int) -> bytes:
    """A key of this process alone, another one each day, that is written nowhere."""
    return secrets.token_bytes(32)


def _unnamed(ident: str) -> str:
    """What stands for a client: not even a picture of this memory, kept until tomorrow, tells by
    trying all addresses which one it was (security.md T15)."""
    key = _secret(int(time.time() // SECONDS["d"]))
    return hashlib.blake2b(ident.encode(), key=key, digest_size=16).hexdigest()


class ClientThrottle(BaseThrottle):
    """Per user, else per address, by the generic cell rate algorithm: one number per client.

    The number is the moment at which the client's allowance will be whole again.
    """

    scope = "client"
    rate = ""  # of a door of its own; else the setting's
    left = 0.0
    #: Requests that may follow at once, and seconds until the whole allowance is there again.
    remaining, whole = 0, 0.0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether the client has any of its allowance left; takes one off when so."""
        signed_in = request.user is not None and request.user.is_authenticated
        ident = str(request.user.pk) if signed_in else self.get_ident(request)
        return self._take(request._request, ident)

    def allow(self, request: HttpRequest) -> bool:
        """The same of a plain view, which knows nobody; counted once, wherever it is answered."""
        return self._take(request, self.get_ident(request))  # type: ignore[arg-type]  # META only

    def require(self, request: HttpRequest) -> None:
        """Raise 429 ("too_many") where nothing of the client's allowance is left."""
        if not self.allow(request):
            raise DomainError(
                "too_many", _("Too many requests from here. Please wait and try again."), status=429
            )

    def _take(self, request: HttpRequest, ident: str) -> bool:
        if COUNTED in request.META:
            return True
        allowed = self._spend(ident)
        if self.scope == ClientThrottle.scope:
            request.META[LEFT] = (self.remaining, self.whole)
        if allowed:
            request.META[COUNTED] = "1"
        return allowed

    def _spend(self, ident: str) -> bool:
        """Take one off the allowance of the scope; False when nothing of it is left."""
        count, interval = _rate(self.rate or api_settings.DEFAULT_THROTTLE_RATES[self.scope])
        key = f"throttle:{self.scope}:{_unnamed(ident)}"
        cache, now = caches["throttle"], time.monotonic()
        full_at = max(cache.get(key, now), now) + interval
        self.left = full_at - now - count * interval
        if self.left > 1e-6:
            self.remaining, self.whole = 0, full_at - interval - now
            return False
        self.remaining, self.whole = int(-self.left / interval + 1e-6), full_at - now
        cache.set(key, full_at, timeout=int(count * interval) + 1)
        return True

    def wait(self) -> float:
        """Seconds until the next request is allowed."""
        return self.left

    def refusal(self) -> DomainError:
        """What somebody reads whose form waits: from one network many people may come."""
        sentence = _(
            "Many forms have come from your network, so this one was not taken yet. What you typed"
            " stands below: please send it again in %(minutes)d minutes; a file is chosen anew."
        )
        minutes = max(1, math.ceil(self.left / 60))
        return DomainError("too_many_forms", sentence % {"minutes": minutes}, status=429)


class FilingThrottle(ClientThrottle):
    """How many cases one client may file without an account."""

    scope, rate = "filing", "20/h"


class ReceiptThrottle(ClientThrottle):
    """How often one client may ask by receipt."""

    scope, rate = "receipt", "60/min"


class FormThrottle(ClientThrottle):
    """The same for forms that need no account: far fewer, and counted beside the reading."""

    scope = "form"

    def allow(self, request: HttpRequest) -> bool:
        """Whether this client may send another form now; takes one off when so."""
        return self._spend(self.get_ident(request))  # type: ignore[arg-type]  # META only


def limit_headers(request: HttpRequest) -> dict[str, str]:
    """What an answer says of the client's allowance, in the fields of the IETF's draft
    (draft-ietf-httpapi-ratelimit-headers-10): how many requests in how many seconds, how many are
    left, and in how many seconds all of them are there again. Empty for what is not counted."""
    state = request.META.get(LEFT)
    if state is None:
        return {}
    count, interval = _rate(api_settings.DEFAULT_THROTTLE_RATES[ClientThrottle.scope])
    remaining, whole = state
    name = ClientThrottle.scope
    return {
        "RateLimit-Policy": f'"{name}";q={count};w={round(count * interval)}',
        "RateLimit": f'"{name}";r={remaining};t={math.ceil(whole)}',
    }

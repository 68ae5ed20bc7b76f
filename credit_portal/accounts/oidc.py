"""Signing in at a provider by OpenID Connect: authorization code with PKCE, all of it checked.

Configured by OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET(_FILE) and OIDC_LABEL. The server
asks addresses of the provider's own discovery document only, never one that a user names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import DomainError

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
TIMEOUT = 5
LONGEST_ANSWER = 1_000_000
LEEWAY = 60
STAY = 600
"""Seconds: for an answer of the provider, of clocks apart, and for the visit to the provider."""

KEEP = 3600
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


class ProviderRefused(DomainError):
    """The provider's answer does not hold, or it did not answer; nobody is signed in."""

    status = 403


@dataclass(frozen=True)
class Visit:
    """What is kept in the session while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str
    purpose: str
    at: float

    @classmethod
    def begin(cls, purpose: str) -> Visit:
        """A fresh visit: to "enter", or to "link" the account signed in."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _n in range(3))
        return cls(state, nonce, verifier, purpose, at=time.time())


@dataclass(frozen=True)
class Claims:
    """What the provider's token says: whom, by what means he proved himself there, and when
    (`auth_time`, seconds; None when the provider does not say)."""

    issuer: str
    subject: str
    means: frozenset[str]
    proven_at: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether somebody proved himself at the provider within settings.FRESH_SECONDS: an old
        session there lets in, but is no fresh proof here (security.md S16)."""
        if self.proven_at is None:
            return False
        return -LEEWAY < time.time() - self.proven_at < settings.FRESH_SECONDS

    @property
    def has_second_factor(self) -> bool:
        """Whether the provider's word for a second factor is accepted (OIDC_SECOND_FACTOR)."""
        return bool(self.means & frozenset(settings.OIDC_SECOND_FACTOR))


def refused(why: str) -> ProviderRefused:
    """The refusal, with the reason in the log only: the page must not help whoever tampers."""
    logger.warning("sign-in by provider refused: %s", why)
    return ProviderRefused(
        "provider_refused", _("Signing in at the provider did not work. Please try again.")
    )


def _require_safe(address: str) -> str:
    """An address to ask: https, or the machine itself in demonstration and tests."""
    parts = urlsplit(address)
    local = parts.hostname in {"localhost", "127.0.0.1"} and settings.MAKE_KEYS
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise refused("an address of the provider is not https")
    return address


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The provider answers itself or not at all."""


def _ask(address: str, data: Mapping[str, str] | None = None, **headers: str) -> dict[str, Any]:
    body = urlencode(data).encode() if data is not None else None
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked
        _require_safe(address), data=body, headers={"Accept": "application/json", **headers}
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(LONGEST_ANSWER))
    except (OSError, ValueError) as error:
        raise refused(f"no answer: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise refused("an answer is no object")
    return found


def _kept_answer(address: str) -> dict[str, Any]:
    """The discovery document and the keys change rarely: asked once an hour by each process."""
    at, answer = _kept.get(address, (0.0, {}))
    if time.time() - at > KEEP:
        answer = _ask(address)
        _kept[address] = (time.time(), answer)
    return answer


def metadata() -> dict[str, Any]:
    """The provider's discovery document (OpenID Connect Discovery 1.0, 4.3: its issuer is ours)."""
    issuer = settings.OIDC_ISSUER
    found = _kept_answer(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise refused("the discovery document is another issuer's")
    return found


def authorization_address(visit: Visit, redirect_uri: str) -> str:
    """Where the browser goes (RFC 7636: the challenge is the digest of the verifier)."""
    digest = hashlib.sha256(visit.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": visit.state,
        "nonce": visit.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = _require_safe(str(metadata().get("authorization_endpoint", "")))
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def claims_of(visit: Visit, query: Mapping[str, str], redirect_uri: str) -> Claims:
    """The checked claims for the provider's answer in `query`. Raises ProviderRefused."""
    # 1. does the answer belong to this visit
    if not hmac.compare_digest(visit.state.encode(), query.get("state", "").encode()):
        raise refused("wrong state")
    if time.time() - visit.at > STAY:
        raise refused("the visit took too long")
    if query.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207
        raise refused("wrong issuer of the answer")
    if query.get("error") or not query.get("code"):
        raise refused("the provider said no")
    # 2. the token, straight from the provider, and what it says
    token = _token(query["code"], visit.verifier, redirect_uri)
    said = _decoded(token)
    if not hmac.compare_digest(visit.nonce.encode(), str(said.get("nonce", "")).encode()):
        raise refused("wrong nonce")
    if said.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise refused("the token is for another client")
    amr = said.get("amr")
    means = {f"amr:{value}" for value in amr} if isinstance(amr, list) else set()
    means.add(f"acr:{said.get('acr', '')}")
    at = said.get("auth_time")
    proven_at = float(at) if isinstance(at, int | float) else None
    return Claims(settings.OIDC_ISSUER, str(said["sub"]), frozenset(means), proven_at)


def _token(code: str, verifier: str, redirect_uri: str) -> str:
    found = metadata()
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers = {}
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in methods:
        pair = f"{quote(settings.OIDC_CLIENT_ID)}:{quote(settings.OIDC_CLIENT_SECRET)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        data |= {
            "client_id": settings.OIDC_CLIENT_ID,
            "client_secret": settings.OIDC_CLIENT_SECRET,
        }
    answer = _ask(str(found.get("token_endpoint", "")), data, **headers)
    return str(answer.get("id_token", ""))


def _decoded(token: str) -> dict[str, Any]:
    """The token's claims; signature, issuer, audience and times hold (OIDC Core 3.1.3.7)."""
    try:
        said: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token),
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "iss", "aud"]},
        )
    except jwt.PyJWTError as error:
        raise refused(f"the token does not hold: {type(error).__name__}") from error
    return said


def _key_of(token: str) -> jwt.PyJWK:
    """The provider's key with which the token says it is signed; asked anew once for a new one."""
    wanted = jwt.get_unverified_header(token).get("kid")
    address = str(metadata().get("jwks_uri", ""))
    for _attempt in range(2):
        keys = [jwt.PyJWK(key) for key in _kept_answer(address).get("keys", [])]
        for key in keys:
            if key.key_id == wanted and key.algorithm_name in ALGORITHMS:
                return key
        _kept.pop(address, None)
    raise jwt.InvalidKeyError("no such key")

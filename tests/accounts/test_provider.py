"""Signing in at a provider: the whole code flow against a real one, and what must not pass."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from credit_portal.accounts import factors, fresh, oidc, services
from credit_portal.accounts.models import ProviderLink, User
from credit_portal.common.errors import Conflict, NotFound
from tests.accounts import door
from tests.provider.running import CLIENT, SECRET, provider

PORTAL = "http://localhost:8000"
RETURN = "/accounts/provider/return/"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider, a process of its own."""
    with provider(Path(tmp_path_factory.mktemp("provider")), PORTAL + RETURN) as found:
        yield found


@pytest.fixture(autouse=True)
def configured(issuer: str, settings: Any, db: None) -> None:
    """The portal knows the provider."""
    settings.PUBLIC_URL = PORTAL
    settings.OIDC_ISSUER, settings.OIDC_LABEL = issuer, "市统一身份认证"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    oidc._kept.clear()


@pytest.fixture
def member(officer: Any) -> User:
    """An officer with a password and an app."""
    return door.with_password(officer)


@pytest.fixture
def linked(member: User) -> User:
    """Linked with the provider through both doors."""
    client = Client()
    client.force_login(member)
    back = visit(client, "/accounts/provider/link/")
    assert client.get(back)["Location"] == "/accounts/second-factor/"
    return member


class Stop(urllib.request.HTTPRedirectHandler):
    """Shows where the provider leads."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Never follow."""


def visit(client: Client, path: str = "/accounts/provider/", **changes: str) -> str:
    """Go to the provider as the browser would; the address that it leads back to."""
    sent = client.post(path)["Location"]
    parts = urlsplit(sent)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    address = f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(query)}"
    try:
        urllib.request.build_opener(Stop).open(address, timeout=10)
    except urllib.error.HTTPError as answer:
        assert answer.code == 302, answer.read()[:300]
        back = answer.headers["Location"]
    assert back.startswith(PORTAL + RETURN)
    return str(back.removeprefix(PORTAL))


def is_in(client: Client) -> bool:
    """Whether the browser is signed in."""
    return bool(client.get("/accounts/profile/").status_code == 200)


def test_the_flow_has_state_nonce_and_challenge(client: Client) -> None:
    query = parse_qs(urlsplit(client.post("/accounts/provider/")["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["scope"] == ["openid"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name][0]) >= 43


def test_a_linked_account_enters_after_its_own_second_step(client: Client, linked: User) -> None:
    assert client.get(visit(client))["Location"] == door.SECOND_STEP
    assert not is_in(client)
    door.second_step(client, door.code_of(linked))
    assert is_in(client)
    assert linked.sign_ins.get(outcome="entered").method == "provider+totp"


def test_the_providers_second_factor_counts_only_when_configured(
    client: Client, linked: User, settings: Any
) -> None:
    settings.OIDC_SECOND_FACTOR = ["amr:mfa", "acr:2"]
    client.get(visit(client))
    assert not is_in(client)
    settings.OIDC_SECOND_FACTOR = ["amr:pwd"]
    other = Client()
    assert other.get(visit(other))["Location"] == "/staff/"
    assert is_in(other)


@pytest.mark.parametrize(
    ("said", "proven"), [({}, True), ({"auth_time": None}, False), ({"auth_time": 1}, False)]
)
def test_an_older_session_there_is_no_fresh_proof_here(
    client: Client,
    linked: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, Any],
    proven: bool,
) -> None:
    settings.OIDC_SECOND_FACTOR = ["amr:pwd"]
    decoded = oidc._decoded
    monkeypatch.setattr(oidc, "_decoded", lambda token: decoded(token) | said)
    client.get(visit(client))
    assert is_in(client)
    assert fresh.is_proven(client.session) is proven


def test_no_account_is_made_and_none_is_guessed(client: Client, member: User) -> None:
    before = User.objects.count()
    assert client.get(visit(client))["Location"] == "/accounts/login/"
    assert "没有与您的统一身份认证绑定的账号" in client.get("/accounts/login/").content.decode()
    assert User.objects.count() == before
    assert not is_in(client)


def test_a_closed_account_stays_out(client: Client, linked: User) -> None:
    User.objects.filter(pk=linked.pk).update(is_active=False)
    assert client.get(visit(client))["Location"] == "/accounts/login/"


def test_linking_wants_a_fresh_proof_and_happens_once(
    linked: User, colleague: User, client: Client
) -> None:
    client.force_login(colleague)
    back = visit(client, "/accounts/provider/link/")
    client.get(back)
    assert ProviderLink.objects.get().user == linked
    session = client.session
    session["proven_at"] = 0
    session.save()
    assert client.post("/accounts/provider/link/").status_code == 403
    with pytest.raises(Conflict):
        services.link_provider(actor=linked, issuer="x", subject="y")


def test_a_link_is_undone(linked: User, client: Client) -> None:
    client.force_login(linked)
    client.post("/accounts/provider/unlink/")
    assert not ProviderLink.objects.exists()
    with pytest.raises(NotFound):
        services.unlink_provider(actor=linked)


def refused(client: Client, back: str) -> bool:
    """Whether the answer is refused and nobody is signed in."""
    answer = client.get(back)
    return bool(answer["Location"] == "/accounts/login/" and not is_in(client))


@pytest.fixture
def trusting(linked: User, settings: Any) -> User:
    """Would be in at once, so that only the check under test keeps him out."""
    settings.OIDC_SECOND_FACTOR = ["amr:pwd"]
    return linked


def test_it_refuses_a_wrong_state(client: Client, trusting: User) -> None:
    back = visit(client)
    parts = parse_qs(urlsplit(back).query)
    assert refused(client, f"{RETURN}?code={parts['code'][0]}&state=other")
    assert refused(client, back)  # the visit is over


def test_it_refuses_an_answer_from_another_browser(client: Client, trusting: User) -> None:
    back = visit(Client())
    assert refused(client, back)


def test_it_refuses_a_wrong_nonce(client: Client, trusting: User) -> None:
    assert refused(client, visit(client, nonce="another"))


def test_it_refuses_a_wrong_verifier(client: Client, trusting: User) -> None:
    assert refused(client, visit(client, code_challenge="A" * 43))


def test_it_refuses_a_code_used_twice(client: Client, trusting: User) -> None:
    back = visit(client)
    assert client.get(back)["Location"] == "/staff/"
    other = Client()
    other.post("/accounts/provider/")
    state = other.session["provider_visit"]["state"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert refused(other, f"{RETURN}?{urlencode({'code': code, 'state': state})}")


def test_it_refuses_another_issuer(client: Client, trusting: User, settings: Any) -> None:
    back = visit(client)
    assert refused(client, f"{back}&iss=https%3A%2F%2Fevil.example")
    settings.OIDC_ISSUER += "/"
    oidc._kept.clear()
    assert client.post("/accounts/provider/")["Location"] == "/accounts/login/"


def test_it_refuses_a_visit_of_yesterday(client: Client, trusting: User) -> None:
    back = visit(client)
    with time_machine.travel(time.time() + oidc.STAY + 1, tick=False):
        assert refused(client, back)


def test_it_refuses_what_the_provider_says_no_to(client: Client, trusting: User) -> None:
    client.post("/accounts/provider/")
    state = client.session["provider_visit"]["state"]
    assert refused(client, f"{RETURN}?{urlencode({'error': 'access_denied', 'state': state})}")


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def good_claims(visit: oidc.Visit, issuer: str) -> dict[str, Any]:
    """Claims that would hold if the provider had signed them."""
    now = int(time.time())
    return {
        "iss": issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60, "nonce": visit.nonce,
    }  # fmt: skip


@pytest.mark.parametrize("how", ["other_key", "none", "secret_as_key", "unknown_key"])
def test_it_refuses_a_forged_signature(issuer: str, how: str) -> None:
    claims = good_claims(oidc.Visit.begin("enter"), issuer)
    kid = oidc._ask(str(oidc.metadata()["jwks_uri"]))["keys"][0]["kid"]
    head = {"kid": "x" if how == "unknown_key" else kid}
    if how == "none":
        token = jwt.encode(claims, "", algorithm="none", headers=head)
    elif how == "secret_as_key":
        token = jwt.encode(claims, SECRET.ljust(32, "x"), algorithm="HS256", headers=head)
    else:
        token = jwt.encode(claims, KEY, algorithm="RS256", headers=head)
    with pytest.raises(oidc.ProviderRefused):
        oidc._decoded(token)


@pytest.mark.parametrize(
    "change",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"sub": None}, {}],
)
def test_it_refuses_a_token_meant_otherwise(
    issuer: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = jwt.PyJWK.from_json(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()), "RS256")
    monkeypatch.setattr(oidc, "_key_of", lambda _token: key)
    claims = {**good_claims(oidc.Visit.begin("enter"), issuer), **change}
    token = jwt.encode({k: v for k, v in claims.items() if v is not None}, KEY, algorithm="RS256")
    if not change:
        assert oidc._decoded(token)["sub"] == "1"
        return
    with pytest.raises(oidc.ProviderRefused):
        oidc._decoded(token)


@pytest.mark.parametrize("address", ["http://evil.example/x", "file:///etc/passwd", "ftp://x/y"])
def test_it_asks_no_other_address(address: str) -> None:
    with pytest.raises(oidc.ProviderRefused):
        oidc._ask(address)


def test_a_provider_that_is_away_is_said(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9/o"
    assert client.post("/accounts/provider/")["Location"] == "/accounts/login/"
    page = client.get("/accounts/login/").content.decode()
    assert "市统一身份认证" in page


def test_without_configuration_there_is_no_such_door(client: Client, settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    assert client.post("/accounts/provider/").status_code == 404
    assert client.get(RETURN).status_code == 404
    assert "provider" not in client.get("/accounts/login/").content.decode()


def test_the_reset_of_a_factor_leaves_the_link(linked: User) -> None:
    factors.of(linked).delete()
    assert ProviderLink.objects.filter(user=linked).exists()

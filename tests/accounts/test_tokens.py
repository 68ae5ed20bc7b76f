"""API tokens: shown once, kept as a digest, bound by scope, expiry and the user's state."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from credit_portal.accounts import factors, services
from credit_portal.accounts.digests import digest
from credit_portal.accounts.models import ApiToken, User
from credit_portal.accounts.services.token_keys import NewToken
from credit_portal.common import clock
from credit_portal.common.errors import DomainError, ReauthenticationNeeded
from credit_portal.notices.models import Notice
from tests import factories


class Echo(APIView):
    """Says who asks, by the project's own authentication settings."""

    def get(self, request: Request) -> Response:
        """Read."""
        return Response({"user": request.user.username})

    def post(self, request: Request) -> Response:
        """Write."""
        return self.get(request)


def ask(secret: str, method: str = "get", keyword: str = "Bearer") -> Response:
    """Answer to a request with the token."""
    headers = {"HTTP_AUTHORIZATION": f"{keyword} {secret}"}
    request = getattr(APIRequestFactory(), method)("/", **headers)
    return Echo.as_view()(request)


@pytest.fixture
def token(officer: User) -> NewToken:
    """A token that reads and writes."""
    return make(officer, "read", "write")


def make(user: User, *scopes: str, days: int = 30) -> NewToken:
    """A new token."""
    return services.create_token(actor=user, name="统计程序", scopes=scopes, days=days)


def test_it_is_kept_as_a_digest_only(token: NewToken) -> None:
    row = ApiToken.objects.values().get(pk=token.pk)
    assert bytes(row["digest"]) == digest(token.secret)
    assert token.secret not in repr(row)
    assert len(token.secret) >= 43


def test_it_signs_in(token: NewToken) -> None:
    for method in ("get", "post"):
        assert ask(token.secret, method).data == {"user": "officer"}


def test_a_reading_token_cannot_write(officer: User) -> None:
    secret = make(officer, "read").secret
    assert ask(secret).status_code == 200
    assert ask(secret, "post").status_code == 403


@pytest.mark.parametrize("change", ["revoked", "expired", "closed", "password"])
def test_a_void_token_is_unknown(token: NewToken, officer: User, change: str) -> None:
    past = clock.now() - timedelta(seconds=1)
    if change == "revoked":
        services.revoke_token(actor=officer, token_id=token.pk)
    elif change == "expired":
        ApiToken.objects.update(expires_at=past)
    elif change == "closed":
        User.objects.filter(pk=officer.pk).update(is_active=False)
    else:
        User.objects.filter(pk=officer.pk).update(must_change_password=True)
    assert ask(token.secret).status_code == 401


@pytest.mark.parametrize("secret", ["gip_x", "x", "gip_" + "é" * 43, "a b", "", "\udcff"])
def test_garbage_is_refused(token: NewToken, secret: str) -> None:
    assert ask(secret.encode("utf-8", "surrogateescape").decode("latin-1")).status_code == 401


def test_the_day_of_last_use_is_kept(token: NewToken, django_assert_num_queries: Any) -> None:
    ask(token.secret)
    assert ApiToken.objects.get(pk=token.pk).last_used_on == clock.today()


@pytest.mark.parametrize(
    ("scopes", "name", "days"),
    [
        ([], "a", 1),
        (["admin"], "a", 1),
        (["read"], " ", 1),
        (["read"], "a" * 81, 1),
        (["read"], "a", 0),
        (["read"], "a", 367),
    ],
)
def test_it_refuses_bad_input(officer: User, scopes: list[str], name: str, days: int) -> None:
    with pytest.raises(DomainError):
        services.create_token(actor=officer, name=name, scopes=scopes, days=days)
    assert not ApiToken.objects.exists()


def test_nobody_revokes_anothers(token: NewToken, colleague: User) -> None:
    with pytest.raises(DomainError) as refused:
        services.revoke_token(actor=colleague, token_id=token.pk)
    assert refused.value.status == 404


def test_the_page_shows_it_once(client: Client, officer: User) -> None:
    client.force_login(officer)
    form = {"name": "统计程序", "access": "write", "days": "90", "idempotency_key": "k"}
    page = client.post("/accounts/tokens/", form).content.decode()
    assert page.count("gip_") == 1
    assert client.post("/accounts/tokens/", form).status_code == 302
    assert "gip_" not in client.get("/accounts/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert token.scopes == ["read", "write"]
    client.post(f"/accounts/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked_at


def test_the_page_refuses_garbage(client: Client, officer: User) -> None:
    client.force_login(officer)
    form = {"name": "x" * 900, "access": "admin", "days": "99999"}
    assert client.post("/accounts/tokens/", form).status_code == 422
    assert not ApiToken.objects.exists()


def test_making_one_wants_a_fresh_proof_and_its_owner_is_told(officer: User) -> None:
    officer.fresh = False
    with pytest.raises(ReauthenticationNeeded):
        make(officer, "read")
    officer.fresh = True
    make(officer, "read")
    told = Notice.objects.filter(recipient=officer, template="account_changed", channel="in_site")
    assert [row.context["title_en"] for row in told] == ["an API token was created"]


def test_the_page_asks_who_sits_there(client: Client, officer: User) -> None:
    client.force_login(officer)
    session = client.session
    session["proven_at"] = 0
    session.save()
    form = {"name": "统计", "access": "read", "days": "30"}
    client.post("/accounts/tokens/", form)
    assert not ApiToken.objects.exists()
    client.force_login(officer)
    client.post("/accounts/tokens/", form)
    assert ApiToken.objects.exists()


def test_closing_ends_it_for_good(
    token: NewToken, officer: User, security_administrator: User
) -> None:
    for active in (False, True):
        services.set_active(
            actor=security_administrator, user_id=officer.pk, active=active, reason="调离"
        )
    assert ask(token.secret).status_code == 401


def test_a_password_reset_by_mail_ends_it_and_a_change_does_not(
    token: NewToken, officer: User
) -> None:
    given: Any = {"actor": officer, "user": officer, "password": "a-Long-enough-pass1"}
    services.set_password(**given, reset=False)
    assert ask(token.secret).status_code == 200
    services.set_password(**given, reset=True)
    assert ask(token.secret).status_code == 401


def test_a_reset_of_the_second_factor_ends_it(
    token: NewToken,
    officer: User,
    security_administrator: User,
    second_security_administrator: User,
) -> None:
    row = services.propose_reset(
        actor=security_administrator, user_id=officer.pk, reason="当面核实"
    )
    services.confirm_reset(actor=second_security_administrator, reset_id=row.pk)
    factories.with_app(officer)
    assert ask(token.secret).status_code == 401


def test_without_a_second_factor_it_opens_nothing(token: NewToken, officer: User) -> None:
    factors.of(officer).delete()
    assert ask(token.secret).status_code == 401
    factories.with_app(officer)
    assert ask(token.secret).status_code == 200

"""Second factors: enrolled before anything else, used once, shown once, never the last removed."""

import re
import time
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from credit_portal.accounts import factors, services, totp
from credit_portal.accounts.models import User
from credit_portal.audit.models import AuditEvent
from credit_portal.common.crypto import CannotUnseal
from credit_portal.common.errors import Conflict, Invalid, ReauthenticationNeeded
from credit_portal.notices.models import Notice
from tests.accounts import door
from tests.factories import SECRET

OVERVIEW = "/accounts/second-factor/"


@pytest.fixture
def member(officer: Any) -> User:
    """An officer with a password and an app."""
    return door.with_password(officer)


@pytest.fixture
def bare(member: User) -> User:
    """The same without second factor, as after being invited."""
    factors.of(member).delete()
    return member


@pytest.fixture
def newcomer(client: Client, bare: User) -> Client:
    """Signed in with the password only, because there is no second factor yet."""
    assert door.first_step(client, bare.username)["Location"] == "/staff/"
    return client


def test_nothing_is_open_before_a_second_factor(newcomer: Client) -> None:
    for path in ("/staff/", "/accounts/profile/", "/accounts/tokens/", "/staff/accounts/"):
        assert newcomer.get(path)["Location"] == OVERVIEW
    for path in (OVERVIEW, f"{OVERVIEW}app/", f"{OVERVIEW}passkey/"):
        assert newcomer.get(path).status_code == 200


def test_a_demonstration_account_needs_none(newcomer: Client, bare: User) -> None:
    User.objects.filter(pk=bare.pk).update(is_demo=True)
    assert newcomer.get("/accounts/profile/").status_code == 200


def offered(page: Any) -> str:
    """The secret that the page shows."""
    return str(re.search(r"otpauth:[^\"]*secret=([A-Z2-7]+)", page.content.decode())[1])  # type: ignore[index]


def test_an_app_is_enrolled_and_codes_shown_once(newcomer: Client, bare: User) -> None:
    secret = offered(newcomer.get(f"{OVERVIEW}app/"))
    assert offered(newcomer.get(f"{OVERVIEW}app/")) == secret
    wrong = newcomer.post(f"{OVERVIEW}app/", {"code": "000000"})
    assert (wrong.status_code, factors.has_factor(bare)) == (422, False)
    code = totp.code_at(secret, int(time.time()) // totp.PERIOD)
    page = newcomer.post(f"{OVERVIEW}app/", {"code": f"{code[:3]} {code[3:]}"}).content.decode()
    codes = re.findall(r"<code>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", page)
    assert len(set(codes)) == 10
    assert all(one in unquote(page.split("data:text/plain", 1)[1]) for one in codes)
    again = newcomer.get(OVERVIEW).content.decode()
    assert not any(one in again for one in codes)
    assert newcomer.get("/accounts/profile/").status_code == 200
    assert Notice.objects.filter(template="account_changed", recipient=bare).exists()


def test_secrets_are_sealed_and_bound_to_their_user(
    newcomer: Client, bare: User, colleague: User
) -> None:
    secret = offered(newcomer.get(f"{OVERVIEW}app/"))
    door_code = totp.code_at(secret, int(time.time()) // totp.PERIOD)
    newcomer.post(f"{OVERVIEW}app/", {"code": door_code})
    with connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator")
        kept = repr(cursor.fetchall())
        cursor.execute("select session_data from django_session")
        kept += repr(cursor.fetchall())
    assert secret not in kept
    row = Authenticator.objects.get(user=bare, type=factors.APP)
    assert factors.unseal(bare, row.data["secret"]) == secret
    with pytest.raises(CannotUnseal):
        factors.unseal(colleague, row.data["secret"])


def test_a_code_works_once(member: User) -> None:
    code = door.code_of(member)
    assert services.use_code(actor=member, code=code) == "totp"
    with pytest.raises(Invalid):
        services.use_code(actor=member, code=code)


@pytest.mark.parametrize(
    ("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_be_half_a_minute_apart(member: User, steps: int, works: bool) -> None:
    code = totp.code_at(SECRET, int(time.time()) // totp.PERIOD + steps)
    with time_machine.travel(time.time(), tick=False):
        if works:
            services.use_code(actor=member, code=code)
            return
        with pytest.raises(Invalid):
            services.use_code(actor=member, code=code)


def test_the_codes_are_those_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # appendix B: "12345678901234567890"
    for seconds, code in [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]:
        assert totp.code_at(secret, seconds // totp.PERIOD) == code


def test_a_recovery_code_works_once(client: Client, member: User) -> None:
    code = services.renew_codes(actor=member)[0]
    door.first_step(client, member.username)
    assert door.second_step(client, code.lower().replace("-", " "))["Location"] == "/staff/"
    assert factors.codes_left(member) == factors.CODE_COUNT - 1
    other = Client()
    door.first_step(other, member.username)
    assert door.second_step(other, code).status_code == 422
    assert AuditEvent.objects.filter(verb="accounts.use_recovery_code").count() == 1


def test_new_codes_make_the_old_ones_void(client: Client, member: User) -> None:
    old = services.renew_codes(actor=member)
    client.force_login(member)
    key = {"idempotency_key": "codes"}
    page = client.post(f"{OVERVIEW}codes/", key).content.decode()
    assert not any(code in page for code in old)
    with pytest.raises(Invalid):
        services.use_code(actor=member, code=old[0])
    assert client.post(f"{OVERVIEW}codes/", key)["Location"] == OVERVIEW


def test_the_last_factor_stays(client: Client, member: User) -> None:
    row = factors.main_of(member).get()
    with pytest.raises(Conflict) as refused:
        services.remove_factor(actor=member, factor_id=row.pk)
    assert refused.value.code == "last_factor"
    client.force_login(member)
    client.post(f"{OVERVIEW}{row.pk}/remove/")
    assert factors.has_factor(member)


def test_another_persons_factor_is_not_there(client: Client, member: User, colleague: User) -> None:
    client.force_login(colleague)
    row = factors.main_of(member).get()
    assert client.post(f"{OVERVIEW}{row.pk}/remove/").status_code == 404
    assert client.post(f"{OVERVIEW}999999/remove/").status_code == 404


def test_changing_factors_needs_a_fresh_proof(client: Client, member: User) -> None:
    member.fresh = False
    with pytest.raises(ReauthenticationNeeded):
        services.renew_codes(actor=member)
    with pytest.raises(ReauthenticationNeeded):
        services.enrol_passkey(actor=member, name="x", credential={})
    client.force_login(member)
    session = client.session
    session["proven_at"] = 0
    session.save()
    for path in ("app/", "passkey/"):
        found = client.get(OVERVIEW + path)["Location"]
        assert found.startswith("/accounts/reauthenticate/?next=")


MADE_UP = (
    "", "5", "[]", "{}", "nonsense", '{"id": "x", "response": 7}',
    '{"response": {"userHandle": 4}}',
)  # fmt: skip


@pytest.mark.parametrize("credential", MADE_UP)
def test_a_made_up_passkey_is_refused(client: Client, member: User, credential: str) -> None:
    sent = {"credential": credential, "name": "x"}
    client.get("/accounts/login/passkey/", headers={"Accept": "application/json"})
    assert client.post("/accounts/login/passkey/", sent)["Location"] == "/accounts/login/"
    door.first_step(client, member.username)
    assert client.post(door.SECOND_STEP, sent).status_code == 422
    client.force_login(member)
    client.get(f"{OVERVIEW}passkey/")
    assert client.post(f"{OVERVIEW}passkey/", sent).status_code == 422
    assert not Authenticator.objects.filter(type=factors.PASSKEY).exists()


def test_passkeys_belong_to_the_portals_own_address(
    client: Client, settings: Any, db: None
) -> None:
    settings.PUBLIC_URL = "https://credit.example"
    answer = client.get("/accounts/login/passkey/", headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "credit.example"
    assert answer.json()["request_options"]["publicKey"]["userVerification"] == "required"


def test_a_copied_passkey_is_refused(member: User) -> None:
    services.enrol_passkey(actor=member, name=" office  computer ", credential={})
    row = Authenticator.objects.get(type=factors.PASSKEY)
    assert row.data["name"] == "office computer"
    services.use_passkey(actor=member, factor_id=row.pk, sign_count=7)
    with pytest.raises(Invalid) as refused:
        services.use_passkey(actor=member, factor_id=row.pk, sign_count=7)
    assert refused.value.code == "passkey_copied"


def test_the_second_step_opens_only_after_the_first(client: Client, db: None) -> None:
    for path in (door.SECOND_STEP, "/accounts/login/lost/"):
        assert client.get(path)["Location"] == "/accounts/login/"

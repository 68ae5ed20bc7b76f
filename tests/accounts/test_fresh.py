"""Acts that bind ask again who sits there, and then go on with nothing lost."""

import re
import time
from html import unescape
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from credit_portal.accounts import fresh, policies, reauthentication, services
from credit_portal.accounts.models import Role, RoleGrant, User
from credit_portal.common import clock
from credit_portal.common.errors import ReauthenticationNeeded
from tests.accounts import door

LATER = settings.FRESH_SECONDS + 1


@pytest.fixture
def grant(security_administrator: Any, colleague: Any, bureau: Any) -> RoleGrant:
    """A grant that waits for the second administrator."""
    return services.propose_grant(
        actor=security_administrator,
        user_id=colleague.pk,
        role=Role.objects.get(pk="approver"),
        organisation=bureau,
        starts_on=clock.today(),
    )


@pytest.fixture
def second(second_security_administrator: User) -> Client:
    """The second administrator, whose proof is too old."""
    door.with_password(second_security_administrator)
    client = Client()
    client.force_login(second_security_administrator)
    session = client.session
    session[fresh.PROVEN] = time.time() - LATER
    session.save()
    return client


def fields(page: str) -> dict[str, str]:
    """Hidden fields of the page, as the browser would send them."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    carried = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.S)
    return {name: unescape(value) for name, value in {**found, **dict(carried)}.items()}


def test_an_old_proof_does_not_do(grant: RoleGrant, second_security_administrator: User) -> None:
    second_security_administrator.fresh = False
    with pytest.raises(ReauthenticationNeeded) as refused:
        services.confirm_grant(actor=second_security_administrator, grant_id=grant.pk)
    assert (refused.value.code, refused.value.status) == ("reauthentication_needed", 403)
    grant.refresh_from_db()
    assert grant.is_pending


def test_what_was_posted_goes_on_after_the_proof(
    second: Client, grant: RoleGrant, second_security_administrator: User
) -> None:
    path = f"/staff/accounts/grants/{grant.pk}/confirm/"
    words = {"idempotency_key": "k1", "note": '两行\n"字" <b>&amp;'}
    page = second.post(path, words)
    assert page.status_code == 403
    sent = fields(page.content.decode())
    assert sent.items() >= words.items()
    wrong = second.post("/accounts/reauthenticate/", {**sent, "proof-code": "000000"})
    assert wrong.status_code == 422
    assert fields(wrong.content.decode()).items() >= words.items()
    code = door.code_of(second_security_administrator)
    on = second.post("/accounts/reauthenticate/", {**sent, "proof-code": code})
    assert (on.status_code, on["Location"]) == (307, path)
    assert second.post(path, sent).status_code == 302
    grant.refresh_from_db()
    assert not grant.is_pending


def test_one_proof_serves_five_minutes(second: Client, second_security_administrator: User) -> None:
    code = door.code_of(second_security_administrator)
    second.post("/accounts/reauthenticate/", {"proof-code": code})
    at = second.session[fresh.PROVEN]
    for seconds, holds in [(settings.FRESH_SECONDS - 1, True), (settings.FRESH_SECONDS, False)]:
        with time_machine.travel(at + seconds, tick=False):
            assert fresh.is_proven(second.session) is holds


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_it_leads_nowhere_else(
    second: Client, second_security_administrator: User, address: str
) -> None:
    code = door.code_of(second_security_administrator)
    sent = {"proof-code": code, "proof-next": address, "proof-carries": "1"}
    assert second.post("/accounts/reauthenticate/", sent)["Location"] == "/staff/"


def test_a_password_alone_does_not_do(second: Client) -> None:
    answer = second.post("/accounts/reauthenticate/", {"proof-password": door.PASSWORD})
    assert answer.status_code == 422
    assert not fresh.is_proven(second.session)


def test_files_are_said_not_to_travel(second_security_administrator: User) -> None:
    second_security_administrator.fresh = False
    sent = {"text": "x", "file": SimpleUploadedFile("a.txt", b"a")}
    request = RequestFactory().post("/staff/x/", sent)
    request.user = second_security_administrator
    request.session = SessionStore()
    page = reauthentication.ask(request).content.decode()
    assert "文件" in page
    assert 'name="text"' not in page


def test_a_demonstration_account_confirms_by_one_click(
    second: Client, second_security_administrator: User
) -> None:
    User.objects.filter(pk=second_security_administrator.pk).update(is_demo=True)
    answer = second.post("/accounts/reauthenticate/", {"proof-next": "/staff/accounts/"})
    assert (answer.status_code, answer["Location"]) == (302, "/staff/accounts/")
    assert fresh.is_proven(second.session)


def test_what_needs_a_proof_is_registered_with_its_roles() -> None:
    assert policies.needs_fresh("commitments.approve")
    assert policies.needs_fresh("commitments.confirm")
    assert not policies.needs_fresh("commitments.file")
    assert not policies.needs_fresh("system.verification")
    with pytest.raises(policies.UnknownVerb):
        policies.needs_fresh("nobody.knows")
    with pytest.raises(ValueError, match="fresh"):
        policies.register_verbs({}, fresh={"nobody.knows"})

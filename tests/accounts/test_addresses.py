"""The address of an account decides who can set its password: it does not move unseen."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from credit_portal.accounts import factors, services
from credit_portal.accounts.models import Role, User
from credit_portal.common import acts, clock
from credit_portal.common.errors import Conflict, ReauthenticationNeeded
from credit_portal.notices.outbox import send_pending
from tests import factories
from tests.accounts import door

NEW = "new@example.org"


@pytest.fixture
def bare(bureau: Any) -> User:
    """An account without any role."""
    return factories.user(username="bare", role=None, organisation=bureau, title="科员")


def move(actor: User, user: User, email: str = NEW) -> Any:
    """An administrator's change of the address alone."""
    return acts.run(
        services.update_user,
        actor=actor,
        user_id=user.pk,
        version=user.version,
        display_name=user.display_name,
        organisation=user.organisation,
        email=email,
        post=user.post,
        language=user.language,
    )


def mailed() -> list[str]:
    """Where mails went."""
    send_pending()
    return [address for sent in mail.outbox for address in sent.to]


def test_it_refuses_one_administrator_to_move_the_mail_of_roles(
    security_administrator: User, officer: User
) -> None:
    factors.of(officer).delete()
    with pytest.raises(Conflict) as refused:
        move(security_administrator, officer)
    assert (refused.value.code, refused.value.field) == ("address_of_roles", "email")
    page = Client()
    page.force_login(security_administrator)
    form = {
        "display_name": officer.display_name,
        "email": NEW,
        "organisation": officer.organisation.name_zh if officer.organisation else "",
        "post": "",
        "language": "zh-hans",
        "version": str(officer.version),
    }
    answer = page.post(f"/staff/accounts/{officer.pk}/", form)
    assert answer.status_code == 422
    assert "邮箱地址只能由本人修改" in answer.content.decode()


def test_a_pending_grant_holds_the_address_too(
    security_administrator: User, bare: User, bureau: Any
) -> None:
    services.propose_grant(
        actor=security_administrator,
        user_id=bare.pk,
        role=Role.objects.get(pk="filer"),
        organisation=bureau,
        starts_on=clock.today(),
    )
    with pytest.raises(Conflict):
        move(security_administrator, bare)


def test_without_roles_it_wants_a_fresh_proof_and_tells_the_old_address(
    security_administrator: User, bare: User
) -> None:
    before = bare.email
    security_administrator.fresh = False
    with pytest.raises(ReauthenticationNeeded):
        move(security_administrator, bare)
    security_administrator.fresh = True
    move(security_administrator, bare)
    assert mailed() == [before]
    assert "邮箱地址已修改" in mail.outbox[0].subject + str(mail.outbox[0].body)


def test_ones_own_address_wants_a_fresh_proof_and_tells_the_old_one(officer: User) -> None:
    given: Any = {"display_name": "新名", "language": "zh-hans"}
    officer.fresh = False
    acts.run(services.update_profile, actor=officer, version=1, email=officer.email, **given)
    with pytest.raises(ReauthenticationNeeded):
        acts.run(services.update_profile, actor=officer, version=2, email=NEW, **given)
    officer.fresh = True
    acts.run(services.update_profile, actor=officer, version=2, email=NEW, **given)
    assert mailed() == ["officer@example.org"]
    acts.run(services.update_profile, actor=officer, version=3, email="", **given)
    assert mailed() == ["officer@example.org", NEW]


def test_the_page_asks_who_sits_there(client: Client, officer: User) -> None:
    client.force_login(officer)
    session = client.session
    session["proven_at"] = 0
    session.save()
    form = {"display_name": "新名", "email": NEW, "language": "en", "version": "1"}
    assert client.post("/accounts/profile/", form).status_code in {302, 403}
    assert User.objects.get(pk=officer.pk).email == "officer@example.org"


def test_a_link_for_a_new_password_ends_with_the_address(officer: User) -> None:
    member = door.with_password(officer)
    client = Client()
    client.post("/accounts/password/reset/", {"email": member.email})
    link = re.search(r"/accounts/password/reset/key/\S+/", str(mail.outbox[0].body))
    assert link
    member.fresh = True
    services.update_profile(
        actor=member, version=1, display_name="新名", email=NEW, language="zh-hans"
    )
    assert "password1" not in client.get(link.group(), follow=True).content.decode()


def test_an_open_invitation_goes_to_the_new_address(
    security_administrator: User, bureau: Any
) -> None:
    user = services.open_account(
        actor=security_administrator,
        username="guest",
        display_name="周示例",
        organisation=bureau,
        email="wrong@example.org",
    )
    send_pending()
    (letter,) = [one for one in mail.outbox if "/invitation/" in str(one.body)]
    link = re.search(r"/accounts/invitation/\S+/", str(letter.body))
    assert link
    assert Client().get(link.group()).status_code == 200
    move(security_administrator, user)
    assert Client().get(link.group()).status_code == 404
    send_pending()
    assert [NEW] in [one.to for one in mail.outbox if "/invitation/" in str(one.body)]

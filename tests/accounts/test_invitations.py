"""Opening an account by invitation: one link, once, for days; nobody hands over a password."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from credit_portal.accounts import services
from credit_portal.accounts.models import Invitation, User
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.directory.models import Person
from credit_portal.notices import outbox
from credit_portal.notices.models import Notice

PASSWORD = "ein-langes-Passwort-27"


def send_invitations() -> int:
    """Let the outbox work; how many invitations left with it."""
    before = len(mail.outbox)
    outbox.send_pending()
    return sum("/invitation/" in str(one.body) for one in mail.outbox[before:])


@pytest.fixture
def manager(client: Client, security_administrator: User) -> Client:
    """Signed in as security administrator."""
    client.force_login(security_administrator)
    return client


def fields(bureau: Any, **changes: str) -> dict[str, str]:
    """The form of a new account."""
    return {
        "username": "zhou",
        "display_name": "周示例",
        "email": "ZHOU@example.org",
        "organisation": bureau.name_zh,
        "person": "",
        "post": "",
        "language": "zh-hans",
        "idempotency_key": "once",
    } | changes


@pytest.fixture
def invited(manager: Client, bureau: Any) -> User:
    """Somebody who has been invited; the mail is sent."""
    assert manager.post("/staff/accounts/new/", fields(bureau)).status_code == 302
    assert send_invitations() == 1
    return User.objects.get(username="zhou")


def link() -> str:
    """The path of the link in the newest mail."""
    found = re.search(r"https?://[^/]+(/\S*invitation/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_the_invited_sets_the_password_himself(invited: User, bureau: Any) -> None:
    assert (invited.email, str(invited.person)) == ("zhou@example.org", "周示例")
    assert not invited.has_usable_password()
    visitor = Client()
    assert invited.username in visitor.get(link()).content.decode()
    answer = visitor.post(link(), {"password1": PASSWORD, "password2": PASSWORD})
    assert answer["Location"] == "/accounts/login/"
    assert User.objects.get(pk=invited.pk).check_password(PASSWORD)
    assert visitor.get(link()).status_code == 404
    assert AuditEvent.objects.filter(verb="accounts.accept_invitation").count() == 1


def test_the_secret_is_kept_nowhere(invited: User) -> None:
    secret = link().rstrip("/").rpartition("/")[2]
    row = Invitation.objects.values().get()
    assert secret not in str(row)
    assert not AuditEvent.objects.filter(data__icontains=secret).exists()
    assert len(bytes(row["digest"] or b"")) == 32


@pytest.mark.parametrize(
    ("first", "second"), [("kurz", "kurz"), (PASSWORD, "another-long-one-9"), ("password1234", "")]
)
def test_it_refuses_a_bad_password(invited: User, first: str, second: str) -> None:
    second = second or first
    answer = Client().post(link(), {"password1": first, "password2": second})
    assert answer.status_code == 422
    assert not User.objects.get(pk=invited.pk).has_usable_password()


def test_a_link_runs_out(invited: User) -> None:
    clock.advance_to(clock.now() + timedelta(days=7, minutes=1))
    assert Client().get(link()).status_code == 404


def test_a_newer_link_makes_the_earlier_void(invited: User, manager: Client) -> None:
    before = link()
    row = Invitation.objects.get()
    manager.post(f"/staff/accounts/invitations/{row.pk}/resend/")
    assert send_invitations() == 1
    assert Client().get(before).status_code == 404
    assert Client().get(link()).status_code == 200


def test_it_is_withdrawn_and_made_anew(invited: User, manager: Client) -> None:
    row = Invitation.objects.get()
    manager.post(f"/staff/accounts/invitations/{row.pk}/withdraw/")
    assert Client().get(link()).status_code == 404
    assert send_invitations() == 0
    assert manager.post(f"/staff/accounts/{invited.pk}/invite/").status_code == 302
    assert send_invitations() == 1


def test_a_mail_server_that_is_away_is_tried_again(
    manager: Client, bureau: Any, monkeypatch: Any
) -> None:
    manager.post("/staff/accounts/new/", fields(bureau))

    def away(*_args: Any, **_more: Any) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        assert send_invitations() == 0
    assert send_invitations() == 0
    clock.advance_to(clock.now() + timedelta(minutes=6))
    assert send_invitations() == 1
    row = Invitation.objects.get()
    assert (row.attempts, row.next_attempt_at) == (2, None)


def test_it_leaves_through_the_outbox_at_night_too(manager: Client, bureau: Any) -> None:
    night = clock.now().replace(hour=23, minute=30)
    clock.advance_to(night if night > clock.now() else night + timedelta(days=1))
    manager.post("/staff/accounts/new/", fields(bureau))
    assert send_invitations() == 1
    notice = Notice.objects.get(template="invitation")
    assert (notice.channel, notice.state) == ("email", "sent")
    assert Invitation.objects.get().sent_at is not None


def test_the_outbox_holds_no_link(invited: User) -> None:
    secret = link().rstrip("/").rpartition("/")[2]
    assert secret not in str(list(Notice.objects.values()))


def test_a_withdrawn_one_is_dropped_from_the_outbox(manager: Client, bureau: Any) -> None:
    manager.post("/staff/accounts/new/", fields(bureau))
    row = Invitation.objects.get()
    manager.post(f"/staff/accounts/invitations/{row.pk}/withdraw/")
    assert send_invitations() == 0
    notice = Notice.objects.get(template="invitation")
    assert (notice.state, notice.last_error) == ("dropped", "invitation_over")


def test_the_person_is_chosen_by_number(manager: Client, bureau: Any, post: Any) -> None:
    holder = Person.objects.get(name="李示例")
    page = manager.get("/staff/accounts/new/", {"body": bureau.name_zh}).content.decode()
    assert str(holder.pk) in page
    manager.post("/staff/accounts/new/", fields(bureau, person=str(holder.pk)))
    assert User.objects.get(username="zhou").person == holder
    answer = manager.post(
        "/staff/accounts/new/",
        fields(
            bureau, person=str(holder.pk), username="li", email="l@example.org", idempotency_key=""
        ),
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "x y"},
        {"username": "a\0b"},
        {"username": "OFFICER"},
        {"email": "no"},
        {"email": ""},
        {"email": "Officer@example.org"},
        {"organisation": "无此单位"},
        {"post": "皇帝"},
        {"person": "01a20033-0000-7000-8000-000000000000"},
        {"person": "x"},
        {"language": "fr"},
        {"display_name": "名" * 121},
        {"display_name": " "},
    ],
)
def test_it_refuses_bad_fields(
    manager: Client, bureau: Any, officer: User, changes: dict[str, str]
) -> None:
    count = User.objects.count(), Person.objects.count()
    answer = manager.post("/staff/accounts/new/", fields(bureau) | changes)
    assert answer.status_code == 422
    assert (User.objects.count(), Person.objects.count()) == count


def test_who_has_a_password_is_not_invited(security_administrator: User, officer: User) -> None:
    officer.set_password(PASSWORD)
    officer.save()
    with pytest.raises(Conflict):
        services.invite(actor=security_administrator, user_id=officer.pk)


def test_only_administrators_invite(officer: User, colleague: User) -> None:
    with pytest.raises(DomainError):
        services.invite(actor=officer, user_id=colleague.pk)


def test_closing_the_account_ends_the_invitation(
    invited: User, security_administrator: User
) -> None:
    services.set_active(
        actor=security_administrator, user_id=invited.pk, active=False, reason="误开"
    )
    assert Client().get(link()).status_code == 404


def ask_for_reset() -> Any:
    """Answer of the page of forgotten passwords to the invited person's address."""
    return Client().post("/accounts/password/reset/", {"email": "zhou@example.org"})


def test_a_password_never_set_is_not_reset_by_mail(invited: User, manager: Client) -> None:
    row = Invitation.objects.get()
    manager.post(f"/staff/accounts/invitations/{row.pk}/withdraw/")
    sent = len(mail.outbox)
    answer = ask_for_reset()
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/done/")
    assert len(mail.outbox) == sent
    invited.set_password(PASSWORD)
    invited.save()
    assert ask_for_reset()["Location"] == answer["Location"]
    assert len(mail.outbox) == sent + 1


def test_an_invitation_changes_no_password_in_use(invited: User) -> None:
    invited.set_password("the-one-in-Use-now-7")
    invited.save()
    answer = Client().post(link(), {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 422
    assert User.objects.get(pk=invited.pk).check_password("the-one-in-Use-now-7")


def test_a_password_set_otherwise_makes_the_link_void(invited: User) -> None:
    services.set_password(actor=invited, user=invited, password=PASSWORD, reset=True)
    assert Client().get(link()).status_code == 404
    assert not Invitation.objects.get().is_open

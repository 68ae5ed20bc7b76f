"""What each person wants sent where."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from credit_portal.accounts import hooks
from credit_portal.common import acts
from credit_portal.common.errors import Invalid, Stale
from credit_portal.notices import choices, preferences
from credit_portal.notices.models import Channel, Choice, Mode, Notice, Reach, State
from credit_portal.notices.services import notify
from credit_portal.notices.templates_catalogue import Group

CONTEXT = {
    "title": "三日内办结低保申请",
    "due_on": "2026-11-25",
    "organisation": "示例市住房保障局",
    "outcome": "kept",
    "url": "/staff/commitments/1/",
}
PAGE = "/accounts/notifications/"


def tell(user: Any, template: str = "due_soon", key: str = "x") -> None:
    """A notice."""
    notify(recipients=[user], template=template, context=CONTEXT, dedupe_key=key)


def mails(user: Any) -> list[str]:
    """States of the rows of mail."""
    rows = Notice.objects.filter(recipient=user, channel=Channel.EMAIL).order_by("id")
    return list(rows.values_list("state", flat=True))


def choose(user: Any, **modes: str) -> None:
    """Choose the mail of groups."""
    reach = Reach.objects.filter(pk=user.pk).first()
    acts.run(
        choices.change,
        actor=user,
        modes={(group, "email"): mode for group, mode in modes.items()},
        digest_at=dt.time(8, 30),
        digest_weekday=1,
        version=reach.version if reach else 1,
    )


def test_defaults_follow_the_role(officer: Any, approver: Any, auditor: Any) -> None:
    modes = {
        wishes.user.username: wishes.mode(Group.DEADLINES, Channel.EMAIL)
        for wishes in preferences.wishes_of([officer, approver, auditor])
    }
    assert modes == {"officer": "at_once", "approver": "daily", "auditor": "daily"}


def test_a_choice_has_the_last_word(officer: Any) -> None:
    choose(officer, deadlines=Mode.OFF)
    tell(officer)
    assert mails(officer) == []
    choose(officer, deadlines=Mode.WEEKLY)
    tell(officer, key="y")
    assert mails(officer) == [State.HELD]
    assert Notice.objects.filter(recipient=officer, channel=Channel.IN_SITE).count() == 2


def test_what_waits_follows_the_new_choice(officer: Any) -> None:
    tell(officer)
    choose(officer, deadlines=Mode.OFF)
    assert mails(officer) == [State.DROPPED]
    choose(officer, deadlines=Mode.DAILY)
    tell(officer, key="y")
    choose(officer, deadlines=Mode.AT_ONCE)
    assert mails(officer) == [State.DROPPED, State.PENDING]


@pytest.mark.parametrize("group", [Group.SECURITY, Group.SERVICE])
def test_it_refuses_to_switch_off_what_is_mandatory(officer: Any, group: Group) -> None:
    with pytest.raises(Invalid, match="不能关闭"):
        choose(officer, **{group: Mode.OFF})
    Choice.objects.create(user=officer, group=group, channel="email", mode="off")
    tell(officer, template="outcome_confirmed")
    hooks.account_changed(officer, "密码已修改", "the password was changed")
    assert mails(officer) == [State.PENDING, State.PENDING]


@pytest.mark.parametrize(
    "modes",
    [
        {("poems", "email"): "off"},
        {("deadlines", "sms"): "daily"},
        {("deadlines", "in_site"): "off"},
    ],
)
def test_it_refuses_what_is_not_on_offer(officer: Any, modes: Any) -> None:
    with pytest.raises(Invalid):
        choices.change(
            actor=officer, modes=modes, digest_at=dt.time(9), digest_weekday=1, version=1
        )


def test_it_refuses_an_edit_of_an_older_page_and_a_digest_at_night(
    officer: Any, settings: Any
) -> None:
    choose(officer, deadlines=Mode.OFF)
    given: dict[str, Any] = {"actor": officer, "modes": {}, "digest_weekday": 1}
    with pytest.raises(Stale):
        choices.change(**given, digest_at=dt.time(9), version=1)
    settings.NOTICES_QUIET = "21:00-08:00"
    with pytest.raises(Invalid) as refused:
        choices.change(**given, digest_at=dt.time(23), version=2)
    assert refused.value.field == "digest_at"


def form_of(page: str) -> dict[str, str]:
    """What the form on the page would send unchanged."""
    import re

    sent = {"digest_at": "08:30", "digest_weekday": "1", "version": "1"}
    for name, options in re.findall(r'<select name="([\w.]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]+)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    sent |= dict(re.findall(r'<input type="hidden" name="(\w+\.sms)" value="(\w+)"', page))
    return sent


def test_the_page_keeps_choices(client: Client, officer: Any) -> None:
    client.force_login(officer)
    page = client.get(PAGE).content.decode()
    assert "不能关闭" in page
    assert "认定文书自送达起产生效力" in page
    sent = form_of(page) | {"deadlines.email": "weekly", "digest_at": "09:15"}
    assert client.post(PAGE, sent)["Location"] == PAGE
    reach = Reach.objects.get(pk=officer.pk)
    assert (reach.digest_at, reach.version) == (dt.time(9, 15), 2)
    assert preferences.wishes(officer).mode(Group.DEADLINES, Channel.EMAIL) == Mode.WEEKLY
    assert "Notification settings" in client.get(f"/en{PAGE}").content.decode()


def test_the_page_says_what_is_wrong(client: Client, officer: Any) -> None:
    client.force_login(officer)
    sent = form_of(client.get(PAGE).content.decode()) | {"digest_at": "99:99"}
    answer = client.post(PAGE, sent)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert client.post(PAGE, sent | {"digest_at": "09:00", "version": "7"}).status_code == 422


def test_a_refused_address_is_said_and_can_be_used_again(client: Client, officer: Any) -> None:
    Reach.objects.create(
        user=officer,
        refused_address=preferences.address_digest(officer.email),
        refused_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
    )
    client.force_login(officer)
    assert "已停止发送" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}address/")
    assert preferences.wishes(officer).takes_mail
    tell(officer)
    assert mails(officer) == [State.PENDING]

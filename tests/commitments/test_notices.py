"""Notices about commitments: reasons stay erasable, and access is asked at display."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commitments.models import Remark
from commitments.services import approval
from credit_portal.accounts.models import RoleGrant
from credit_portal.notices import outbox
from credit_portal.notices.models import Channel, Notice, State

REASON = "王某某因病住院，材料不全"


@pytest.fixture
def returned(approver: Any, submitted: Any) -> Any:
    """A filing sent back with a reason that names somebody."""
    return approval.return_for_changes(actor=approver, commitment_id=submitted.pk, reason=REASON)


def test_the_reason_is_read_where_it_may_be_erased(
    client: Client, officer: Any, returned: Any
) -> None:
    notice = Notice.objects.get(template="commitment_returned", channel="in_site")
    assert REASON not in str(notice.context)
    client.force_login(officer)
    assert REASON in client.get("/staff/notices/").content.decode()
    Remark.objects.all().delete()
    page = client.get("/staff/notices/").content.decode()
    assert REASON not in page
    assert "理由文字已删除" in page
    assert "have been erased" in client.get("/en/staff/notices/").content.decode()


def test_who_may_not_see_the_case_any_more_reads_nothing_of_it(
    client: Client, officer: Any, returned: Any
) -> None:
    RoleGrant.objects.filter(user=officer).update(ends_on="2021-01-01")
    client.force_login(officer)
    page = client.get("/staff/notices/").content.decode()
    assert returned.title_zh not in page
    assert "您已无权查看" in page


def test_a_mail_that_waited_too_long_says_nothing(officer: Any, returned: Any) -> None:
    RoleGrant.objects.filter(user=officer).update(ends_on="2021-01-01")
    outbox.send_pending()
    row = Notice.objects.get(template="commitment_returned", channel=Channel.EMAIL)
    assert (row.state, row.last_error) == (State.DROPPED, "not_visible")
    assert not any(REASON in str(message.body) for message in mail.outbox)


def test_mails_about_one_case_stand_in_one_thread(officer: Any, returned: Any) -> None:
    outbox.send_pending()
    (message,) = [one for one in mail.outbox if officer.email in one.to]
    assert message.extra_headers["References"].endswith(".case@localhost>")
    assert REASON in str(message.body)

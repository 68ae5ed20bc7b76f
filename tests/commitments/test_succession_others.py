"""What else passes on with a body, and what does not: standing promises already judged once, old
accounts with their clocks, and a person's own commitment, which stays his."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commitments.models import OldAccount
from credit_portal.common import invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.services import appoint
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from tests import factories
from tests.commitments import old_scenes, scenes
from tests.commitments.successions import carry_out, line, payload, post_of
from tests.commitments.test_personal import agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(other_bureau: Any) -> Any:
    """The post that takes over."""
    return post_of(other_bureau)


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> tuple[Any, Any]:
    """Who proposes and who confirms."""
    return system_administrator, second_system_administrator


def test_a_standing_promise_once_judged_passes_on(
    standing: Any, officer: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any, heir: Any,
    bureau: Any, keepers: Any,
) -> None:  # fmt: skip
    publish_all()
    go_to(date(2026, 4, 2))
    first = standing.periods.get(number=1)
    scenes.figures(standing, officer, first, "96", "100")
    scenes.decide(scenes.live(standing, first), credit_officer, credit_reviewer, "kept")
    standing.refresh_from_db()
    assert standing.outcome == "kept"
    (sheet,) = carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    standing.refresh_from_db()
    assert standing.organisation == heir.organisation
    assert [item.case_id for item in sheet.items.all()] == [standing.pk]
    publish_all()
    assert invariants.broken() == {}


def test_an_old_account_passes_on_with_its_clock(
    bureau: Any, credit_officer: Any, credit_reviewer: Any, heir: Any, keepers: Any
) -> None:
    account, _code = old_scenes.forwarded(bureau, credit_officer, credit_reviewer)
    before = Deadline.objects.get(case_id=account.pk, outcome="")
    (sheet,) = carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    account = OldAccount.objects.get(pk=account.pk)
    after = Deadline.objects.get(case_id=account.pk, outcome="")
    assert account.organisation == heir.organisation == after.organisation
    assert (after.start_on, after.due_on) == (before.start_on, before.due_on)
    item = sheet.items.get()
    assert (item.case_id, item.due_on) == (account.pk, before.due_on)
    assert old_scenes.CANARY not in f"{item.title_zh}{item.title_en}"
    assert [event.name for event in account.events.all()][-1] == "inherited"
    assert invariants.broken() == {}


def test_a_persons_own_commitment_stays_his(
    officer: Any, approver: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    clerk = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    appoint(actor=SYSTEM, post=clerk.post, person=clerk.person, kind="regular",
            starts_on=date(2025, 1, 1))  # fmt: skip
    row = scenes.approve(agreed(officer, clerk), approver)
    assert carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir))) == []
    row.refresh_from_db()
    assert (row.organisation, row.state) == (bureau, "registered")
    assert invariants.broken() == {}

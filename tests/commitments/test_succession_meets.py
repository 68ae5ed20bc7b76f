"""Where a succession meets the other procedures: changes, reviews, old accounts, hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from commitments import selectors
from commitments.models import Commitment, Compensation, Contradiction, OldAccount
from commitments.services.succession_sql import GOING_ON
from credit_portal.accounts.models import User
from credit_portal.common import acts, invariants
from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Appointment, Succession
from credit_portal.directory.selectors import holder_on
from credit_portal.directory.services import appoint, close_organisation, reopen_organisation
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import hand_overs, succession, succession_drafts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.models_hand_over import HandOver
from credit_portal.workflow.selectors import my_work
from integrity_files.models import FileEntry
from tests import factories
from tests.commitments import kept, old_scenes, scenes, scenes_change
from tests.commitments.successions import carry_out, confirm, line, payload, post_of, propose
from tests.commitments.test_hand_over import newcomer
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


def place(row: Commitment) -> tuple[Any, Any]:
    """Body and post as they stand."""
    row.refresh_from_db()
    return row.organisation, row.post


def test_the_draft_of_a_change_follows_its_promise(
    registered: Any, standing: Any, officer: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    moved = scenes_change.begun(registered, officer).successor
    stays = scenes_change.begun(standing, officer).successor
    assert moved is not None
    assert stays is not None
    before = place(stays)
    listed = line(bureau, heir, "cases", cases=[str(registered.pk)])
    carry_out(keepers, bureau, payload("function_transfer", bureau, listed))
    assert place(moved) == place(registered) == (heir.organisation, heir)
    assert place(stays) == before
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert place(stays) == place(standing) == (heir.organisation, heir)


def joins(user: Any, body: Any) -> None:
    """Somebody goes over to another body."""
    User.objects.filter(pk=user.pk).update(organisation=body)


def test_who_checked_an_account_may_later_join_the_successor(
    bureau: Any, credit_officer: Any, credit_reviewer: Any, heir: Any, keepers: Any
) -> None:
    account, _code = old_scenes.forwarded(bureau, credit_officer, credit_reviewer)
    joins(credit_officer, heir.organisation)
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    account.refresh_from_db()
    assert account.organisation == heir.organisation
    with pytest.raises(Exception, match="his own body"), transaction.atomic():
        OldAccount.objects.filter(pk=account.pk).update(decider=credit_officer)


def test_who_checked_a_contradiction_may_later_join_the_body(
    registered: Any, credit_officer: Any, bureau: Any
) -> None:
    said = kept.contradict(registered, contact="x").contradiction
    kept.check(said, credit_officer)
    joins(credit_officer, bureau)
    assert Contradiction.objects.filter(pk=said.pk).update(version=F("version") + 1) == 1


def test_a_reopened_body_is_not_succeeded_as_a_whole_again(
    bureau: Any, heir: Any, keepers: Any
) -> None:
    told = payload("merge", bureau, line(bureau, heir))
    carry_out(keepers, bureau, told)
    bureau.refresh_from_db()
    reopen_organisation(actor=SYSTEM, organisation=bureau, basis="示例")
    with scenes.refused("succeeded_twice"):
        propose(keepers[0], bureau, told)


def test_the_successors_side_is_asked(officer: Any, bureau: Any, heir: Any) -> None:
    own = factories.user(
        username="own", role="system_administrator", organisation=bureau, title="本区管理员"
    )
    change = propose(officer, bureau, payload("merge", bureau, line(bureau, heir)))
    with scenes.refused("directory_not_allowed"):
        confirm(own, change)
    assert not Succession.objects.exists()


def test_a_registration_meanwhile_is_a_refusal(
    registered: Any, bureau: Any, heir: Any, keepers: Any, monkeypatch: Any
) -> None:
    counts = iter([1, 2])
    monkeypatch.setattr(succession, "_open_of_all", lambda facts: next(counts))
    with scenes.refused("succession_moved_on"):
        carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert place(registered)[0] == bureau
    assert not Succession.objects.exists()


def test_a_body_with_an_open_old_account_is_not_just_closed(
    bureau: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    old_scenes.forwarded(bureau, credit_officer, credit_reviewer)
    with scenes.refused("body_in_use"):
        close_organisation(actor=SYSTEM, organisation=bureau, closed_on=date(2026, 3, 1), basis="x")


def going_on() -> set[Any]:
    """Promises that pass on, as the statements of a succession say it."""
    with connection.cursor() as cursor:
        cursor.execute(f"select c.id from commitments_commitment c where {GOING_ON}")
        return {row[0] for row in cursor.fetchall()}


def test_unpaid_compensation_and_a_review_pass_on_too(
    officer: Any, approver: Any, post: Any, bureau: Any, city: Any, heir: Any, keepers: Any,
    credit_officer: Any, credit_reviewer: Any, go_to: Any,
) -> None:  # fmt: skip
    unpaid, done, reviewed, waiting = (scenes.registered(officer, approver, post) for _n in "abcd")
    measured = scenes.registered(officer, approver, post, **scenes.STANDING)
    scenes.draft(officer, post)
    superior = scenes_change.superior(city)
    scenes_change.changed(unpaid, officer, superior, **scenes_change.AGREED)
    go_to(date(2026, 3, 30))
    for row in (done, reviewed):
        scenes.fulfilled(row, officer, date(2026, 3, 30))
        scenes.decide(scenes.live(row), credit_officer, credit_reviewer, "kept",
                      kept_on=date(2026, 3, 30))  # fmt: skip
    go_to(date(2026, 4, 2))
    kept.confirmed(reviewed, credit_officer)
    kept.reopen(reviewed, credit_reviewer)
    new = Commitment.objects.get(replaces=unpaid)
    found = {unpaid.pk, new.pk, reviewed.pk, waiting.pk, measured.pk}
    assert going_on() == set(selectors.going_on().values_list("pk", flat=True)) == found
    publish_all()
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert {place(row) for row in (unpaid, reviewed, waiting)} == {(heir.organisation, heir)}
    assert place(done)[0] == bureau
    owed = Compensation.objects.get(commitment=unpaid)
    assert Deadline.objects.get(case_id=owed.pk, outcome="").organisation == heir.organisation
    assert scenes.live(reviewed).body == heir.organisation
    publish_all()
    assert invariants.broken() == {}


def test_who_held_the_former_post_on_the_day_answers_for_it(
    registered: Any, post: Any, bureau: Any, heir: Any, keepers: Any, credit_officer: Any,
    credit_reviewer: Any, go_to: Any,
) -> None:  # fmt: skip
    publish_all()
    go_to(date(2026, 4, 2))
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "broken")
    then = holder_on(post, date(2026, 3, 31))
    with acts.reading_as(credit_officer, "review 1", scope=["/"]):
        entry = FileEntry.objects.get(subject_kind="person")
    assert then is not None
    assert (entry.person_id, place(registered)) == (then.person_id, (heir.organisation, heir))
    said = scenes.last_document(registered)["post"]
    assert (said["title_zh"], said["holder"]) == (heir.title_zh, None)
    publish_all()
    assert invariants.broken() == {}


def test_what_the_heir_once_decided_as_superior_stays_lawful(
    bureau: Any, approver: Any, post: Any, keepers: Any
) -> None:
    part = factories.organisation(name_zh="示例市民政局养老服务中心", parent=bureau)
    people = [
        factories.user(username=f"part-{role}", role=role, organisation=part, title=f"中心{role}")
        for role in ("filer", "approver")
    ]
    row = scenes.registered(people[0], people[1], post_of(part, holder="李示例"))
    scenes_change.approve(
        scenes_change.laid(row, people[0], "withdraw", **scenes_change.AGREED), approver
    )
    carry_out(keepers, part, payload("abolition", part, line(part, post)))
    assert place(row) == (bureau, post)
    publish_all()
    assert invariants.broken() == {}


def test_what_no_line_names_goes_with_the_widest(
    registered: Any, officer: Any, post: Any, bureau: Any, heir: Any, credit_office: Any,
    keepers: Any,
) -> None:  # fmt: skip
    draft = scenes.draft(officer, post, sector="government_services")
    clerk = factories.user(username="clerk", role=None, organisation=bureau, title="科员")
    appoint(actor=SYSTEM, post=clerk.post, person=clerk.person, kind="regular",
            starts_on=date(2025, 1, 1))  # fmt: skip
    own = agreed(officer, clerk)
    second = post_of(credit_office, "赵示例")
    listed = line(bureau, second, "cases", cases=[str(registered.pk)])
    field = line(bureau, heir, "sector", sectors=["transport"])
    carry_out(keepers, bureau, payload("split", bureau, field, listed))
    assert place(registered) == (second.organisation, second)
    assert place(draft) == (heir.organisation, heir)
    assert place(own)[0] == bureau


def test_a_new_head_finds_the_old_accounts(
    bureau: Any, post: Any, credit_officer: Any, credit_reviewer: Any, clock: Any
) -> None:
    account, _code = old_scenes.forwarded(bureau, credit_officer, credit_reviewer)
    old_scenes.filed(bureau)  # not checked yet: the body knows nothing of it
    assert hand_overs.make_for_newcomers() == 0
    clock.move_to("2026-03-10 09:00+08:00")
    appointment: Appointment = newcomer(post, date(2026, 3, 9))
    assert hand_overs.make_for_newcomers() == 1
    assert hand_overs.make_for_newcomers() == 0
    sheet = HandOver.objects.get(appointment=appointment)
    assert sheet.items.get().case_id == account.pk


def test_sheets_of_a_body_that_ends_wait_no_more(
    registered: Any, bureau: Any, officer: Any, stranger: Any, heir: Any, keepers: Any,
    go_to: Callable[[date], None],
) -> None:  # fmt: skip
    go_to(date(2026, 3, 5))
    (sheet,) = carry_out(keepers, bureau, payload("change_of_government", bureau))
    assert my_work(officer)[0].reference == sheet.number
    (new,) = carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    clock = hand_overs.deadline_of(sheet)
    assert clock is not None
    assert clock.outcome == "cancelled"
    assert not any(item.taken_over for item in my_work(officer))
    assert my_work(stranger)[0].reference == new.number


def test_the_later_word_on_a_post_counts(
    officer: Any, post: Any, bureau: Any, heir: Any, credit_office: Any
) -> None:
    second = post_of(credit_office, "赵示例")
    told = payload("split", bureau, before=[bureau.pk])
    row = succession_drafts.begin(actor=officer, told=told, successors=[heir, second], reason="x")
    for taker in (heir, second):
        row = succession_drafts.assign(
            actor=officer, draft_id=row.pk, to_post=taker.pk, post=post.pk
        )
    assert [one["to_post"] for one in row.payload["told"]["lines"]] == [str(second.pk)]

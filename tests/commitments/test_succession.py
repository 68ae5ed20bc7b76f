"""A succession moves what is open, at once and whole; no due date moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments.models import Inheritance
from commitments.services.succession import publish_inherited
from credit_portal.common import clock as portal_clock
from credit_portal.common import invariants
from credit_portal.directory.models import Succession, SuccessionLine
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow.models import Deadline
from tests.commitments import scenes
from tests.commitments.successions import carry_out, confirm, line, payload, post_of, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir(other_bureau: Any) -> Any:
    """The post that takes over."""
    return post_of(other_bureau)


@pytest.fixture
def keepers(system_administrator: Any, second_system_administrator: Any) -> tuple[Any, Any]:
    """Who proposes and who confirms."""
    return system_administrator, second_system_administrator


def test_a_merger_moves_everything_and_no_due_date(
    officer: Any, registered: Any, standing: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    draft = scenes.draft(officer, registered.post)
    scenes.fulfilled(registered, officer, date(2026, 3, 1))
    before = {one.pk: one.due_on for one in Deadline.objects.all()}
    (sheet,) = carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    for row in (registered, standing, draft):
        row.refresh_from_db()
        assert (row.organisation, row.post) == (heir.organisation, heir)
    after = Deadline.objects.exclude(case_type="workflow.handover")
    assert {one.pk: one.due_on for one in after} == before
    assert {one.organisation_id for one in after} == {heir.organisation_id}
    task = scenes.live(registered)
    assert (task.body, task.barred_path) == (heir.organisation, heir.organisation.path)
    assert {item.case_id for item in sheet.items.all()} == {registered.pk, standing.pk}
    bureau.refresh_from_db()
    assert (bureau.active, bureau.closed_on) == (False, date(2026, 3, 1))
    assert "示政发〔2026〕9号" in bureau.closed_basis
    assert invariants.broken() == {}


def test_closed_commitments_stay_with_the_predecessor(
    officer: Any, registered: Any, credit_officer: Any, credit_reviewer: Any, heir: Any,
    bureau: Any, keepers: Any,
) -> None:  # fmt: skip
    scenes.fulfilled(registered, officer, date(2026, 3, 2))
    scenes.decide(scenes.live(registered), credit_officer, credit_reviewer, "kept",
                  kept_on=date(2026, 3, 2))  # fmt: skip
    assert carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir))) == []
    registered.refresh_from_db()
    assert registered.organisation == bureau


def test_public_documents_name_the_successor_and_the_document(
    registered: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    publish_all()
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    assert Inheritance.objects.filter(republished_at=None).count() == 1
    assert publish_inherited() == 1
    assert publish_inherited() == 0
    publish_all()
    shown = Displayed.objects.get()
    assert shown.organisation == heir.organisation
    assert shown.inherited_from == bureau.slug
    told = shown.document["inherited"][0]
    assert told["from"]["name_zh"] == bureau.name_zh
    assert told["document_number"] == "示政发〔2026〕9号"
    assert Decision.objects.order_by("-number")[0].basis_id == "S02"
    assert shown.document["due_on"] == "2026-03-31"


def test_a_split_asks_who_takes_which(
    officer: Any, approver: Any, registered: Any, standing: Any, heir: Any, bureau: Any,
    credit_office: Any, keepers: Any,
) -> None:  # fmt: skip
    second = post_of(credit_office, "赵示例")
    some = line(bureau, heir, "sector", sectors=[registered.sector])
    with scenes.refused("succession_remainder"):
        propose(keepers[0], bureau, payload("split", bureau, some, line(bureau, second, "cases")))
    rest = line(bureau, second, "cases", cases=[str(standing.pk)])
    sheets = carry_out(keepers, bureau, payload("split", bureau, some, rest))
    assert sorted(sheet.post_id for sheet in sheets) == sorted([heir.pk, second.pk])
    registered.refresh_from_db()
    standing.refresh_from_db()
    assert (registered.post, standing.post) == (heir, second)


def test_listed_cases_go_before_rules(
    registered: Any, standing: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    listed = line(bureau, heir, "cases", cases=[str(standing.pk)])
    carry_out(keepers, bureau, payload("function_transfer", bureau, listed))
    registered.refresh_from_db()
    standing.refresh_from_db()
    bureau.refresh_from_db()
    assert (registered.organisation, standing.organisation) == (bureau, heir.organisation)
    assert bureau.active


def test_duties_pass_between_posts_of_one_body(
    registered: Any, bureau: Any, post: Any, keepers: Any
) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.services import create_post

    deputy = create_post(actor=SYSTEM, organisation=bureau, title_zh="副局长")
    told = line(bureau, deputy, "post", from_post=str(post.pk))
    (sheet,) = carry_out(keepers, bureau, payload("change_of_holder", bureau, told))
    registered.refresh_from_db()
    assert registered.post == deputy
    assert sheet.post == deputy


def test_a_change_of_government_moves_nothing_and_hands_over(
    registered: Any, bureau: Any, keepers: Any, clock: Any
) -> None:
    clock.move_to("2026-03-05 09:00+08:00")
    (sheet,) = carry_out(keepers, bureau, payload("change_of_government", bureau))
    bureau.refresh_from_db()
    assert bureau.updated_at == portal_clock.now()  # what keeps its page looks at this
    registered.refresh_from_db()
    assert registered.organisation == bureau
    assert sheet.items.get().case_id == registered.pk


def test_whoever_proposed_cannot_confirm(bureau: Any, heir: Any, keepers: Any) -> None:
    change = propose(keepers[0], bureau, payload("merge", bureau, line(bureau, heir)))
    with scenes.refused("change_own"):
        confirm(keepers[0], change)


def test_a_filer_passes_on_only_what_is_his(
    officer: Any, stranger: Any, bureau: Any, heir: Any
) -> None:
    told = payload("merge", bureau, line(bureau, heir))
    assert propose(officer, bureau, told).is_waiting
    with scenes.refused("not_allowed"):
        propose(stranger, bureau, told)


def test_the_database_keeps_what_was_written(
    registered: Any, heir: Any, bureau: Any, keepers: Any
) -> None:
    carry_out(keepers, bureau, payload("merge", bureau, line(bureau, heir)))
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Succession.objects.update(document_number="x")
    row = Succession.objects.get()
    common = {"succession": row, "position": 2, "to_post": heir, "scope": "all",
              "effective_on": portal_clock.today()}  # fmt: skip
    with pytest.raises(IntegrityError, match="closed body"), transaction.atomic():
        SuccessionLine.objects.create(
            from_organisation=bureau, to_organisation=heir.organisation, **common
        )


def test_a_body_with_open_commitments_is_not_just_closed(registered: Any, bureau: Any) -> None:
    from credit_portal.common.actors import SYSTEM
    from credit_portal.directory.services import close_organisation

    with scenes.refused("body_in_use"):
        close_organisation(actor=SYSTEM, organisation=bureau, closed_on=date(2026, 3, 1), basis="x")

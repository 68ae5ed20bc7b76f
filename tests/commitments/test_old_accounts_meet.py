"""Old accounts where they meet other acts: deputies, transfers, lawful changes, erasure."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commitments import disclosures_old_accounts as disclosures
from commitments import services
from commitments.models import Commitment, OldAccount, OldAccountSheet
from commitments.services import old_answers, old_office, old_succession
from credit_portal.common import acts, invariants
from credit_portal.common.actors import ANYBODY, SYSTEM
from credit_portal.directory.services import create_post
from credit_portal.files.models import StoredFile
from credit_portal.files.services import sweep_orphans
from credit_portal.files.storage import folder
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.movers import Selection
from tests.commitments import kept, scenes, scenes_change
from tests.commitments import old_scenes as old
from tests.commitments.successions import carry_out, line, payload, post_of
from tests.commitments.test_deputies import stand_in
from tests.commitments.test_lawful_change_people import granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepting(
    bureau: Any, officer: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> OldAccount:
    """The body prepares its registration."""
    account, _code = old.forwarded(bureau, credit_officer, credit_reviewer)
    return old.accepting(account, officer, post)


def test_what_a_deputy_did_in_his_days_is_not_confirmed_after_them(
    bureau: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    stand_in(credit_officer, credit_reviewer, date(2026, 3, 2), 3)
    account, _code = old.filed(bureau)
    old.act(old_office.check, credit_officer, account)
    go_to(date(2026, 3, 10))
    with scenes.refused("four_eyes"):
        old.act(old_office.forward, credit_reviewer, account)
    with pytest.raises(DatabaseError, match="by two people"), transaction.atomic():
        OldAccount.objects.filter(pk=account.pk).update(forwarder=credit_reviewer)


def test_a_draft_contest_of_a_deputy_is_not_signed_after_his_days(
    bureau: Any, officer: Any, approver: Any, credit_officer: Any, credit_reviewer: Any, go_to: Any
) -> None:
    stand_in(officer, approver, date(2026, 3, 2), 3)
    account, _code = old.forwarded(bureau, credit_officer, credit_reviewer)
    old.act(old_answers.contest, officer, account, reason="已经结清，没有欠款。",
            upload=scenes.picture("结清证明.png"))  # fmt: skip
    go_to(date(2026, 3, 10))
    with scenes.refused("four_eyes"):
        old.act(old_answers.issue, approver, account)


def test_the_plan_goes_where_its_account_goes(
    accepting: OldAccount, bureau: Any, other_bureau: Any, system_administrator: Any,
    second_system_administrator: Any,
) -> None:  # fmt: skip
    heir = post_of(other_bureau)
    told = line(bureau, heir, "cases", cases=[str(accepting.pk)])
    keepers = (system_administrator, second_system_administrator)
    carry_out(keepers, bureau, payload("function_transfer", bureau, told))
    account = OldAccount.objects.get(pk=accepting.pk)
    assert account.commitment is not None
    assert (account.organisation, account.commitment.organisation) == (other_bureau, other_bureau)
    assert account.commitment.post == heir
    assert invariants.broken() == {}


def test_a_body_that_ends_does_not_learn_of_what_is_still_being_checked(
    bureau: Any, other_bureau: Any, system_administrator: Any, second_system_administrator: Any
) -> None:
    account, _code = old.filed(bureau)
    assert old_succession.list_open(bureau.pk, Selection(), (), 10) == []
    told = payload("merge", bureau, line(bureau, post_of(other_bureau)))
    assert carry_out((system_administrator, second_system_administrator), bureau, told) == []
    account.refresh_from_db()
    assert (account.organisation, account.state) == (other_bureau, "filed")
    assert Deadline.objects.get(case_id=account.pk, outcome="").organisation == other_bureau


def test_the_plan_is_nobodys_own_and_stays_with_the_body(
    accepting: OldAccount, city: Any, officer: Any
) -> None:
    key = accepting.commitment_id
    with scenes.refused("owed_by_body"):
        acts.run(services.bear_personally, actor=officer, commitment_id=key)
    mayor = create_post(actor=SYSTEM, organisation=city, title_zh="市长", title_en="Mayor",
                        is_principal=True, is_public=True)  # fmt: skip
    with scenes.refused("by_succession_only"):
        acts.run(
            services.edit_draft, actor=granted(officer, "filer", city), commitment_id=key,
            expected_version=None, fields={}, post_id=mayor.pk,
        )  # fmt: skip


def test_an_account_follows_the_lawful_change_of_its_promise(
    accepting: OldAccount, city: Any, officer: Any, approver: Any, credit_officer: Any,
    credit_reviewer: Any,
) -> None:  # fmt: skip
    acts.run(services.submit, actor=officer, commitment_id=accepting.commitment_id)
    promise = scenes.approve(Commitment.objects.get(old_account=accepting), approver)
    case = scenes_change.changed(promise, officer, scenes_change.superior(city))
    new = Commitment.objects.get(replaces=promise)
    assert case.successor_id == new.pk
    assert scenes.last_document(new)["old_account"]["paper_year"] == 2012
    scenes.fulfilled(new, officer, date(2026, 3, 2))
    scenes.decide(
        scenes.live(new), credit_officer, credit_reviewer, "kept", kept_on=date(2026, 3, 2)
    )
    assert disclosures.standing(OldAccount.objects.get(pk=accepting.pk)) == "settled"
    sheet = OldAccountSheet.objects.get(organisation=accepting.organisation)
    assert scenes.last_document(sheet)["counts"]["settled"] == 1
    publish_all()
    assert invariants.broken() == {}


def test_an_account_whose_promise_is_void_reads_ended(
    accepting: OldAccount, officer: Any, approver: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    acts.run(services.submit, actor=officer, commitment_id=accepting.commitment_id)
    promise = scenes.approve(Commitment.objects.get(old_account=accepting), approver)
    scenes.confirm(scenes_change.proposed_void(promise, credit_officer), credit_reviewer)
    assert disclosures.standing(OldAccount.objects.get(pk=accepting.pk)) == "ended"
    sheet = OldAccountSheet.objects.get(organisation=accepting.organisation)
    assert scenes.last_document(sheet)["counts"]["ended"] == 1


def test_erasing_takes_the_files_too(
    bureau: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    account, _code = old.filed(bureau, upload=scenes.picture("张三合同.png"))
    kept_name = StoredFile.objects.get(name="张三合同.png").storage_name
    old.act(old_office.refuse, credit_officer, account, reason="不属于旧账，不予登记。")
    old.act(old_office.erase_claimant, credit_reviewer, account)
    assert not StoredFile.objects.filter(name="张三合同.png").exists()
    sweep_orphans(age=-(10**9))  # the clock of the test is behind that of the disk
    assert not (folder() / kept_name).exists()


def test_what_is_taken_back_takes_its_file_along(registered: Any) -> None:
    publish_all()
    said = kept.contradict(registered, upload=scenes.picture("照片.png"))
    file_id = said.contradiction.text.file_id
    assert file_id is not None
    digest = receipts.digest(receipts.normalise(said.receipt))
    acts.run(services.withdraw_contradiction, actor=ANYBODY, digest=digest)
    assert not StoredFile.objects.filter(pk=file_id).exists()


def test_what_nobody_completes_ends_after_thirty_days(
    bureau: Any, credit_officer: Any, go_to: Any
) -> None:
    account, _code = old.filed(bureau)
    old.act(old_office.return_to_complete, credit_officer, account, reason="请补充合同原件。")
    go_to(date(2026, 4, 1))
    with scenes.refused("being_completed"):
        old.act(old_office.refuse, credit_officer, account, reason="逾期没有补正。")
    go_to(date(2026, 4, 2))
    row = old.act(old_office.refuse, credit_officer, account, reason="逾期没有补正。")
    assert row.state == "refused"

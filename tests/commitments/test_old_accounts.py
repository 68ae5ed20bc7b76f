"""Old accounts: filed, checked by two, answered by two, decided by two, silent or settled."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from commitments import disclosures_old_accounts as disclosures
from commitments import machine_old_accounts as machine
from commitments import progress_old_accounts as progress
from commitments import services
from commitments.codes_old_accounts import AccountState
from commitments.models import Commitment, OldAccount, OldAccountEvent, OldAccountSheet, OldClaimant
from commitments.services import old_answers, old_filing, old_office
from commitments.services.old_steps import CLAIMANT
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, invariants
from credit_portal.common.errors import Conflict
from credit_portal.notices.models import Notice
from credit_portal.publishing.models import Decision, Displayed
from credit_portal.publishing.services import publish_all
from credit_portal.workflow import moves, receipts
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.testing import Case, every_case
from tests.commitments import old_scenes as old
from tests.commitments import scenes
from tests.commitments.test_machine import Anybody, Row

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(credit_officer: Any, credit_reviewer: Any) -> tuple[Any, Any]:
    """Two of the credit office."""
    return credit_officer, credit_reviewer


def state(row: OldAccount) -> str:
    """As it stands."""
    row.refresh_from_db()
    return row.state


def answer_clock(row: OldAccount) -> Deadline:
    """The clock of the body: the one that runs, else the one that ended."""
    rows = Deadline.objects.filter(kind="commitments.old_answer", case_id=row.pk)
    return rows.order_by("outcome")[0]


@pytest.mark.parametrize("case", list(every_case(machine.ACCOUNT)), ids=str)
def test_an_account_moves_by_the_table_only(case: Case) -> None:
    row: Any = Row(case.state)
    if case.legal:
        found = moves.check(machine.ACCOUNT, row, case.transition.name, actor=Anybody())
        assert found == case.transition
        return
    with pytest.raises(Conflict):
        moves.check(machine.ACCOUNT, row, case.transition.name, actor=Anybody())


def test_the_table_knows_exactly_the_states() -> None:
    assert set(machine.ACCOUNT.states) == set(AccountState.values)
    assert set(machine.ACCOUNT.final) == {"accepted", "closed", "refused", "withdrawn"}


def test_two_of_the_office_forward_and_the_clock_runs(bureau: Any, office: Any) -> None:
    row, _code = old.forwarded(bureau, *office)
    assert state(row) == "with_body"
    rule = answer_clock(row).rule
    assert rule is not None and rule.code == "OLD-ANSWER"
    assert answer_clock(row).due_on == date(2026, 3, 23)


def test_one_alone_does_not_forward(bureau: Any, office: Any, credit_office: Any) -> None:
    from tests import factories

    both = factories.user(
        username="both", role="credit_officer", organisation=credit_office, title="专员",
        granted_on=bureau.parent,
    )  # fmt: skip
    row, _code = old.filed(bureau)
    old.act(old_office.check, both, row)
    OldAccount.objects.filter(pk=row.pk).update(checker=office[1])
    with scenes.refused("four_eyes"):
        old.act(old_office.forward, office[1], row)


@pytest.mark.parametrize("name", ["check", "return_to_complete", "refuse"])
def test_the_body_itself_checks_nothing(bureau: Any, officer: Any, name: str) -> None:
    row, _code = old.filed(bureau)
    given = {} if name == "check" else {"reason": "不属实"}
    with scenes.refused("not_found"):
        old.act(getattr(old_office, name), officer, row, **given)


def test_nobody_checks_about_his_own_body(
    credit_office: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    row, _code = old.filed(credit_office)
    with scenes.refused("own_body"):
        old.act(old_office.check, credit_officer, row)


def test_accepted_it_is_a_public_commitment_with_its_age(
    bureau: Any, office: Any, officer: Any, approver: Any, post: Any
) -> None:
    row, _code = old.forwarded(bureau, *office)
    row = old.accepted(row, officer, approver, post)
    assert row.state == "accepted"
    assert answer_clock(row).outcome == "met"
    assert row.commitment is not None
    document = scenes.last_document(row.commitment)
    assert document["origin"] == "old_account"
    assert document["old_account"]["age"] == 14
    assert disclosures.sheet(bureau)["counts"]["accepted"] == 1


def test_a_draft_given_up_leaves_the_account_owed(
    bureau: Any, office: Any, officer: Any, post: Any
) -> None:
    row, _code = old.forwarded(bureau, *office)
    row = old.accepting(row, officer, post)
    acts.run(services.discard_draft, actor=officer, commitment_id=row.commitment_id)
    assert state(row) == "with_body"
    assert row.commitment_id is None
    assert answer_clock(row).is_open


def test_a_contest_is_signed_by_another_and_decided_by_two(
    bureau: Any, office: Any, officer: Any, approver: Any
) -> None:
    row, _code = old.forwarded(bureau, *office)
    old.contested(row, officer, approver)
    assert state(row) == "contested"
    given = {"upheld": True, "reason": "结清证明与本合同无关。"}
    old.act(old_office.propose_decision, office[0], row, **given)
    with scenes.refused("not_allowed"):
        old.act(old_office.confirm_decision, office[0], row)
    old.act(old_office.confirm_decision, office[1], row)
    assert state(row) == "upheld"
    assert answer_clock(row).is_open
    assert disclosures.sheet(bureau)["items"][0]["state"] == "upheld"


def test_not_upheld_it_is_closed_with_the_reasons_for_the_claimant(
    bureau: Any, office: Any, officer: Any, approver: Any
) -> None:
    row, code = old.forwarded(bureau, *office)
    old.contested(row, officer, approver)
    given = {"upheld": False, "reason": "证据显示已经付清。"}
    old.act(old_office.propose_decision, office[0], row, **given)
    old.act(old_office.confirm_decision, office[1], row)
    assert state(row) == "closed"
    told = [step["detail"] for step in receipts.lookup(code).events]
    assert "证据显示已经付清。" in told
    assert "该合同已由原承建方结清。" in told
    assert disclosures.sheet(bureau)["items"] == []


def test_silence_is_a_public_fact_and_goes_to_the_superior(
    bureau: Any, office: Any, go_to: Any, city: Any
) -> None:
    from tests import factories

    above = factories.user(username="mayor", role="approver", organisation=city, title="副市长")
    row, _code = old.forwarded(bureau, *office)
    go_to(date(2026, 3, 24))
    row.refresh_from_db()
    assert row.silent_on == date(2026, 3, 24)
    assert Notice.objects.filter(template="old_account_overdue", recipient=above).exists()
    publish_all()
    shown = Displayed.objects.get(kind="old_account")
    assert shown.document["counts"]["silent"] == 1
    assert shown.ref.startswith("SY-O2026-")
    assert OldAccountSheet.objects.get().ref == shown.ref
    go_to(date(2026, 3, 29))
    assert Notice.objects.filter(template="old_account_escalated", recipient=above).exists()
    go_to(date(2026, 3, 30))
    assert OldAccountEvent.objects.filter(name="silent").count() == 1


def test_a_bare_claim_is_a_number_only(bureau: Any, office: Any) -> None:
    old.forwarded(bureau, *office)
    sheet = disclosures.sheet(bureau)
    assert (sheet["received"], sheet["items"]) == (1, [])


def test_what_is_not_forwarded_is_not_public(bureau: Any) -> None:
    old.filed(bureau)
    assert not Decision.objects.filter(kind="old_account").exists()
    assert disclosures.sheet(bureau)["received"] == 0


def test_the_claimant_completes_what_was_returned(bureau: Any, office: Any) -> None:
    row, code = old.filed(bureau)
    old.act(old_office.return_to_complete, office[0], row, reason="请补充合同首页。")
    assert "请补充合同首页。" in [step["detail"] for step in receipts.lookup(code).events]
    digest = receipts.digest(receipts.normalise(code))
    acts.run(old_filing.add_facts, actor=CLAIMANT, receipt_digest=digest, words="首页见附件。")
    assert state(row) == "filed"


def test_withdrawing_erases_who_filed(bureau: Any, office: Any) -> None:
    row, code = old.forwarded(bureau, *office)
    digest = receipts.digest(receipts.normalise(code))
    acts.run(old_filing.withdraw, actor=CLAIMANT, receipt_digest=digest)
    assert state(row) == "withdrawn"
    assert not OldClaimant.objects.filter(pk=row.pk).exists()
    assert answer_clock(row).outcome == "cancelled"
    assert disclosures.sheet(bureau)["received"] == 0
    with scenes.refused("state_conflict"):
        acts.run(old_filing.withdraw, actor=CLAIMANT, receipt_digest=digest)


def test_a_body_registers_its_own(bureau: Any, officer: Any, approver: Any, post: Any) -> None:
    done = acts.run(
        old_answers.file_own, actor=officer, post_id=post.pk, facts=old.FACTS,
        due_on=date(2026, 3, 31), texts=old.PLAN,
    )  # fmt: skip
    row = done.value
    assert disclosures.sheet(bureau)["received"] == 0
    acts.run(services.submit, actor=officer, commitment_id=row.commitment_id)
    scenes.approve(Commitment.objects.get(pk=row.commitment_id), approver)
    assert state(row) == "accepted"
    assert disclosures.sheet(bureau)["counts"]["accepted"] == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("ill", "laziness", "ill_unknown"),
        ("paper", "rumour", "paper_unknown"),
        ("paper_year", 1948, "paper_year"),
        ("paper_year", 2027, "paper_year"),
        ("paper_date", date(2026, 3, 3), "paper_future"),
        ("paper_title", "  ", "required"),
        ("amount", 0, "amount"),
    ],
)
def test_facts_that_cannot_be_are_refused(bureau: Any, field: str, value: Any, code: str) -> None:
    with scenes.refused(code):
        old.filed(bureau, facts={**old.FACTS, field: value})


def test_a_firm_gives_a_code_that_is_one(bureau: Any) -> None:
    with scenes.refused("uscc_length"):
        old.filed(bureau, code="123")


def test_a_citizen_amount_is_never_public(bureau: Any) -> None:
    row, _code = old.filed(bureau, claimed_by="citizen", code="")
    assert row.amount_public is False


def test_who_filed_appears_nowhere_but_sealed(
    bureau: Any, office: Any, officer: Any, approver: Any, post: Any
) -> None:
    row, _code = old.forwarded(bureau, *office)
    old.accepted(row, officer, approver, post)
    texts = [repr(one) for one in AuditEvent.objects.values_list("old", "new", "data", "target_id")]
    texts += [repr(one) for one in OldAccountEvent.objects.values_list("data", "actor_title")]
    texts += [repr(one) for one in Decision.objects.values_list("document", flat=True)]
    texts += [repr(one) for one in Notice.objects.values_list("context", flat=True)]
    texts += [repr(bytes(one.name_sealed)) for one in OldClaimant.objects.all()]
    everything = "".join(texts)
    assert old.CANARY not in everything
    assert old.PHONE not in everything
    assert old.FACTS["paper_title"] not in everything


def test_looking_at_who_filed_is_on_record(bureau: Any, office: Any, officer: Any) -> None:
    row, _code = old.filed(bureau)
    found = acts.run(old_office.show_claimant, actor=office[0], account_id=row.pk).value
    assert (found.name, found.contact) == (old.CANARY, old.PHONE)
    assert AuditEvent.objects.filter(verb="commitments.old_claimant_seen").count() == 1
    with scenes.refused("not_found"):
        acts.run(old_office.show_claimant, actor=officer, account_id=row.pk)


def test_who_filed_is_erased_once_it_has_ended(bureau: Any, office: Any) -> None:
    row, code = old.filed(bureau)
    with scenes.refused("account_open"):
        old.act(old_office.erase_claimant, office[1], row)
    old.act(old_office.refuse, office[0], row, reason="不涉及公共单位。")
    old.act(old_office.erase_claimant, office[1], row)
    assert not OldClaimant.objects.exists()
    assert row.notes.count() == 0
    assert progress.lookup(receipts.digest(receipts.normalise(code))) is not None


@pytest.mark.parametrize(
    "change",
    [{"paper_year": 2013}, {"amount": 1}, {"state": "closed"}, {"ill": "x"}],
    ids=str,
)
def test_the_database_keeps_what_was_filed(bureau: Any, change: dict[str, Any]) -> None:
    row, _code = old.filed(bureau)
    with pytest.raises(DatabaseError), transaction.atomic():
        OldAccount.objects.filter(pk=row.pk).update(**change)


def test_steps_cannot_be_changed(bureau: Any) -> None:
    old.filed(bureau)
    with pytest.raises(DatabaseError), transaction.atomic():
        OldAccountEvent.objects.update(name="accepted")


def test_the_sentences_hold(
    bureau: Any, office: Any, officer: Any, approver: Any, post: Any, go_to: Any
) -> None:
    row, _code = old.forwarded(bureau, *office)
    old.forwarded(bureau, *office)
    old.accepted(row, officer, approver, post)
    go_to(date(2026, 3, 25))
    assert [code for code in invariants.broken() if code.startswith("commitments.")] == []

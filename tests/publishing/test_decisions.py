"""Who may decide what, in which order; in the service and in the database."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from credit_portal.accounts.models import RoleGrant
from credit_portal.audit.models import AuditEvent
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.publishing.models import Act, Decision
from tests.publishing.support import decide, document, publish, run_sql, source

pytestmark = pytest.mark.django_db

COPY = """
insert into publishing_decision (id, kind, act, source_type, source_id, rec, document, doc_sha,
  agency, organisation_id, about_person, erase_previous, until, basis_id, proposer_id, approver_id,
  approver_organisation_id, automatic, decided_at, done_at)
select %s, kind, coalesce(%s, act), source_type, source_id, rec, document, doc_sha, agency,
  organisation_id, about_person, erase_previous, until, basis_id, %s, %s, %s, %s, decided_at, null
  from publishing_decision where id = %s
"""


def _forge(
    decision: Decision,
    proposer: str,
    approver: str | None,
    *,
    act: str | None = None,
    office: Any = None,
    automatic: bool = False,
) -> None:
    with transaction.atomic():
        run_sql(COPY, uuid4(), act, proposer, approver, office, automatic, decision.pk)


def test_whoever_proposes_does_not_approve(bureau: Any, approver: Any) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(bureau, approver, approver)
    assert refused.value.code == "four_eyes"
    with pytest.raises(NotAllowed):
        decide(bureau, str(approver.id), approver)
    with pytest.raises(NotAllowed):
        decide(bureau, approver, None)


def test_nor_does_the_deputy_of_the_proposer(bureau: Any, approver: Any, officer: Any) -> None:
    basis, today = officer.grants.get(), clock.today()
    RoleGrant.objects.create(
        user=approver, role=basis.role, organisation=bureau, kind="delegated",
        stands_in_for=basis, starts_on=today, ends_on=today, origin="demo",
    )  # fmt: skip
    approver.refresh_from_db()
    with pytest.raises(NotAllowed) as refused:
        decide(bureau, officer, approver)
    assert refused.value.code == "four_eyes"


def test_four_eyes_stand_in_the_database(bureau: Any, officer: Any, approver: Any) -> None:
    one = decide(bureau, officer, approver)
    _forge(one, "a", "b")
    for proposer, other, automatic in [
        ("a", "a", False),
        ("a", None, False),
        ("", "b", False),
        ("system", "b", False),
        ("a", "system", False),
        ("a", "b", True),
        ("a", None, True),
        ("system", "b", True),
    ]:
        with pytest.raises(IntegrityError, match="four_eyes"):
            _forge(one, proposer, other, automatic=automatic)


@pytest.mark.parametrize("act", ["withdraw", "repair", "annotate", "restore"])
def test_nobody_ends_a_display_of_his_own_body(
    act: str, bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    one = decide(bureau, officer, approver)
    for office in (None, bureau.pk):
        with pytest.raises(IntegrityError, match="foreign_approver"):
            _forge(one, "a", "b", act=act, office=office)
    _forge(one, "a", "b", act=act, office=credit_reviewer.organisation_id)


def test_the_service_refuses_the_own_body_too(
    bureau: Any, officer: Any, approver: Any, credit_reviewer: Any
) -> None:
    thing = source()
    publish(bureau, officer, approver, source=thing)
    with pytest.raises(NotAllowed) as refused:
        decide(bureau, officer, approver, source=thing, act="withdraw", document=None)
    assert refused.value.code == "own_body"
    decide(bureau, officer, credit_reviewer, source=thing, act="withdraw", document=None)


@pytest.mark.parametrize("act", ["correct", "withdraw", "repair", "restore"])
def test_the_system_decides_nothing_but_facts_of_time(
    act: str, bureau: Any, officer: Any, approver: Any
) -> None:
    one = decide(bureau, officer, approver)
    with pytest.raises(IntegrityError):
        _forge(one, "system", None, act=act, office=uuid4(), automatic=True)


def test_the_system_cannot_publish_for_the_first_time(bureau: Any) -> None:
    decide(bureau, SYSTEM, None, automatic=True)
    with pytest.raises(DatabaseError, match="is not what was decided"), transaction.atomic():
        from credit_portal.publishing import services

        services.publish_pending_batch()


def test_the_order_of_acts(bureau: Any, officer: Any, approver: Any, credit_reviewer: Any) -> None:
    thing = source()

    def refused(act: str, code: str) -> None:
        with pytest.raises(Conflict) as conflict:
            decide(bureau, officer, credit_reviewer, source=thing, act=act)
        assert conflict.value.code == code

    for act in set(Act.values) - {"publish"}:
        refused(act, "never_published")
    decide(bureau, officer, approver, source=thing)
    refused("restore", "not_removed")
    decide(bureau, officer, credit_reviewer, source=thing, act="withdraw")
    for act in set(Act.values) - {"restore"}:
        refused(act, "already_removed")
    decide(bureau, officer, credit_reviewer, source=thing, act="restore")


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {},
        {"title_zh": 1.5},
        {"no": "title"},
        {"title_zh": "x", "due_on": "soon"},
        {"title_zh": "x", "sector": "s" * 41},
    ],
)
def test_what_cannot_be_shown_cannot_be_decided(
    bad: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    with pytest.raises(Invalid):
        decide(bureau, officer, approver, document=bad)


def test_a_basis_must_exist(bureau: Any, officer: Any, approver: Any) -> None:
    with pytest.raises(Invalid):
        decide(bureau, officer, approver, basis="Q99")


def test_a_decision_is_an_audit_row_and_a_wake_up(
    bureau: Any, officer: Any, approver: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        decision = decide(bureau, officer, approver)
    assert len(callbacks) == 1
    event = AuditEvent.objects.get(target_id=str(decision.pk))
    assert (event.verb, event.actor_id) == ("publishing.decide", str(approver.id))
    assert event.new is not None
    assert event.new["doc_sha"] == decision.doc_sha


CHANGES = [
    "document = '{}'",
    "doc_sha = repeat('0', 64)",
    "act = 'correct'",
    "rec = repeat('0', 32)",
    "organisation_id = gen_random_uuid()",
    "approver_id = 'x'",
    "proposer_id = 'x'",
    "until = '2099-01-01'",
    "basis_id = 'P03'",
    "agency = 'x'",
    "number = number + 1",
    "decided_at = now()",
    "document = null",
]


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_edited_between_approval_and_publication(
    change: str, bureau: Any, officer: Any, approver: Any
) -> None:
    decide(bureau, officer, approver)
    with pytest.raises(DatabaseError), transaction.atomic():
        run_sql(f"update publishing_decision set {change}")
    with pytest.raises(DatabaseError), transaction.atomic():
        run_sql(
            f"update publishing_decision set {change}, done_at = now()"
            + ("" if "document" in change else ", document = null")
        )
        run_sql("set constraints all immediate")
        assert change == "document = null"  # that alone is how publication marks it as done
        raise DatabaseError


def test_the_hash_is_of_the_document(bureau: Any, officer: Any, approver: Any) -> None:
    decision = decide(bureau, officer, approver)
    copy: dict[str, Any] = {
        field.attname: getattr(decision, field.attname)
        for field in Decision._meta.fields
        if field.name not in {"id", "number", "document"}
    }
    copy["document"] = document("另一份")
    with pytest.raises(IntegrityError, match="decision_sha_of_document"):
        Decision.objects.create(**copy)


def test_a_done_decision_never_changes(bureau: Any, officer: Any, approver: Any) -> None:
    publish(bureau, officer, approver)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        run_sql("update publishing_decision set done_at = now()")
    assert connection.vendor == "postgresql"

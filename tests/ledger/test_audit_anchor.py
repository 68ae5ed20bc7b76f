"""The hourly root of the audit trail: gapless, once an hour, and whoever tampers is found."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from credit_portal.accounts.models import Role
from credit_portal.audit.models import AuditAnchor, AuditEvent, AuditPosition, AuditReason
from credit_portal.audit.services import erase_reasons, record
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import Conflict
from credit_portal.ledger.anchors import anchor_audit
from credit_portal.ledger.audit_check import AuditReport, check_audit
from credit_portal.ledger.invariants import ANCHORS, OUTSIDE, PLACES
from credit_portal.ledger.leaf import parse_system
from credit_portal.ledger.models import LedgerEntry
from credit_portal.ledger.note import encode
from tests.threads import at_once


def events(count: int, reason: str = "") -> list[AuditEvent]:
    """So many rows of the trail."""
    role = Role.objects.get(pk="filer")
    return [
        record(
            "accounts.create_user",
            actor=SYSTEM,
            target=role,
            reason=reason,
            old={"state": "draft"},
            new={"count": number, "share": 0.5},
        )
        for number in range(count)
    ]


def an_hour_later() -> None:
    """The next hour of the portal's clock."""
    clock.advance_to(clock.now() + timedelta(hours=1))


def faults() -> list[str]:
    """What the verifier finds."""
    return check_audit().faults


def broken() -> list[Any]:
    """Rows that break an invariant of the trail."""
    found: list[Any] = []
    with connection.cursor() as cursor:
        for sql in (PLACES, OUTSIDE, ANCHORS):
            cursor.execute(sql)
            found += cursor.fetchall()
    return found


@pytest.fixture
def anchored(db: None) -> AuditAnchor:
    """Three hours with events, each anchored."""
    last = None
    for count in (5, 300, 2):
        events(count)
        last = anchor_audit()
        an_hour_later()
    assert last is not None
    return last


def test_the_public_log_states_the_root(anchored: AuditAnchor) -> None:
    leaf = parse_system(LedgerEntry.objects.get(idx=anchored.leaf_index).entry)
    assert (leaf["act"], leaf["log"], leaf["size"]) == ("anchor", "audit", anchored.size)
    assert leaf["root"] == encode(bytes(anchored.root))
    assert anchored.size == AuditEvent.objects.count() == AuditPosition.objects.count()
    report = check_audit()
    assert (report.faults, report.anchors, report.root) == ([], 3, bytes(anchored.root))
    assert broken() == []


def test_an_hour_has_one_anchor(db: None) -> None:
    events(1)
    assert anchor_audit() is not None
    events(1)
    assert anchor_audit() is None
    assert check_audit().uncovered == 1
    an_hour_later()
    assert anchor_audit() is not None
    assert check_audit().uncovered == 0


def test_the_hour_of_a_place_tells_no_moment_that_may_not_be_kept(db: None) -> None:
    events(2)
    with clock.days_only():
        events(1)
    first, count = anchor_audit(), AuditEvent.objects.count()
    assert first is not None and first.size == count - 1
    assert (faults(), broken()) == ([], [])
    clock.advance_to(clock.now() + timedelta(days=1))
    events(1)
    last = anchor_audit()
    assert last is not None and last.size == count + 1
    assert (faults(), broken()) == ([], [])


def test_an_hour_without_events_repeats_the_root(anchored: AuditAnchor) -> None:
    again = anchor_audit()
    assert again is not None
    assert (again.size, bytes(again.root)) == (anchored.size, bytes(anchored.root))
    assert (faults(), broken()) == ([], [])


def test_after_an_outage_one_anchor_covers_it(db: None) -> None:
    for _day in range(3):
        events(4)
        clock.advance_to(clock.now() + timedelta(days=1))
    assert anchor_audit() is not None
    assert AuditAnchor.objects.count() == 1
    assert (faults(), broken()) == ([], [])


def test_nothing_is_anchored_before_there_is_anything(db: None) -> None:
    assert AuditEvent.objects.count() > 0 or anchor_audit() is None


def test_reasons_may_be_erased_and_not_reworded(db: None) -> None:
    event = events(1, reason="原因")[0]
    anchor_audit()
    assert faults() == []
    words = AuditReason.objects.get(pk=event.pk)
    assert words.text == "原因"
    erase_reasons(target=Role.objects.get(pk="filer"))
    report = check_audit()
    assert (report.faults, report.erased_reasons) == ([], 1)
    AuditReason.objects.create(event=event, text="别的原因", salt=words.salt)
    assert len(faults()) == 1


@pytest.mark.committed
def test_a_row_that_commits_late_stands_in_the_next_hour() -> None:
    owner = connections["owner"]
    first = events(1)[0]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(
            "insert into audit_auditevent select gen_random_uuid(), act_id, at, verb, actor_id,"
            " actor_title, target_type, target_id, organisation_id, old, new, data, reason_digest"
            " from audit_auditevent where id = %s",
            [first.pk],
        )
        cursor.execute("select count(*) from audit_auditevent")
        assert cursor.fetchone()[0] == AuditEvent.objects.count() + 1
        before = anchor_audit()
    an_hour_later()
    after = anchor_audit()
    assert before is not None
    assert after is not None
    assert after.size == before.size + 1
    places = list(AuditPosition.objects.order_by("idx").values_list("idx", flat=True))
    assert places == list(range(after.size))


@pytest.mark.committed
def test_three_beats_anchor_once() -> None:
    events(3)
    found = at_once(anchor_audit, 3)
    assert sum(anchor is not None for anchor in found) == 1
    assert AuditAnchor.objects.count() == 1
    assert faults() == []


TAMPERING = {
    "altered": "update audit_auditevent set actor_title = 'x' where id = %(event)s",
    "altered facts": "update audit_auditevent set new = '{}' where id = %(event)s",
    "redated": "update audit_auditevent set at = at - interval '1 day' where id = %(event)s",
    "removed": "delete from audit_auditevent where id = %(event)s",
    "removed with its place": "delete from audit_auditposition where event_id = %(event)s;"
    "delete from audit_auditevent where id = %(event)s",
    "last place removed": "delete from audit_auditposition where idx = (select max(idx) from"
    " audit_auditposition)",
    "leaf rewritten": "update audit_auditposition set leaf_hash = sha256('x')"
    " where event_id = %(event)s",
    "put in": "insert into audit_auditevent select '01800000-0000-7000-8000-000000000000',"
    " act_id, at, verb, actor_id, actor_title, target_type, target_id, organisation_id, old, new,"
    " data, null from audit_auditevent where id = %(event)s",
    "anchor rewritten": "update audit_auditanchor set root = sha256('x') where size = 5",
    "anchor removed": "delete from audit_auditanchor where size ="
    " (select min(size) from audit_auditanchor)",
    "reason put in": "insert into audit_auditreason (event_id, text, salt)"
    " values (%(event)s, 'x', '')",
}


def tamper(statement: str, event: Any) -> None:
    """As a superuser with the guards switched off."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("event", "position", "anchor"):
            cursor.execute(f"alter table audit_audit{table} disable trigger all")
        cursor.execute(statement, {"event": event})
        for table in ("event", "position", "anchor"):
            cursor.execute(f"alter table audit_audit{table} enable trigger all")


@pytest.mark.committed
@pytest.mark.parametrize("how", TAMPERING)
def test_whoever_tampers_is_found(how: str) -> None:
    for count in (5, 20):
        made = events(count)
        anchor_audit()
        an_hour_later()
    assert faults() == []
    size = AuditAnchor.objects.order_by("size").first().size  # type: ignore[union-attr]
    tamper(TAMPERING[how].replace("size = 5", f"size = {size}"), made[3].pk)
    assert faults()


@pytest.mark.committed
def test_a_rewritten_tree_does_not_match_the_public_log() -> None:
    events(5)
    anchor_audit()
    an_hour_later()
    event = AuditEvent.objects.order_by("id").first()
    assert event is not None
    tamper("update audit_auditevent set actor_title = 'x' where id = %(event)s", event.pk)
    tamper("delete from audit_auditposition", None)
    tamper("delete from audit_auditanchor", None)
    tamper("update audit_audittree set size = 0, edges = ''", None)
    assert anchor_audit() is not None
    assert any("entry 0 of the log" in fault for fault in faults())
    assert broken()


@pytest.mark.committed
def test_a_tree_that_was_touched_is_not_anchored() -> None:
    events(5)
    anchor_audit()
    an_hour_later()
    tamper("update audit_audittree set edges = edges || sha256('x'), size = size + 1", None)
    with pytest.raises(Conflict) as refused:
        anchor_audit()
    assert refused.value.code == "audit_tree_broken"


def test_the_command_says_ok(anchored: AuditAnchor, capsys: Any) -> None:
    call_command("verify_audit")
    assert "OK" in capsys.readouterr().out


def test_the_report_begins_empty() -> None:
    assert AuditReport().faults == []

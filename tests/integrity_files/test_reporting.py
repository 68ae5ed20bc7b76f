"""Reporting upward through a real platform in its own process: everything is accepted exactly
once, whatever the other side does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts, clock, invariants
from credit_portal.common.errors import Conflict, DomainError
from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation
from credit_portal.notices.models import Notice
from credit_portal.publishing.services import publish_all
from integrity_files.models import ReportBatch, ReportItem, ReportLine
from integrity_files.reporting import signing
from integrity_files.services import objection_decision as decision
from integrity_files.services import report_batches, report_items, report_sending
from integrity_files.services.record_hiding import hide_record
from integrity_files.services.record_remedies import revoke_record
from integrity_files.work_reporting import items
from tests.integrity_files import objection_scenes as objections
from tests.integrity_files import record_scenes as scene
from tests.notices.programs import Program

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(credit_office: Any, bureau: Any, other_bureau: Any, settings: Any) -> Any:
    """The credit office determines; the bodies have codes."""
    for number, body in enumerate((credit_office, bureau, other_bureau), start=1):
        body.code = uscc.fictional(number)
        body.save(update_fields=["code"])
    settings.PUBLISHING_OFFICE_CODE = credit_office.code
    return credit_office


@pytest.fixture
def platform(settings: Any, tmp_path: Path, office: Any) -> Iterator[Program]:
    """A platform, and the portal pointed at it."""
    public = tmp_path / "portal.pem"
    public.write_text(signing.public_pem(), encoding="ascii")
    program = Program("../integrity_files/sharing_program.py", tmp_path / "platform", str(public))
    url = f"http://127.0.0.1:{program.start()}/v1/batches"
    settings.REPORTING = {**settings.REPORTING, "mode": "service", "url": url,
                          "sender": "portal", "timeout": 1}  # fmt: skip
    yield program
    program.stop()


@pytest.fixture
def two(
    credit_officer: Any, credit_reviewer: Any, officer: Any, stranger: Any, bureau: Any,
    other_bureau: Any,
) -> list[Any]:  # fmt: skip
    """Two determined records, about two bodies."""
    return [
        scene.decided(credit_officer, credit_reviewer, officer, bureau),
        scene.decided(credit_officer, credit_reviewer, stranger, other_bureau),
    ]


def later(**time: int) -> None:
    """The clock moves on."""
    clock.advance_to(clock.now() + timedelta(**(time or {"hours": 7})))


def rounds(count: int = 4) -> None:
    """Several rounds of the task, hours apart."""
    for _round in range(count):
        report_sending.send_reports()
        later()


def agreed(platform: Program, count: int) -> None:
    """The platform took each version once, and the portal's rows say the same."""
    keys = Counter(str(row["key"]) for row in platform.kept("taken"))
    assert set(keys.values()) == {1}
    assert sorted(keys) == sorted(item.key for item in ReportItem.objects.filter(state="accepted"))
    assert len(keys) == count
    assert not ReportLine.objects.filter(answer="").exists()
    assert {name for name in invariants.broken() if "report" in name} == set()


def test_what_is_decided_is_reported_once(platform: Program, two: list[Any]) -> None:
    rounds(3)
    agreed(platform, 2)
    (request,) = platform.kept("requests")
    batch = ReportBatch.objects.get()
    assert (batch.name, batch.state, batch.attempts) == ("R2026-000001", "answered", 1)
    headers = {name.lower(): value for name, value in request["headers"].items()}
    assert headers["idempotency-key"] == str(batch.pk)
    assert request["digest"] == batch.digest
    fields = platform.kept("taken")[0]["fields"]
    codes = {row["fields"]["SX_ZT_SHXYM"] for row in platform.kept("taken")}
    assert codes == {row.organisation.code for row in two}
    assert (fields["SX_JE"], fields["SX_GSJZQ"]) == ("120.000050", "2029-01-20")
    assert (fields["SX_PC"], fields["SX_SJZT"]) == ("R2026-000001", "1")


FAULTS = {
    "fail": "answered:500", "redirect": "answered:302", "cut": "unreadable", "late": "timed_out",
    "half": "incomplete",
}  # fmt: skip


def test_faults_lose_and_double_nothing(platform: Program, two: list[Any]) -> None:
    """One after the other: nothing taken, half taken without an answer, all taken and answered
    too late, half answered, everything answered twice."""
    for mode, outcome in FAULTS.items():
        platform.behave(mode)
        rounds(1)
        assert ReportBatch.objects.get().last_error == outcome
    platform.behave("twice")
    rounds(2)
    agreed(platform, 2)
    sent = {(row["digest"], row["headers"]["Idempotency-Key"]) for row in platform.kept("requests")}
    assert len(sent) == 1  # the same batch, byte by byte, with the same key
    assert [one.outcome for one in ReportBatch.objects.get().tries.all()] == [
        *FAULTS.values(), "answered",
    ]  # fmt: skip


def test_a_day_away_is_told_once_and_made_up_for(
    platform: Program, two: list[Any], credit_officer: Any
) -> None:
    platform.stop()
    for _hours in range(5):
        report_sending.send_reports()
        later()
    batch = ReportBatch.objects.get()
    assert (batch.state, batch.last_error) == ("sending", "unreachable")
    assert batch.tries.count() == batch.attempts == 5
    told = Notice.objects.filter(template="report_unreachable", channel="in_site")
    assert [notice.recipient for notice in told] == [credit_officer]
    platform.start()
    rounds(1)
    agreed(platform, 2)


def test_a_crash_between_sending_and_storing_sends_the_same_again(
    platform: Program, two: list[Any], monkeypatch: Any
) -> None:
    def crash(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(report_sending, "settle", crash)
        report_sending.send_reports()
    report_sending.send_reports()
    assert len(platform.kept("requests")) == 1  # its lease holds
    rounds(2)
    agreed(platform, 2)
    assert {line.answer for line in ReportLine.objects.all()} == {"known"}


def test_what_is_refused_is_told_mended_and_reported_anew(
    platform: Program, two: list[Any], credit_officer: Any, other_bureau: Any
) -> None:
    platform.behave(f"refuse:{other_bureau.code}")
    rounds(2)
    item = ReportItem.objects.get(state="refused")
    assert (item.record, item.lines.get().code) == (two[1], "E17")
    assert Notice.objects.filter(template="report_refused", recipient=credit_officer).exists()
    acts.run(report_items.report_again, actor=credit_officer, item_id=item.pk)
    item.refresh_from_db()
    assert item.state == "waiting"  # nothing changed: the same key once more
    rounds(1)
    Organisation.objects.filter(pk=other_bureau.pk).update(code=uscc.fictional(9))
    acts.run(report_items.report_again, actor=credit_officer, item_id=item.pk)
    rounds(1)
    agreed(platform, 2)
    assert [one.state for one in two[1].report_items.order_by("number")] == ["replaced", "accepted"]


def test_corrections_revocation_and_the_end_follow(
    platform: Program, two: list[Any], credit_officer: Any, second_reviewer: Any
) -> None:
    rounds(1)
    revoke_record(source_id=str(two[0].pk), proposer=credit_officer, approver=second_reviewer,
                  why="文书已撤销")  # fmt: skip
    rounds(1)
    later(days=1200)
    rounds(2)
    agreed(platform, 4)
    told = [(row["act"], row["fields"]["SX_SJZT"]) for row in platform.kept("taken")]
    assert told == [("report", "1"), ("report", "1"), ("withdraw", "2"), ("withdraw", "4")]


def test_the_mark_of_an_objection_is_told_and_taken_back(
    two: list[Any], credit_officer: Any, second_reviewer: Any
) -> None:
    publish_all()
    row = two[0]
    row.refresh_from_db()

    def told() -> str:
        report_items.gather_reports()
        return str(row.report_items.latest("number").payload["SX_YYBZ"])

    assert told() == "0"
    found, _code = objections.proposed(row.ref, credit_officer)
    assert told() == "1"
    objections.act(decision.decide, second_reviewer, found)
    assert told() == "0"


def test_the_sweep_tells_nothing_new_twice(two: list[Any], office: Any) -> None:
    assert report_items.gather_reports() == 2
    assert report_items.gather_reports() == 0
    two[0].version += 1
    two[0].save(update_fields=["version"])
    assert report_items.gather_reports() == 1
    assert ReportItem.objects.count() == 2


def test_a_row_that_does_not_fit_waits_to_be_mended(
    two: list[Any], office: Any, settings: Any, credit_officer: Any
) -> None:
    settings.PUBLISHING_OFFICE_CODE = "nobody"
    report_items.gather_reports()
    item = ReportItem.objects.filter(record=two[0]).get()
    assert {one["field"] for one in item.problems} == {"SX_RDDW", "SX_RDDWDM"}
    with pytest.raises(Conflict) as error:
        acts.run(report_items.report_again, actor=credit_officer, item_id=item.pk)
    assert error.value.code == "still_unfit"
    settings.PUBLISHING_OFFICE_CODE = office.code
    acts.run(report_items.report_again, actor=credit_officer, item_id=item.pk)
    assert [one.state for one in two[0].report_items.order_by("number")] == ["replaced", "waiting"]


def prepared(credit_officer: Any) -> ReportBatch:
    """A batch by file that waits for its release."""
    report_items.gather_reports()
    done = acts.run(report_batches.prepare_batch, actor=credit_officer, channel="bodies")
    batch: ReportBatch = done.value
    return batch


def test_by_file_two_people_and_every_line_answered(
    two: list[Any], office: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    batch = prepared(credit_officer)
    file = {"actor": credit_officer, "batch_id": batch.pk, "kind": "zip"}
    with pytest.raises(Conflict):
        acts.run(report_batches.read_batch_file, **file)
    with pytest.raises(DomainError):
        acts.run(report_batches.release_batch, actor=credit_officer, batch_id=batch.pk)
    acts.run(report_batches.release_batch, actor=credit_reviewer, batch_id=batch.pk)
    package = acts.run(report_batches.read_batch_file, **file).value
    assert package[:2] == b"PK"
    acts.run(report_batches.enter_answers, actor=credit_officer, batch_id=batch.pk,
             refused={2: ("E17", "机构代码未登记")})  # fmt: skip
    assert sorted(ReportItem.objects.values_list("state", flat=True)) == ["accepted", "refused"]
    assert AuditEvent.objects.filter(verb="integrity_files.report_file_seen").exists()
    assert {name for name in invariants.broken() if "report" in name} == set()


def test_what_is_put_back_waits_again(two: list[Any], office: Any, credit_officer: Any) -> None:
    batch = prepared(credit_officer)
    acts.run(report_batches.drop_batch, actor=credit_officer, batch_id=batch.pk)
    again = prepared(credit_officer)
    assert (again.name, again.size) == ("R2026-000002", 2)


def test_what_is_gone_since_is_not_released(
    two: list[Any], office: Any, credit_officer: Any, credit_reviewer: Any, second_reviewer: Any
) -> None:
    batch = prepared(credit_officer)
    act = {"actor": credit_reviewer, "batch_id": batch.pk}
    assert [line.kind for line in items(credit_reviewer)] == ["待放行批次"]
    record = batch.lines.get(position=2).item.record
    acts.run(hide_record, actor=second_reviewer, record_id=record.pk, reason="court",
             words="法院裁定停止公示。")  # fmt: skip
    with pytest.raises(Conflict) as error:
        acts.run(report_batches.release_batch, **act)
    assert error.value.code == "batch_outdated" and "2" in str(error.value.message)
    assert [line.kind for line in items(credit_officer)] == ["待退回批次：内含已失效记录"]
    acts.run(report_batches.drop_batch, **{**act, "actor": credit_officer})
    again = prepared(credit_officer)
    assert again.size == 1
    acts.run(report_batches.release_batch, **{**act, "batch_id": again.pk})
    assert [line.kind for line in items(credit_officer)] == ["批次已放行，待登记回执"]


GUARDED = [
    ("update integrity_files_reportitem set payload = '{}'", "stays as it was written"),
    ("update integrity_files_reportline set position = position + 9", "stays as it was sent"),
    ("update integrity_files_reportbatch set size = 9", "stays as it was made"),
    ("update integrity_files_reportbatch set state = 'released', releaser_id = maker_id,"
     " released_on = made_on", "two people"),
    ("insert into integrity_files_reportitem (id, record_id, number, record_version, channel,"
     " state, version, payload, digest, problems, created_at, updated_at)"
     " select gen_random_uuid(), record_id, number + 1, record_version, 'persons', 'replaced',"
     " version, payload, digest, problems, created_at, updated_at"
     " from integrity_files_reportitem", "its own channel"),
    ("delete from integrity_files_reportline", "permission denied"),
]  # fmt: skip


def test_the_database_holds_it(two: list[Any], office: Any, credit_officer: Any) -> None:
    prepared(credit_officer)
    for sql, words in GUARDED:
        refused = pytest.raises(DatabaseError, match=words)
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_channels_are_never_mixed(two: list[Any], office: Any, credit_officer: Any) -> None:
    report_items.gather_reports()
    now = clock.now()
    batch = ReportBatch.objects.create(
        serial=1, channel="persons", mode="file", state="prepared", digest="0" * 64, size=1,
        made_on=clock.today(), maker=credit_officer, created_at=now, updated_at=now,
    )  # fmt: skip
    line = ReportLine(batch=batch, item=ReportItem.objects.first(), position=1, act="report")
    with pytest.raises(DatabaseError, match="one channel"), transaction.atomic():
        line.save()

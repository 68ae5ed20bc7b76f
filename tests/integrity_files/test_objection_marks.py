"""The mark "under objection": everywhere with acceptance, gone with the decision, and never by what
nobody has accepted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from credit_portal.common import invariants
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.publishing import services as publishing
from credit_portal.publishing.models import Decision, Displayed, Generation
from credit_portal.workflow.selectors import deadline_of
from integrity_files.models import Objection, Tip
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services import objection_steps as steps
from tests.commitments import scenes
from tests.integrity_files import objection_scenes as scene

pytestmark = pytest.mark.django_db
WORDS = {"ground": "performed", "words": "已按期履行，凭证随附。"}


@pytest.fixture(autouse=True)
def travel() -> Any:
    """Monday 2 March 2026, standing still."""
    with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as traveller:
        yield traveller


def surfaces(ref: str) -> list[bool]:
    """Whether the record page, the list, the feed, and the API's record and list say so."""
    publishing.publish_all()
    client = Client()
    page = client.get(reverse("portal:record", args=[ref])).content.decode()
    listed = client.get(reverse("portal:records")).content.decode()
    feed = client.get("/feeds/records.atom").content.decode()
    one = client.get(f"/api/v1/records/{ref}/").json()
    rows = client.get("/api/v1/records/").json()["results"]
    row = next(row for row in rows if row["ref"] == ref)
    return [
        "起处于异议处理中" in page, "异议处理中" in listed, "异议处理中" in feed,
        "objection" in one["document"], "objection" in row,
    ]  # fmt: skip


def test_the_mark_is_everywhere_with_acceptance_and_gone_with_the_decision(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    row, _code = scene.filed(promise.ref)
    assert not any(surfaces(promise.ref))
    scene.act(office.accept, credit_officer, row)
    assert all(surfaces(promise.ref))
    found = Decision.objects.latest("number")
    assert (found.act, found.automatic) == ("annotate", False)
    scene.act(office.verify, credit_officer, row, reason="记录有据。")
    scene.act(decision.propose, credit_officer, row, result="rejected", reason="维持。")
    scene.act(decision.decide, credit_reviewer, row)
    assert not any(surfaces(promise.ref))
    assert invariants.broken() == {}


def test_what_the_body_publishes_meanwhile_keeps_the_mark(
    officer: Any, approver: Any, post: Any, credit_officer: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    scene.accepted(promise.ref, credit_officer)
    scene.accepted(promise.ref, credit_officer, ground="severity")
    scenes.fulfilled(promise, officer, date(2026, 3, 2))
    shown = scene.displayed(promise)
    assert shown.document["status"]["code"] == "reported"
    assert shown.document["objection"] == {"since": "2026-03-02", "open": 2}
    assert shown.row["objection"] == shown.document["objection"]
    assert invariants.broken() == {}


def test_a_desk_marks_at_once_and_takes_it_back(
    officer: Any, approver: Any, post: Any, stranger: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    with pytest.raises(NotAllowed):
        filing.object_by_desk(actor=stranger, ref=promise.ref, **WORDS)
    row = filing.object_by_desk(actor=officer, ref=promise.ref, **WORDS)
    assert scene.displayed(promise).document["objection"]["open"] == 1
    found = Decision.objects.latest("number")
    assert (found.act, found.automatic, found.proposer_id) == ("annotate", True, "system")
    with pytest.raises(Conflict) as error:
        filing.object_by_desk(actor=approver, ref=promise.ref, **WORDS)
    assert error.value.code == "already_open"
    filing.withdraw_by_desk(actor=approver, objection_id=row.pk)
    assert "objection" not in scene.displayed(promise).document
    assert invariants.broken() == {}


def test_a_body_cannot_keep_its_record_marked(
    officer: Any, approver: Any, post: Any, credit_officer: Any, credit_reviewer: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    first = filing.object_by_desk(actor=officer, ref=promise.ref, **WORDS)
    other = {**WORDS, "ground": "display"}
    with pytest.raises(Conflict, match="全部理由"):  # another ground is no other objection
        filing.object_by_desk(actor=officer, ref=promise.ref, **other)
    _refused("one_open_of_body", first, state="received", accepted_on=None)
    scene.act(office.verify, credit_officer, first, reason="记录有据。")
    scene.act(decision.propose, credit_officer, first, result="rejected", reason="维持。")
    scene.act(decision.decide, credit_reviewer, first)
    _refused("only the first", first, state="accepted")
    again = filing.object_by_desk(actor=officer, ref=promise.ref, **WORDS)
    assert (again.state, again.accepted_on) == ("received", None)
    assert "objection" not in scene.displayed(promise).document
    with pytest.raises(DatabaseError, match="only the first"), transaction.atomic():
        Objection.objects.filter(pk=again.pk).update(state="accepted", accepted_on="2026-03-02")
    with pytest.raises(Conflict) as error:
        scene.act(office.ask_to_complete, credit_officer, again, reason="请补正。")
    assert error.value.code == "by_desk"
    again = scene.act(office.accept, credit_officer, again)
    scene.act(office.verify, credit_officer, again, reason="没有新事实。")
    assert scene.displayed(promise).document["objection"]["open"] == 1
    said = {"earlier_id": first.pk, "reason": "没有新的事实。"}
    again = scene.act(office.answer_by_reference, credit_officer, again, **said)
    answered = deadline_of(steps.ANSWER, again)
    assert again.state == "repeated" and answered is not None and answered.outcome == "met"
    assert "objection" not in scene.displayed(promise).document
    assert invariants.broken() == {}


def _refused(match: str, row: Objection, **change: Any) -> None:
    """The database takes no such other objection of the desk."""
    other = Objection.objects.get(pk=row.pk)
    people = ("proposer", "decider", "handler", "acceptor")
    for name, value in {**dict.fromkeys(people), "pk": uuid4(), **change}.items():
        setattr(other, name, value)
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        other.save(force_insert=True)


def test_what_is_no_longer_shown_is_not_objected_to(
    officer: Any, approver: Any, credit_reviewer: Any, post: Any, credit_officer: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    row, _code = scene.filed(promise.ref)
    given: dict[str, Any] = {
        "kind": "commitment",
        "source": promise,
        "organisation": promise.organisation,
    }
    publishing.decide(**given, act="withdraw", proposer=officer, approver=credit_reviewer)
    publishing.publish_all()
    for run in (
        lambda: scene.filed(promise.ref),
        lambda: scene.act(office.accept, credit_officer, row),
    ):
        with pytest.raises(Conflict) as error:
            run()
        assert error.value.code == "record_gone"
        assert "2026年3月2日" in str(error.value.message)
    page = Client().get(reverse("objections:new"), {"record": promise.ref})
    assert page.status_code == 409
    assert "提交纠错线索" in page.content.decode()
    assert scene.tip(promise.ref)[0].ref == promise.ref


def test_ten_thousand_bogus_objections_change_no_public_page(
    officer: Any, approver: Any, post: Any
) -> None:
    promise = scene.shown(officer, approver, post)
    before = (Generation.objects.get().stamp, Displayed.objects.get(ref=promise.ref).version)
    page = Client().get(reverse("portal:record", args=[promise.ref])).content
    row, _code = scene.filed(promise.ref)
    tip, _code = scene.tip(promise.ref)
    decisions = Decision.objects.count()
    _multiply(row, 5_000)
    _multiply(tip, 5_000)
    publishing.publish_all()
    publishing.restate_mark(source_type=row.source_type, source_id=row.source_id)
    assert (Objection.objects.count(), Tip.objects.count()) == (5_001, 5_001)
    assert Decision.objects.count() == decisions
    shown = Displayed.objects.get(ref=promise.ref)
    assert (Generation.objects.get().stamp, shown.version) == before
    assert Client().get(reverse("portal:record", args=[promise.ref])).content == page


def _multiply(row: Any, count: int) -> None:
    """As many more, filed like this one."""
    names = [field.column for field in row._meta.concrete_fields]
    own = {"id": "gen_random_uuid()", "receipt_digest": "sha256(n::text::bytea)"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {row._meta.db_table} ({', '.join(names)})"
            f" select {', '.join(own.get(name, f'r.{name}') for name in names)}"
            f" from {row._meta.db_table} r, generate_series(1, %s) n where r.id = %s",
            [count, row.pk],
        )

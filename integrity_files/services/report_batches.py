"""Batches: made of what waits, released by a second person where they go by file, answered line
by line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.db import lock, take_turns
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, Stale
from credit_portal.workflow import moves
from credit_portal.workflow.machine import Machine
from integrity_files import machine_reporting as machine
from integrity_files import policies
from integrity_files import policies_reporting as reporting
from integrity_files import selectors_reporting as selectors
from integrity_files.codes_records import RecordState
from integrity_files.codes_reporting import (
    GONE,
    Answer,
    Channel,
    ItemState,
    Mode,
    ReportState,
)
from integrity_files.models import ReportBatch, ReportItem, ReportLine
from integrity_files.reporting import mapping, messages, packages
from integrity_files.reporting.service import Result, address_of
from integrity_files.services import report_items as items

MOST = 500
TURN = 0x5245504F5254  # "REPORT": one batch is numbered at a time


@transaction.atomic
def prepare_batch(*, actor: User, channel: str) -> ReportBatch:
    """Make a batch by file of what waits in a channel; a second person releases it.

    Raises NotAllowed, Conflict ("by_service", "nothing_waits").
    """
    if not actor.organisation_paths(reporting.PREPARE):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    if address_of(Channel(channel)):
        raise Conflict("by_service", _("This channel goes by the service; nothing is prepared."))
    take_turns(TURN)
    rows = _waiting(channel).filter(within(actor, reporting.PREPARE, selectors.BODY))
    batch = _make(list(rows[:MOST]), channel, mode=Mode.FILE, state=ReportState.PREPARED,
                  maker=actor)  # fmt: skip
    if batch is None:
        raise Conflict("nothing_waits", _("Nothing waits to be reported in this channel."))
    _trail("prepared", batch, actor)
    return batch


@transaction.atomic
def make_for_service(channel: str) -> ReportBatch | None:
    """Make the next batch of a channel that goes by the service; None when nothing waits, or the
    last one has not got a single answer yet."""
    take_turns(TURN)
    answered = ReportLine.objects.filter(batch=OuterRef("pk")).exclude(answer="")
    open_ones = ReportBatch.objects.filter(channel=channel, state=ReportState.SENDING)
    if not address_of(channel) or open_ones.filter(~Exists(answered)).exists():
        return None
    batch = _make(list(_waiting(channel)[:MOST]), channel, mode=Mode.SERVICE,
                  state=ReportState.SENDING, next_attempt_at=clock.now())  # fmt: skip
    if batch is not None:
        _trail("sending", batch, SYSTEM)
    return batch


def _waiting(channel: str) -> QuerySet[ReportItem]:
    """What may go now: a record of which no other version is on its way, and that is not hidden;
    that one was hidden, revoked or repaired is told all the same."""
    on_the_way = ReportItem.objects.filter(record=OuterRef("record"), state=ItemState.SENT)
    rows = ReportItem.objects.filter(~Exists(on_the_way), channel=channel, state=ItemState.WAITING)
    stands = Q(record__state=RecordState.DECIDED, record__repaired_on=None)
    hidden = Exists(selectors.hidden(OuterRef("record")))
    rows = rows.exclude(stands & hidden & ~Q(payload__SX_SJZT__in=sorted(GONE)))
    rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("record__organisation").order_by("created_at", "pk")


def _make(rows: list[ReportItem], channel: str, **given: Any) -> ReportBatch | None:
    """Number a batch and write its lines; None when nothing is left to say."""
    chosen = []
    for item in rows:
        known = selectors.is_known(item.record_id)
        gone = known and selectors.is_withdrawn(item.record_id)
        act = mapping.act_for(item.payload, is_known=known, is_withdrawn=gone)
        items.move(item, "send" if act else "replace")
        if act:
            chosen.append((item, act))
    if not chosen:
        return None
    now = clock.now()
    last = ReportBatch.objects.aggregate(last=Max("serial"))["last"] or 0
    batch = ReportBatch(serial=last + 1, channel=channel, size=len(chosen), made_on=clock.today(),
                        created_at=now, updated_at=now, **given)  # fmt: skip
    lines = [
        ReportLine(batch=batch, item=item, act=act, position=position)
        for position, (item, act) in enumerate(chosen, start=1)
    ]
    batch.digest = hashlib.sha256(messages.body_of(batch, lines)).hexdigest()
    batch.save(force_insert=True)
    ReportLine.objects.bulk_create(lines)
    return batch


def _locked(actor: User, batch_id: UUID, expected: int | None, verb: str) -> ReportBatch:
    selectors.batch(actor, batch_id)
    row = lock(ReportBatch, batch_id)
    if not reporting.covers(actor, verb, row):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    if expected is not None and row.version != expected:
        raise Stale(
            "stale", _("Somebody else changed this meanwhile. Reload the page and look again.")
        )
    return row


@transaction.atomic
def release_batch(
    *, actor: User, batch_id: UUID, expected_version: int | None = None
) -> ReportBatch:
    """Let a batch leave by file. Raises NotAllowed ("four_eyes"), ReauthenticationNeeded,
    Conflict ("batch_outdated") where a record in it was revoked, repaired or hidden since: a batch
    keeps its bytes, so it is put back and prepared anew."""
    row = _locked(actor, batch_id, expected_version, reporting.RELEASE)
    policies.require_second(actor, row.maker, row.made_on)
    if gone := selectors.gone_since(row):
        raise Conflict(
            "batch_outdated",
            _(
                "No. %(lines)s: revoked, repaired, hidden or over since it was prepared. Put the"
                " batch back and have it prepared anew."
            )
            % {"lines": ", ".join(str(line.position) for line in gone)},
        )
    row.releaser, row.released_on = actor, clock.today()
    moves.move(machine.BATCH, row, "release", actor=actor, also=("releaser", "released_on"))
    _trail("released", row, actor)
    return row


@transaction.atomic
def drop_batch(*, actor: User, batch_id: UUID, expected_version: int | None = None) -> ReportBatch:
    """Put back a batch that has not left; its records wait again."""
    verb = reporting.RELEASE if actor.organisation_paths(reporting.RELEASE) else reporting.PREPARE
    row = _locked(actor, batch_id, expected_version, verb)
    put_back(row, machine.BATCH, actor)
    return row


def put_back(row: ReportBatch, steps: Machine, actor: Actor) -> None:
    """End a locked batch that has not left; its records wait again."""
    moves.move(steps, row, "drop", actor=actor)
    for line in selectors.lines(row):
        answer_line(line, Result(line.item.key, Answer.DROPPED))
    _trail("dropped", row, actor)


@transaction.atomic
def enter_answers(
    *, actor: User, batch_id: UUID, refused: Mapping[int, tuple[str, str]],
    expected_version: int | None = None,
) -> ReportBatch:  # fmt: skip
    """Enter what the platform said of a released or stopped batch: {place in the batch: (code,
    reason)} of those refused; all others are accepted. Raises Invalid ("line_unknown"), Conflict
    ("not_to_answer")."""
    row = _locked(actor, batch_id, expected_version, reporting.PREPARE)
    lines = [line for line in selectors.lines(row) if not line.answer]
    steps = machine.by_hand(row.mode, "answer")
    if not steps.allows(row.state, "answer"):
        raise Conflict("not_to_answer", _("No answer is to be entered of this batch."))
    if set(refused) - {line.position for line in lines}:
        raise Invalid("line_unknown", _("The batch has no such line."), field="refused")
    for line in lines:
        code, reason = refused.get(line.position, ("", ""))
        said = Answer.REFUSED if line.position in refused else Answer.ACCEPTED
        answer_line(line, Result(line.item.key, said, code[:40], reason[:500]))
    row.answered_on = clock.today()
    moves.move(steps, row, "answer", actor=actor, also=("answered_on",))
    _trail("answered", row, actor, refused=len(refused))
    return row


_MOVES = {Answer.ACCEPTED: "accept", Answer.KNOWN: "accept", Answer.REFUSED: "refuse",
          Answer.DROPPED: "put_back"}  # fmt: skip


def answer_line(line: ReportLine, result: Result) -> None:
    """Write the answer of a line that has none, and move its item; who mends it is told.

    A version that was overtaken while it was away is left to the newer one when it was not taken.
    """
    line.answer, line.answered_on = result.answer, clock.today()
    line.code, line.reason = result.code, result.reason
    line.save(update_fields=["answer", "answered_on", "code", "reason"])
    item = lock(ReportItem.objects.select_related("record__organisation", "record__lead"),
                line.item_id)  # fmt: skip
    newer = item.record.report_items.filter(number__gt=item.number).exists()
    if newer and result.answer in (Answer.REFUSED, Answer.DROPPED):
        items.move(item, "refuse")
        items.move(item, "replace")
        return
    items.move(item, _MOVES[Answer(result.answer)])
    if result.answer == Answer.REFUSED:
        items.tell_office(item)


@transaction.atomic
def read_batch_file(*, actor: User, batch_id: UUID, kind: str) -> bytes:
    """A file of a released batch, and the trace of it. Raises NotFound, NotAllowed, Conflict
    ("not_released", "file_outdated")."""
    row = selectors.batch(actor, batch_id)
    if not reporting.covers(actor, reporting.SEE, row):
        raise NotAllowed("not_allowed", _("The batch holds records of bodies outside of yours."))
    if row.state in (ReportState.PREPARED, ReportState.DROPPED):
        raise Conflict("not_released", _("The files are there once a second person released it."))
    if gone := selectors.gone_since(row):
        raise Conflict(
            "file_outdated",
            _(
                "No. %(lines)s: revoked, repaired, hidden or over since. The files tell what is no"
                " longer in force and are not given out any more; if they were not handed over,"
                " enter the records as refused, so that they are reported anew."
            )
            % {"lines": ", ".join(str(line.position) for line in gone)},
        )
    audit.record("integrity_files.report_file_seen", actor=actor, target=row, kind=kind)
    return packages.file_of(row, selectors.lines(row), kind)


def _trail(name: str, row: ReportBatch, actor: Any, **more: Any) -> None:
    audit.record(
        f"integrity_files.report_{name}", actor=actor, target=row,
        new={"state": row.state, "batch": row.name, "rows": row.size, "digest": row.digest},
        **more,
    )  # fmt: skip

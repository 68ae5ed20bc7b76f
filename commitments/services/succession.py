"""Commitments pass on with a succession: whole sets by one statement each, no due date moves.

Registered as the mover of commitments (`credit_portal.workflow.movers`). What is not registered
yet follows its body when that ends; closed commitments stay with the predecessor's history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments import codes, selectors
from commitments.models import Commitment
from commitments.services import succession_sql as sql
from commitments.services.status import publish_status
from credit_portal.accounts.outside import barred_path
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.jobs import enqueue_on_commit
from credit_portal.directory.models import SuccessionLine
from credit_portal.workflow.models_hand_over import HandOver
from credit_portal.workflow.movers import Mover, OpenCase, Selection, Step

CASE = "commitments.commitment"
#: Legal ground of the published fact that a record has passed on.
BASIS = "S02"
#: Documents published anew in one transaction.
BATCH = 200
TASK = "commitments.tasks.publish_inherited"


class DueDateMoved(RuntimeError):
    """A succession changed a due day or lost a case; the transaction is undone."""


def mover() -> Mover:
    """How commitments are counted, listed and moved."""
    return Mover(
        case_type=CASE,
        label=_("Commitments"),
        count=count,
        list_open=list_open,
        sectors=sectors,
        move=move,
        fill=fill,
        newcomers=newcomers,
    )


def _taken(one: Selection) -> Q:
    if one.cases is not None:
        return Q(pk__in=one.cases)
    wanted = Q()
    if one.post_id is not None:
        wanted &= Q(post_id=one.post_id)
    if one.sectors:
        wanted &= Q(sector__in=one.sectors)
    return wanted


def _open(body_id: UUID, wanted: Selection, without: Sequence[Selection]) -> QuerySet[Commitment]:
    rows = selectors.going_on().filter(_taken(wanted), organisation=body_id)
    for one in without:
        rows = rows.exclude(_taken(one)) if _taken(one) else rows.none()
    return rows.order_by("due_on", "id")


def count(body_id: UUID, wanted: Selection, without: Sequence[Selection]) -> int:
    """Open commitments of a body that a selection takes, and none before it."""
    return _open(body_id, wanted, without).order_by().count()


def list_open(
    body_id: UUID, wanted: Selection, without: Sequence[Selection], limit: int
) -> list[OpenCase]:
    """They themselves, what is due first comes first."""
    rows = _open(body_id, wanted, without).select_related("post")[:limit]
    return [
        OpenCase(
            row.pk, CASE, row.title_zh, row.title_en, row.ref, f"/staff/commitments/{row.pk}/",
            row.post_id, row.post.title_zh, row.post.title_en, row.sector,
            str(row.get_sector_display()), row.due_on,
        )
        for row in rows
    ]  # fmt: skip


def sectors(body_id: UUID) -> list[tuple[str, str]]:
    """Fields in which the body has open commitments."""
    found = _open(body_id, Selection(), ()).order_by("sector").values_list("sector", flat=True)
    labels = dict(codes.Sector.choices)
    return [(code, str(labels.get(code, code))) for code in found.distinct() if code]


@transaction.atomic
def move(step: Step) -> int:
    """Move what a line takes. Raises DueDateMoved when a due day or a count differs afterwards.

    1 note what is inherited and lock it, 2 take the fingerprint of the running deadlines, 3 move
    commitments, deadlines, verifications, 4 compare, 5 tell the story, 6 wake the publication.
    """
    line = step.line
    told = _parameters(step)
    inherited = _run(sql.inherit(step.selection, within=_is_within(line)), told)
    before = _one(sql.FINGERPRINT, told)
    moved = _run(sql.MOVE, told)
    _run(sql.REPLACING, told)
    for statement in sql.DEADLINES:
        _run(statement, told)
    _run(sql.VERIFICATIONS, told)
    if step.whole:
        _run(sql.filings(Selection() if step.last else step.selection), told)
    if moved != inherited or _one(sql.FINGERPRINT, told) != before or _one(sql.DIFFERENT, told)[0]:
        raise DueDateMoved(f"line {line.pk}: {inherited} inherited, {moved} moved")
    if inherited:
        _run(sql.STORY, told)
        enqueue_on_commit(TASK)
    return inherited


def _is_within(line: SuccessionLine) -> bool:
    """Whether it passes between two posts of one body."""
    return line.from_organisation_id == line.to_organisation_id


def _parameters(step: Step) -> dict[str, Any]:
    line, now = step.line, clock.now()
    barred = barred_path(line.to_organisation)
    return {
        "succession": line.succession_id, "line": line.pk, "from": line.from_organisation_id,
        "to": line.to_organisation_id, "to_post": line.to_post_id, "on": step.on, "now": now,
        "post": step.selection.post_id, "sectors": list(step.selection.sectors),
        "cases": list(step.selection.cases or ()), "barred": barred,
        "inside": f"{barred}%" if barred else "", "act": acts.current_act_id(),
        "actor": step.actor_id, "title": step.actor_title[:200], "title_en": step.actor_title_en,
        "case_type": CASE,
    }  # fmt: skip


def _run(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _one(statement: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return tuple(cursor.fetchone())


def fill(sheet: HandOver) -> int:
    """Write the items of a sheet: what the succession brought the post, or what its newly
    appointed holder finds there from before his time. Answers how many."""
    told: dict[str, Any] = {
        "sheet": sheet.pk, "case_type": CASE, "succession": sheet.succession_id,
        "body": sheet.organisation_id, "post": sheet.post_id,
    }  # fmt: skip
    if sheet.appointment is None and sheet.succession and not _moves(sheet):
        return _run(sql.ITEMS_OF_POST, {**told, "before": sheet.succession.effective_on})
    if sheet.appointment is None:
        return _run(sql.ITEMS_OF_SUCCESSION, told)
    return _run(sql.ITEMS_OF_POST, {**told, "before": sheet.appointment.starts_on})


def _moves(sheet: HandOver) -> bool:
    return SuccessionLine.objects.filter(succession=sheet.succession_id).exists()


def newcomers(today: dt.date, limit: int) -> list[UUID]:
    """Appointments whose holders found open commitments of their post and have no sheet yet."""
    with connection.cursor() as cursor:
        cursor.execute(sql.NEWCOMERS, {"today": today, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def publish_inherited(*, batch: int = BATCH) -> int:
    """Publish what passed on under its new body, batch by batch; answers how many documents.

    Stored condition (`republished_at is null`), rows claimed with SKIP LOCKED, each batch one
    transaction: killed anywhere, or run by two workers, each document is published once.
    """
    total = 0
    while True:
        done = acts.run(publish_batch, actor=SYSTEM, size=batch, answer=lambda _value: {}).value
        if not done:
            return total
        total += int(done)


@transaction.atomic
def publish_batch(*, actor: Actor, size: int = BATCH) -> int:
    """One batch; 0 when nothing is left, or all that is left is being published elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"size": size, "now": clock.now()})
        ids = [row[0] for row in cursor.fetchall()]
    publish_status(dict.fromkeys(ids), basis=BASIS)
    return len(ids)

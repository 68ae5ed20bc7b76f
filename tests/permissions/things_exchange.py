"""Orders, complaints found true, their leads and public answers as the matrix names them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Case, PublicAnswer, WorkOrderResult
from complaints.services import acceptance, leads, public_answers, steps
from credit_portal.common.actors import ANYBODY
from credit_portal.files import services as files
from tests import factories
from tests.complaints import exchange_scenes
from tests.complaints.test_public_answers import TEXTS
from tests.integrity_files import record_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import NONE


def _staff(scene: Scene, ownership: str) -> exchange_scenes.Staff:
    """The hotline of the city, and who handles and approves in the body."""

    def hired(role: str) -> Any:
        return scene.once(
            ("of_city", role),
            lambda: factories.user(username=f"city_{role}", role=role, title=role,
                                   organisation=scene.credit_office, granted_on=scene.city),
        )  # fmt: skip

    return exchange_scenes.Staff(
        hired("hotline_operator"), hired("hotline_supervisor"),
        scene.author(ownership, "case_handler"), scene.author(ownership, "approver"),
        scene.body(ownership),
    )  # fmt: skip


def _order(scene: Scene, ownership: str, number: str) -> Case:
    name = scene.body(ownership).name_zh
    return exchange_scenes.case_of(
        number=f"{number}-{ownership}", accused_zh=name, may_publish=True, is_secret=False
    )


def _true(scene: Scene, ownership: str, number: str) -> Case:
    return _staff(scene, ownership).answered(_order(scene, ownership, number))


def _result_of(scene: Scene, ownership: str) -> WorkOrderResult:
    row = _order(scene, ownership, "MATRIX-R")
    exchange_scenes.act(acceptance.accept, _staff(scene, ownership).operator, row)
    return WorkOrderResult.objects.get(order__case=row)


@thing("order_result")
def _result(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"result_id": 10**9}
    row = scene.once(("order_result", ownership), lambda: _result_of(scene, ownership))
    return {"result_id": row.pk}


@thing("true_complaint")
def _complaint(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"case_id": uuid4()}
    row = scene.once(("true", ownership), lambda: _true(scene, ownership, "MATRIX-T"))
    return {"case_id": row.pk, "version": row.version}


@thing("public_answer")
def _answer(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"answer_id": uuid4()}
    row = scene.once(("answer", ownership), lambda: _proposed(scene, ownership))
    return {"answer_id": row.pk, "version": row.version}


def _proposed(scene: Scene, ownership: str) -> PublicAnswer:
    row, staff = _true(scene, ownership, "MATRIX-A"), _staff(scene, ownership)
    made: PublicAnswer = exchange_scenes.act(
        public_answers.propose, staff.supervisor, row, texts=TEXTS
    )
    return made


@thing("lead_of_complaint")
def _lead(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"lead_id": uuid4(), "file_id": uuid4()}
    return scene.once(("lead_of_complaint", ownership), lambda: _converted(scene, ownership))


def _converted(scene: Scene, ownership: str) -> Arguments:
    row = _true(scene, ownership, "MATRIX-L")
    upload = SimpleUploadedFile("file.png", record_scenes.paper(9).read(), "image/png")
    kept = files.store(upload=upload, owner=ANYBODY, purpose="complaint", anonymous=True)
    note = steps.say(row, "more", "见附件。", file=kept)
    exchange_scenes.act(
        leads.convert, _staff(scene, ownership).supervisor, row, title="拖欠", facts="未付。",
        category="B02", happened_on=date(2026, 1, 1), note_ids=[note.pk],
    )  # fmt: skip
    assert row.lead is not None
    return {"lead_id": row.lead_id, "file_id": row.lead.files.get().file_id}

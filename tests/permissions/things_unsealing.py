"""Requests to see who reported, and complaints with their links, as addresses of the matrix name
them. A complaint of one's own is one that names no body yet: a body's own people never see one
about it at the hotline."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests import factories
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


def _office(scene: Scene, role: str) -> Any:
    """Somebody of the credit office whose powers are not tried, over the whole city."""
    return scene.once(
        ("of_city", role),
        lambda: factories.user(
            username=f"city_{role}", role=role, organisation=scene.credit_office, title="专员",
            granted_on=scene.city,
        ),
    )  # fmt: skip


def _complaint(scene: Scene, ownership: str) -> Any:
    from complaints.models import Identity
    from complaints.services import intake
    from credit_portal.common import clock

    def make() -> Any:
        operator = _office(scene, "hotline_operator")
        row = intake.begin(
            actor=operator, channel="phone", identity={}, operator=operator,
            accused_id=None if ownership == OWN else scene.other_bureau.pk,
            facts={"purpose": "complaint", "category": "B01", "title_zh": "承诺未兑现",
                   "facts_zh": "至今没有办。"},
        )  # fmt: skip
        Identity.objects.create(case=row, sealed=b"sealed", made_on=clock.today())
        return row

    return scene.once(("complaint", ownership), make)


@thing("complaint_relations")
def _relations(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"case_id": uuid4()}
    row = _complaint(scene, ownership)
    return {"case_id": row.pk, "version": row.version}


@thing("unsealing")
def _unsealing(scene: Scene, role: str, ownership: str) -> Arguments:
    """Asked for by an inspector of another unit."""
    from complaints.services import unsealing

    if ownership == NONE:
        return {"request_id": uuid4()}

    def make() -> Any:
        asker = (
            scene.author(FOREIGN, "disciplinary_inspector") if ownership == OWN
            else _office(scene, "disciplinary_inspector")
        )  # fmt: skip
        row = _complaint(scene, ownership)
        return unsealing.ask(actor=asker, number=row.number, reason="须核实。")

    made = scene.once(("unsealing", ownership), make)
    return {"request_id": made.pk, "version": made.version}


@thing("complaint_number")
def _number(scene: Scene, role: str, ownership: str) -> Arguments:
    """A call-back that whoever asks has taken."""
    from complaints.models import CallBack
    from credit_portal.common import clock

    if ownership == NONE:
        return {"call_back_id": uuid4()}
    row = _complaint(scene, ownership)
    made = scene.once(
        ("call_back", ownership),
        lambda: CallBack.objects.create(case=row, kind="satisfaction", due_on=clock.today()),
    )
    taker = scene.users.get(role)
    CallBack.objects.filter(pk=made.pk).update(taker=taker)
    return {"call_back_id": made.pk}

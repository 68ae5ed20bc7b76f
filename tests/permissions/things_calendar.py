"""Holiday notices, reports of recounted dates and changes, for the addresses that name them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from credit_portal.common import acts
from credit_portal.workdays import arrangement, notice_text
from credit_portal.workflow import calendar_changes, calendars, changes
from tests.desk import notices
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


def _keeper(scene: Scene) -> Any:
    return scene.author(OWN, "system_administrator")


def _payload(scene: Scene) -> dict[str, Any]:
    from credit_portal.files.services import store

    def make() -> dict[str, Any]:
        file = store(upload=notices.pdf(), owner=_keeper(scene), purpose=calendar_changes.PURPOSE)
        texts = {
            name: notices.FIELDS_2027[name] for name in ("title_zh", "title_en", "number", "url")
        }
        days = notice_text.read(notices.TEXT_2027, 2027).days
        return arrangement.payload_of(
            year=2027, days=days, issued_on=date(2026, 11, 5), file=file.pk, **texts
        )

    found: dict[str, Any] = scene.once("calendar-payload", make)
    return found


@thing("change")
def _change(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"change_id": uuid4()}

    def make() -> Any:
        return acts.run(
            changes.propose_change, actor=_keeper(scene), kind=calendar_changes.KIND,
            payload=_payload(scene) | {"title_zh": "国务院办公厅关于调整2027年假期的通知"},
            reason="示例理由",
        ).value  # fmt: skip

    return {"change_id": scene.once("change", make).pk}


def _loaded(scene: Scene) -> Any:
    def make() -> Any:
        days = arrangement.notices_of(_payload(scene))
        return calendars.load(actor=_keeper(scene), notices=days).report

    return scene.once("calendar-report", make)


@thing("report")
def _report(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None
    return {"report_id": uuid4() if ownership == NONE else _loaded(scene).pk}


@thing("holiday-notice")
def _notice(scene: Scene, role: str, ownership: str) -> Arguments | None:
    from credit_portal.workdays.models import HolidayNotice

    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"notice_id": 999_999}
    _loaded(scene)
    return {"notice_id": HolidayNotice.objects.get(year=2027).pk}

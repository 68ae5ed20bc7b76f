"""Streets inside the two bodies of the matrix, with their sheets and tables."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from credit_portal.common import acts
from credit_portal.imports import services
from tests import factories
from tests.commitments import sheet_scenes as scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


def _street(scene: Scene, ownership: str) -> scenes.Street:
    """A street office below the body, written for by its author."""

    def make() -> scenes.Street:
        scenes.division("999100", "示例市", "city")
        scenes.division(scenes.DISTRICT, "示例甲区", "district", parent="999100")
        number = 1 if ownership == OWN else 2
        unit = scenes.division(
            f"{scenes.DISTRICT}{number:03d}", f"示例{number}街道", "street", "street",
            scenes.DISTRICT,
        )  # fmt: skip
        body = factories.organisation(
            name_zh=f"示例{number}街道办事处", kind="street_office", parent=scene.body(ownership),
            division=unit,
        )  # fmt: skip
        from tests.permissions.scene import principal

        return scenes.Street(
            body, principal(body), scene.author(ownership), scene.author(ownership, "approver")
        )

    found: scenes.Street = scene.once(("street", ownership), make)
    return found


def _sheet(name: str, year: int) -> None:
    makers: dict[str, Any] = {"sheet": scenes.begun, "sheet_submitted": scenes.submitted}
    make = makers[name]

    @thing(name)
    def found(scene: Scene, role: str, ownership: str) -> Arguments:
        if ownership == NONE:
            return {"sheet_id": uuid4()}
        place = _street(scene, ownership)
        row = scene.once((name, ownership), lambda: make(place, year=year))
        return {"sheet_id": row.pk, "version": row.version}


_sheet("sheet", 2026)
_sheet("sheet_submitted", 2027)


@thing("sheet_batch")
def _batch(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"sheet_id": uuid4(), "batch_id": uuid4()}
    place = _street(scene, ownership)
    row = scene.once(("sheet", ownership), lambda: scenes.begun(place, year=2026))

    def make() -> Any:
        owner = scene.users["filer"] if ownership == OWN else scene.author(FOREIGN)
        return acts.run(
            services.upload, actor=owner, handler="livelihood_sheet", file_name="sheet.xlsx",
            content=scenes.workbook(row), organisation_id=place.body.pk,
            options={"sheet": str(row.pk)},
        ).value  # fmt: skip

    return {"sheet_id": row.pk, "batch_id": scene.once(("sheet_batch", ownership), make).pk}


@thing("unit")
def _unit(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """Units are everybody's: there or not there."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"code": "999999999"}
    return {"code": str(_street(scene, OWN).body.division_id)}

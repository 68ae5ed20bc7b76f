"""Batches and items as addresses of the matrix name them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings

from credit_portal.common import acts
from credit_portal.directory import uscc
from integrity_files.models import ReportBatch, ReportItem
from integrity_files.services import report_batches, report_items
from tests import factories
from tests.integrity_files import record_scenes
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


def _coded(scene: Scene) -> bool:
    """The bodies have codes, without which nothing is reported."""
    bodies = (scene.bureau, scene.other_bureau, scene.credit_office)
    codes = (uscc.fictional(7001), uscc.fictional(7002), settings.PUBLISHING_OFFICE_CODE)
    for body, code in zip(bodies, codes, strict=True):
        type(body).objects.filter(pk=body.pk).update(code=code)
    return True


def _office(scene: Scene, role: str) -> Any:
    return scene.once(
        ("office", role),
        lambda: factories.user(username=f"office_{role}", role=role, title=role,
                               organisation=scene.credit_office, granted_on=scene.city),
    )  # fmt: skip


def _decided(scene: Scene, ownership: str) -> Any:
    officer, reviewer = _office(scene, "credit_officer"), _office(scene, "credit_reviewer")
    scene.once("coded", lambda: _coded(scene))
    body = type(scene.bureau).objects.get(pk=scene.body(ownership).pk)
    return record_scenes.decided(officer, reviewer, scene.author(ownership), body)


def _batches(scene: Scene) -> dict[str, ReportBatch]:
    """A prepared batch of each body by itself, after what other things have determined."""
    found = {}
    report_items.gather_reports()
    if ReportItem.objects.filter(state="waiting").exists():
        _prepared(scene)
    for ownership in (OWN, FOREIGN):
        _decided(scene, ownership)
        report_items.gather_reports()
        found[ownership] = _prepared(scene)
    return found


def _prepared(scene: Scene) -> ReportBatch:
    officer = _office(scene, "credit_officer")
    return acts.run(report_batches.prepare_batch, actor=officer, channel="bodies").value


@thing("report_batch")
def _batch(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"batch_id": uuid4()}
    row = scene.once("report_batches", lambda: _batches(scene))[ownership]
    return {"batch_id": row.pk, "version": row.version}


@thing("report_item")
def _item(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"item_id": uuid4()}
    batch = scene.once("report_batches", lambda: _batches(scene))[ownership]
    return {"item_id": ReportItem.objects.get(lines__batch=batch).pk}

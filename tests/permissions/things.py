"""What the addresses of the matrix name, made through the services of its app."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from commitments import services
from credit_portal.common import acts, clock
from tests.commitments import scenes
from tests.files import samples
from tests.permissions.scene import Arguments, Scene, thing
from tests.permissions.table import FOREIGN, NONE, OWN


# -- commitments -------------------------------------------------------------------------------
def commitment(scene: Scene, ownership: str, state: str) -> Any:
    """A commitment of the body in this state."""
    post, officer = scene.post(ownership), scene.author(ownership)

    def make() -> Any:
        if state == "registered":
            return scenes.registered(officer, scene.author(ownership, "approver"), post)
        return getattr(scenes, state)(officer, post)

    return scene.once((state, ownership), make)


def _commitment(state: str) -> None:
    @thing(state)
    def found(scene: Scene, role: str, ownership: str) -> Arguments:
        if ownership == NONE:
            return {"commitment_id": uuid4(), "pk": uuid4()}
        row = commitment(scene, ownership, state)
        return {"commitment_id": row.pk, "pk": row.pk, "version": row.version}


for _state in ("draft", "submitted", "registered"):
    _commitment(_state)


def verification(scene: Scene, ownership: str) -> Any:
    """An open verification: the body reported that it is done."""
    officer, post = scene.author(ownership), scene.post(ownership)

    def make() -> Any:
        row = scenes.registered(officer, scene.author(ownership, "approver"), post)
        scenes.fulfilled(row, officer, clock.today())
        return scenes.live(row)

    return scene.once(("verification", ownership), make)


def _task(task: Any) -> Arguments:
    if task is None:
        return {"task_id": uuid4(), "pk": uuid4()}
    return {"task_id": task.pk, "pk": task.pk, "version": task.version}


@thing("verification")
def _open(scene: Scene, role: str, ownership: str) -> Arguments:
    return _task(None if ownership == NONE else verification(scene, ownership))


def _proposed(scene: Scene, ownership: str) -> Any:
    def make() -> Any:
        row = scenes.registered(
            scene.author(ownership), scene.author(ownership, "approver"), scene.post(ownership)
        )
        scenes.fulfilled(row, scene.author(ownership), clock.today())
        verifier = scene.once("verifier", lambda: _verifier(scene))
        return scenes.propose(scenes.live(row), verifier, "kept", kept_on=clock.today())

    return scene.once(("proposed", ownership), make)


def _verifier(scene: Scene) -> Any:
    from tests import factories

    return factories.user(
        username="verifier", role="credit_officer", organisation=scene.credit_office,
        title="核实专员", granted_on=scene.city,
    )  # fmt: skip


@thing("proposed")
def _proposal(scene: Scene, role: str, ownership: str) -> Arguments:
    return _task(None if ownership == NONE else _proposed(scene, ownership))


@thing("evidence")
def _evidence(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"evidence_id": uuid4()}

    def make() -> Any:
        row = scenes.draft(scene.author(ownership), scene.post(ownership))
        upload = SimpleUploadedFile("证明.jpg", samples.picture(), "image/jpeg")
        author = scene.author(ownership)
        done = acts.run(services.add_evidence, actor=author, commitment_id=row.pk, upload=upload)
        return done.value

    return {"evidence_id": scene.once(("evidence", ownership), make).pk}


# -- one's own things --------------------------------------------------------------------------
def _owner(scene: Scene, role: str, ownership: str) -> Any:
    return scene.users[role] if ownership == OWN and role in scene.users else scene.author(FOREIGN)


@thing("token")
def _token(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"token_id": uuid4()}
    from credit_portal.accounts.models import ApiToken

    def make() -> Any:
        now = clock.now()
        return ApiToken.objects.create(
            user=_owner(scene, role, ownership), name="程序", digest=uuid4().bytes * 2,
            scopes=["read"], created_at=now, expires_at=now + timedelta(days=9),
        )  # fmt: skip

    return {"token_id": scene.once(("token", role, ownership), make).pk}


@thing("notice")
def _notice(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"notice_id": uuid4()}
    from credit_portal.notices.models import Notice
    from credit_portal.notices.services import notify

    def make() -> Any:
        owner = _owner(scene, role, ownership)
        key = f"matrix.{role}.{ownership}"
        context = {"url": "/staff/", "title": "名单", "count": 1, "errors": 0}
        notify(recipients=[owner], template="import_finished", context=context, dedupe_key=key)
        return Notice.objects.get(dedupe_key=key, recipient=owner, channel="in_site")

    return {"notice_id": scene.once(("notice", role, ownership), make).pk}


@thing("batch")
def _batch(scene: Scene, role: str, ownership: str) -> Arguments:
    if ownership == NONE:
        return {"batch_id": uuid4()}

    def make() -> Any:
        from credit_portal.imports.services import upload
        from credit_portal.imports.tables import write_csv

        owner = scene.users["filer"] if ownership == OWN else scene.author(FOREIGN)
        return acts.run(
            upload, actor=owner, handler="commitments", file_name="list.csv",
            content=write_csv(["标题"], [["一"]]), organisation_id=owner.organisation_id,
        ).value  # fmt: skip

    return {"batch_id": scene.once(("batch", ownership), make).pk}


# -- accounts ----------------------------------------------------------------------------------
@thing("user")
def _user(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None  # accounts are foreign to no administrator
    return {"user_id": uuid4() if ownership == NONE else scene.author(OWN).pk}


def _grant(name: str, *, confirmed: bool) -> None:
    @thing(name)
    def found(scene: Scene, role: str, ownership: str) -> Arguments | None:
        if ownership == FOREIGN:
            return None
        if ownership == NONE:
            return {"grant_id": uuid4()}
        return {"grant_id": scene.once(name, lambda: _granted(scene, confirmed=confirmed)).pk}


def _granted(scene: Scene, *, confirmed: bool) -> Any:
    from credit_portal.accounts.models import RoleGrant

    author = scene.author(OWN, "filer" if confirmed else "approver")
    grant = RoleGrant.objects.get(user=author, granted_by=None)
    if confirmed:
        return grant
    from credit_portal.accounts.models import Role

    return RoleGrant.objects.create(
        user=scene.author(OWN), role=Role.objects.get(pk="case_handler"),
        organisation=scene.bureau, starts_on=date(2026, 1, 1), origin="administrators",
        granted_by=scene.administrator,
    )  # fmt: skip


_grant("pending_grant", confirmed=False)
_grant("open_grant", confirmed=True)


# -- what is public ----------------------------------------------------------------------------
@thing("record")
def _record(scene: Scene, role: str, ownership: str) -> Arguments | None:
    """Records on display are everybody's: there or not there."""
    if ownership == FOREIGN:
        return None
    if ownership == NONE:
        return {"ref": "SY-C2026-0000001S", "file_id": uuid4()}
    from tests.portal.support import put

    shown = scene.once(
        "record",
        lambda: put(scene.bureau, scene.author(OWN), scene.author(OWN, "approver")),
    )
    return {"ref": shown.ref, "file_id": uuid4()}


@thing("public_body")
def _public_body(scene: Scene, role: str, ownership: str) -> Arguments | None:
    if ownership == FOREIGN:
        return None
    slug = "no-such-body" if ownership == NONE else scene.bureau.slug
    return {"slug": slug, "address": slug}

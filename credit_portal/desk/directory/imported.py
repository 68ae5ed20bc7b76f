"""An import of the directory as a change that takes two people: the file, shown row by row."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, NotAllowed
from credit_portal.directory import policies
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import Organisation
from credit_portal.imports import registry, selectors, services
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.workflow import changes
from credit_portal.workflow.changes import ChangeKind, Difference
from credit_portal.workflow.models import Change

KIND = "directory.import"
#: Rows that the page of the change shows, and so the most that two persons can import at once.
SHOWN = 1000


def register() -> None:
    """Make the kind known; called once when the app is ready."""
    changes.register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Import of a table"),
            propose_verb=policies.MANAGE,
            confirm_verb=policies.MANAGE,
            check=_check,
            apply=_apply,
            describe=_describe,
            base=_base,
            subject=_subject,
        )
    )


@transaction.atomic
def propose(*, actor: Actor, batch: ImportBatch, reason: str) -> Change:
    """Lay a checked import before a second person. Raises Conflict while it is not ready,
    Invalid without a reason, NotAllowed."""
    payload = {"batch": str(batch.pk), "sha256": batch.file_sha256, "rows": batch.rows_to_do}
    return changes.propose_change(
        actor=actor, kind=KIND, payload=payload, reason=reason, organisation=_body(batch)
    )


def _body(batch: ImportBatch) -> Organisation | None:
    if batch.organisation_id is None:
        return None
    return directory.organisations().filter(pk=batch.organisation_id).first()


def _batch(payload: dict[str, Any]) -> ImportBatch:
    found = selectors.batch_of(UUID(payload["batch"]))
    if found is None:
        raise Conflict("import_gone", _("The upload has been removed."))
    return found


def _check(payload: dict[str, Any], actor: Actor) -> None:
    batch = _batch(payload)
    ready = batch.state in {ImportBatch.State.PREVIEWED, ImportBatch.State.FAILED}
    if not ready or batch.rows_invalid or not batch.rows_to_do:
        raise Conflict("import_not_ready", _("The import is not ready to be done."))
    if batch.rows_to_do > SHOWN:
        sentence = _(
            "A second person has to see every row: at most %(most)s at once. Divide the file."
        )
        raise Conflict("import_too_long", sentence % {"most": SHOWN})
    if not actor.may(policies.MANAGE, _body(batch)):
        raise NotAllowed("import_not_allowed", _("You may not import here."))


def _apply(payload: dict[str, Any], actor: Actor) -> dict[str, Any]:
    batch = services.second(actor=actor, batch_id=UUID(payload["batch"]))
    return {"batch": str(batch.pk), "rows": batch.rows_to_do}


def _base(payload: dict[str, Any]) -> str:
    """Digest of what the preview found; another check of the rows makes it another."""
    batch = _batch(payload)
    rows = selectors.rows_of(batch).values_list("line_number", "state", "cleaned")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def _subject(payload: dict[str, Any]) -> str:
    batch = _batch(payload)
    return f"{registry.handler(batch.handler).title} · {batch.file_name}"


def _describe(payload: dict[str, Any]) -> list[Difference]:
    """Every row that does something: what it enters, or field by field what it changes."""
    batch = _batch(payload)
    rows = selectors.rows_of(batch, ImportRow.State.VALID)
    titles = selectors.header_names(batch)
    return [line for row in rows for line in differences(row, batch, titles)]


def differences(row: ImportRow, batch: ImportBatch, titles: dict[str, str]) -> list[Difference]:
    """What one row does, for the preview and for the second person."""
    label = _("Line %(line)s") % {"line": row.line_number}
    changed = row.cleaned.get("changes")
    if changed:
        return [
            Difference(f"{label} {_name(row)} · {titles.get(name, name)}", before, after)
            for name, before, after in changed
        ]
    told = [str(cell) for cell in row.raw if str(cell).strip()]
    return [Difference(f"{label} · {_('new')}", "", "、".join(told))]


def _name(row: ImportRow) -> str:
    cleaned = row.cleaned
    return str(cleaned.get("name_zh") or cleaned.get("title_zh") or cleaned.get("person") or "")

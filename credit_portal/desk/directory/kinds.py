"""Every deed as a kind of two-person change, and an import of the directory as another."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.common.errors import Conflict
from credit_portal.common.i18n import localized
from credit_portal.desk.directory import targets, values
from credit_portal.desk.directory.deeds import DEEDS, Deed, Values, body_of
from credit_portal.directory import policies, services
from credit_portal.files.models import StoredFile
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind
from credit_portal.workflow.models import Change

Payload = dict[str, Any]
#: Where a payload keeps the id of the person who was registered for it.
MADE = "person_made"


def code_of(deed: Deed) -> str:
    """The kind of change that the deed becomes."""
    return f"directory.{deed.code}"


def register() -> None:
    """Make the kinds known; called once when the app is ready."""
    for deed in DEEDS:
        register_change_kind(_kind(deed))


def _kind(deed: Deed) -> ChangeKind:
    return ChangeKind(
        code=code_of(deed),
        title=deed.title,
        propose_verb=policies.PROPOSE if deed.staff else policies.MANAGE,
        confirm_verb=policies.MANAGE,
        check=partial(_check, deed),
        apply=partial(_apply, deed),
        describe=partial(_describe, deed),
        base=partial(_base, deed),
        subject=partial(_subject, deed),
        template="desk/directory/_change.html",
        detail=_detail,
        dropped=_dropped,
    )


class _Undone(Exception):
    """Raised to take back what a rehearsal wrote."""


def _check(deed: Deed, payload: Payload, actor: Actor) -> None:
    """Rehearse the deed and take it back: what the service would refuse is refused now."""
    try:
        with transaction.atomic():
            _write(deed, payload, SYSTEM)
            raise _Undone
    except _Undone:
        return


def _apply(deed: Deed, payload: Payload, actor: Actor) -> dict[str, Any]:
    done = _write(deed, payload, actor)
    return {"target": str(done.pk)}


def _write(deed: Deed, payload: Payload, actor: Actor) -> Any:
    target = targets.read(deed, payload["target"])
    return deed.apply(target, _values(deed, payload), actor, payload["reason"])


def _values(deed: Deed, payload: Payload) -> Values:
    try:
        return values.from_json(deed.form.base_fields, payload["fields"])
    except ObjectDoesNotExist as error:
        raise Conflict(
            "change_row_gone", _("Something that this change names is no longer there.")
        ) from error


def _describe(deed: Deed, payload: Payload) -> list[Difference]:
    target = targets.read(deed, payload["target"])
    return differences(deed, target, _values(deed, payload))


def differences(deed: Deed, target: Any, given: Values) -> list[Difference]:
    """Field by field what would be otherwise; a deed without fields says itself."""
    before = deed.initial(target)
    lines = [_line(deed, name, before.get(name), value) for name, value in given.items()]
    changed = [line for line in lines if line.before != line.after]
    return changed or ([] if given else [Difference(str(deed.title), _("no"), _("yes"))])


def _line(deed: Deed, name: str, old: Any, new: Any) -> Difference:
    field = deed.form.base_fields[name]
    return Difference(str(field.label), values.shown(field, old), values.shown(field, new))


def _base(deed: Deed, payload: Payload) -> str:
    return targets.fingerprint(targets.read(deed, payload["target"]))


def _subject(deed: Deed, payload: Payload) -> str:
    target = targets.read(deed, payload["target"])
    body = body_of(target)
    whose = localized(body, "name") if body else payload["fields"].get("name_zh", "")
    post = getattr(target, "post", target)
    what = localized(post, "title") if deed.on in {"post", "appointment"} else ""
    return " · ".join(text for text in (whose, what, str(deed.title)) if text)


def _detail(payload: Payload, change: Change) -> dict[str, Any]:
    """The attached document and the body, for the page of the change."""
    kept = payload.get("document") or {}
    file = StoredFile.objects.filter(pk=kept["id"]).first() if kept else None
    return {"document": file, "document_sha256": kept.get("sha256", ""), "change": change}


def _dropped(change: Change) -> None:
    """Remove the person who was registered for a proposal that came to nothing, unless another
    proposal names him."""
    made = (change.payload or {}).get(MADE)
    waiting = Change.objects.filter(state=Change.State.WAITING, payload__fields__person=made)
    if made and not waiting.exists():
        services.remove_unused_person(
            actor=SYSTEM, person_id=UUID(made), organisation=change.organisation
        )

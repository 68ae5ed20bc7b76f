"""Doing a deed: at once, or as a change that waits for a second person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid, NotAllowed
from credit_portal.desk.directory import kinds, targets, values
from credit_portal.desk.directory.deeds import Deed, Target, Values, body_of
from credit_portal.desk.directory.secret import Secret
from credit_portal.directory import policies, selectors
from credit_portal.directory import services as directory
from credit_portal.directory.models import Organisation, Post
from credit_portal.files import services as files
from credit_portal.workflow import changes
from credit_portal.workflow.models import Change

FILE_PURPOSE = "directory"


@transaction.atomic
def do(
    *, actor: Actor, deed: Deed, target: Target, given: Values, reason: str, upload: Any = None
) -> Any:
    """Carry the deed out, or lay it before a second person: the Change then.

    At once only what is small and done by the keeper of reference data. Raises NotAllowed,
    Invalid for a document that is not accepted or when nothing would change, and whatever the
    service refuses.
    """
    body = body_of(target)
    if not targets.may_do(actor, deed, body):
        raise NotAllowed("directory_not_allowed", _("You may not do this here."))
    given, made = _settled(given, actor, target)
    if policies.may_manage(actor, body) and not deed.two(target, given):
        if not kinds.differences(deed, target, given):
            raise Invalid("change_empty", _("Nothing would change."))
        return deed.apply(target, given, actor, reason)
    payload = {
        "target": str(target.pk) if target else None,
        "fields": values.to_json(given),
        "reason": reason,
        "document": _stored(upload, actor),
        kinds.MADE: made,
    }
    return changes.propose_change(
        actor=actor,
        kind=kinds.code_of(deed),
        payload=payload,
        reason=reason,
        organisation=body or given.get("parent"),
    )


def _settled(given: Values, actor: Actor, target: Target) -> tuple[Values, str | None]:
    """Register the new person that a form names, so that a proposal holds nothing but its id; the
    id of who was registered."""
    if "new_name" not in given:
        return given, None
    kept = {
        name: value
        for name, value in given.items()
        if name not in {"new_name", "id_number", "somebody_else"}
    }
    if not isinstance(target, Post) or kept["person"]:
        return kept, None
    _point_out(given, target)
    kept["person"] = directory.create_person(
        actor=actor,
        name=given["new_name"],
        id_number=_text(given.get("id_number")),
        organisation=target.organisation,
    )
    return kept, str(kept["person"].pk)


def _point_out(given: Values, post: Post) -> None:
    """Somebody of this name stands in the body already: never merged, never overlooked."""
    found = selectors.namesakes(given["new_name"], post.organisation)
    if found and not given["somebody_else"]:
        raise Conflict(
            "person_namesake",
            _(
                "Persons of this name in this body: %(n)s. Choose the person above, or confirm "
                "below that it is somebody else."
            )
            % {"n": len(found)},
            field="somebody_else",
        )


def _text(secret: Any) -> str:
    return secret.text if isinstance(secret, Secret) else ""


def _stored(upload: Any, actor: Actor) -> dict[str, str] | None:
    if not upload:
        return None
    file = files.store(upload=upload, owner=actor, purpose=FILE_PURPOSE)
    return {"id": str(file.pk), "name": file.name, "sha256": file.sha256}


def is_change(done: Any) -> bool:
    """Whether the deed waits for a second person."""
    return isinstance(done, Change)


def answer(done: Any) -> dict[str, Any]:
    """What a repeated submission is answered with."""
    if isinstance(done, Change):
        return {"id": str(done.pk), "waits": True, "body": _key(done.organisation)}
    return {"id": str(done.pk), "waits": False}


def _key(body: Organisation | None) -> str:
    return str(body.pk) if body else ""

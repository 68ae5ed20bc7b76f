"""What a deed is done to, found within what the user may see, and what it was made against."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from credit_portal.accounts.scope import within
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotFound
from credit_portal.desk.directory.deeds import Deed, Target
from credit_portal.directory import policies, selectors
from credit_portal.directory.models import Appointment, Organisation, Post

#: When a row was touched is not what it says.
MOMENTS = frozenset({"created_at", "updated_at"})
_BODY = {"root": "", "body": "", "post": "organisation", "appointment": "post__organisation"}


def visible_bodies(user: Any) -> QuerySet[Organisation]:
    """Bodies whose pages the user may open, in tree order."""
    return selectors.organisations().filter(within(user, policies.READ, ""))


def found(user: Any, on: str, pk: UUID) -> Any:
    """The body, post or appointment of the user's scope. Raises NotFound."""
    row = _rows(on).filter(within(user, policies.READ, _BODY[on]), pk=pk).first()
    if row is None:
        raise missing()
    return row


def missing() -> NotFound:
    """What a foreign row and one that does not exist answer alike."""
    return NotFound("not_found", _("There is no such entry, or it is not yours to see."))


def read(deed: Deed, key: str | None) -> Target:
    """The target of a proposed change, as it stands now. Raises NotFound when it is gone."""
    if deed.on == "root":
        return None
    row: Target = _rows(deed.on).filter(pk=key).first()
    if row is None:
        raise missing()
    return row


def _rows(on: str) -> QuerySet[Any]:
    if on == "post":
        return Post.objects.select_related("organisation")
    if on == "appointment":
        return Appointment.objects.select_related("post__organisation", "person")
    return selectors.organisations()


def may_do(user: Actor, deed: Deed, body: Organisation | None) -> bool:
    """Whether the user may do the deed here, at once or as a proposal."""
    if policies.may_manage(user, body):
        return True
    return deed.staff and user.may(policies.PROPOSE, body)


def fingerprint(target: Target) -> str:
    """SHA-256 of the target as it stands, with the posts' holders: another one is stale."""
    if target is None:
        return ""
    rows: list[Any] = [target]
    if isinstance(target, Post):
        rows += list(selectors.terms_of(target))
    if isinstance(target, Organisation):
        rows += selectors.names_of(target)
    encoder = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False)
    text = encoder.encode([_state(row) for row in rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _state(row: Any) -> dict[str, Any]:
    state = {"pk": str(row.pk), **model_to_dict(row), "path": getattr(row, "path", "")}
    return {name: value for name, value in state.items() if name not in MOMENTS}

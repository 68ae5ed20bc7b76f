"""Posts: promises and duties belong to them, not to whoever holds them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock, db
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.policies import require_manage
from credit_portal.directory.selectors import holder_on
from credit_portal.directory.services.shared import plain

POST_EDITABLE = frozenset({"title_zh", "title_en", "is_principal", "is_public", "active"})


@transaction.atomic
def create_post(
    *,
    actor: Actor,
    organisation: Organisation,
    title_zh: str = "",
    title_en: str = "",
    is_principal: bool = False,
    is_public: bool = False,
    reason: str = "",
) -> Post:
    """Add a post to a body. `is_public`: its holder may be named (信息公开条例 art. 20(2)).

    Several posts of a body may share a title. Raises Invalid without a title, Conflict for a
    second principal post.
    """
    require_manage(actor, organisation)
    post = Post(
        organisation=organisation,
        title_zh=title_zh.strip(),
        title_en=title_en.strip(),
        is_principal=is_principal,
        is_public=is_public,
    )
    _save_post(post, force_insert=True)
    new = {"title": plain(str(post)), "is_principal": is_principal, "is_public": is_public}
    record("directory.create_post", actor=actor, target=post, new=new, reason=reason)
    return post


@transaction.atomic
def edit_post(*, actor: Actor, post: Post, reason: str = "", **changes: Any) -> Post:
    """Change a post's titles or marks, or abolish it (`active=False`).

    Raises Invalid, Conflict as `create_post` does, and Conflict when somebody still holds a post
    that is to be abolished.
    """
    if unknown := set(changes) - POST_EDITABLE:
        raise Invalid(
            "field_not_editable", _("This field cannot be changed here."), field=min(unknown)
        )
    row = db.lock(Post, post.pk)
    require_manage(actor, row.organisation)
    if changes.get("active") is False and holder_on(row, clock.today()) is not None:
        raise Conflict("post_still_held", _("Somebody holds this post. End the appointment first."))
    old = {name: plain(getattr(row, name)) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _save_post(row, update_fields=list(changes))
    new = {name: plain(getattr(row, name)) for name in changes}
    record("directory.edit_post", actor=actor, target=row, old=old, new=new, reason=reason)
    return row


def _save_post(post: Post, **how: Any) -> None:
    if not (post.title_zh or post.title_en):
        raise Invalid("post_title_missing", _("A post needs a title."), field="title_zh")
    try:
        with transaction.atomic():
            post.save(**how)
    except IntegrityError as error:
        raise Conflict(
            "post_second_principal",
            _("The body has a principal post already."),
            field="is_principal",
        ) from error
    # Public pages name posts: their validators look at when a body was changed last.
    Organisation.objects.filter(pk=post.organisation_id).update(updated_at=clock.now())

"""What acts on every kind of case do alike: check the version, say it in words, note, tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import acts, clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Invalid, Stale
from credit_portal.directory.models import Organisation
from credit_portal.notices.services import notify
from integrity_files.services.outside_parties import OutsideActor


def require_version(row: Any, expected: int | None) -> None:
    """Raise Stale unless the locked row is as the page showed it."""
    if expected is not None and row.version != expected:
        raise Stale(
            "stale",
            _("Somebody else changed this meanwhile. Reload the page and look again."),
        )


def words(text: Any, field: str, limit: int = 5000) -> str:
    """Words of a finding or a reason, at most `limit` characters. Raises Invalid where there are
    too few."""
    found = str(text or "").replace("\0", "").strip()
    if len(found) < 2:
        raise Invalid("words_missing", _("Say it in words."), field=field)
    return found[:limit]


def event(events: Any, name: str, actor: Actor, **given: Any) -> None:
    """Write one step of a story (`events`: the related manager of the case): codes, dates, ids."""
    events.create(
        act_id=acts.current_act_id(), name=name, at=clock.now(), on=clock.today(),
        actor_id=actor_id(actor), actor_title=actor.title[:200], **given,
    )  # fmt: skip


def trail(verb: str, actor: Actor, row: Any, body: Organisation, **data: Any) -> None:
    """The audit row of an act on a case, with its state; whoever has no account is nobody."""
    audit.record(
        f"integrity_files.{verb}",
        actor=None if isinstance(actor, OutsideActor) else actor,
        target=row,
        new={"state": row.state},
        organisation=body,
        **data,
    )


def tell(
    template: str, row: Model, recipients: Iterable[User], *, key: str, titles: tuple[str, str],
    body: Organisation, url: str, target: bool = True, **more: Any,
) -> None:  # fmt: skip
    """A message to staff about a case: what it is called (Chinese, English), the body, its page.

    `key` keeps it from being written twice; `target` False where the reader does not see the case.
    """
    notify(
        recipients=recipients,
        template=template,
        context={
            "title_zh": titles[0],
            "title_en": titles[1],
            "organisation_zh": body.name_zh,
            "organisation_en": body.name_en or body.name_zh,
            "url": url,
            **more,
        },
        dedupe_key=f"integrity_files.{key}",
        organisation=body,
        target=row if target else None,
    )

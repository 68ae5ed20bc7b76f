"""How a case begins, whichever way it comes: checked, numbered, its identity sealed, clocks set."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from complaints import codes, rules
from complaints.models import AccusedPost, Case
from complaints.services import clocks, identity_sealing, steps
from credit_portal.common import clock, rows
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.selectors import active_organisation
from credit_portal.workflow import receipts
from integrity_files.codes import BreachCategory

NUMBER = 8
FACTS = (
    "purpose", "category", "title_zh", "facts_zh", "accused_zh", "commitment_ref", "division_id",
    "happened_on", "amount", "people", "is_business", "is_anonymous", "is_secret", "may_publish",
    "urgency", "language",
)  # fmt: skip
#: What an identity may hold; whatever else is given is refused.
IDENTITY = frozenset({"name", "mobile", "email", "address", "id_number", "firm"})


#: 16 bits of an HMAC of a number, by which the desk asks for earlier cases of a caller.
bucket = identity_sealing.bucket_of


def new_number() -> str:
    """A short random number to say on the telephone: 8 characters and a check character."""
    text = "".join(secrets.choice(receipts.ALPHABET) for _place in range(NUMBER))
    return text + receipts.check_character(text)


def begin(
    *,
    actor: Actor,
    channel: str,
    facts: Mapping[str, Any],
    identity: Mapping[str, str],
    accused_id: UUID | None = None,
    accused_post_id: UUID | None = None,
    regime: str = "",
    started_on: date | None = None,
    may_call: bool = False,
    **more: Any,
) -> Case:
    """Register a case, in the caller's transaction. `facts` are FACTS, `identity` any of IDENTITY
    (empty when anonymous), whose number is for call-backs where the reporter agreed (`may_call`).

    `started_on` is the day its clocks begin (today; of a work order the day of the other
    platform). `more` are fields of the way in (receipt_digest, pin_hash, operator, is_demo).
    Raises Invalid with the field.
    """
    given = checked(facts, identity)
    body = _body(accused_id)
    row = Case(
        number=new_number(), channel=channel, accused=body, received_on=clock.today(),
        accused_post=_post(accused_post_id, body), **given, **more,
    )  # fmt: skip
    row.regime = regime or rules.regime_of(
        purpose=row.purpose, category=row.category, business=row.is_business,
        named=not row.is_anonymous,
    )  # fmt: skip
    sealed = identity_sealing.seal(identity, row.pk, may_call=may_call)
    with rows.together():
        rows.insert(row)
        if row.accused_post is not None:
            rows.insert(AccusedPost(case=row, post=row.accused_post, named_on=row.received_on))
        identity_sealing.keep(row, sealed)
        clocks.begin(row, started_on or row.received_on)
        steps.note(row, "received", actor, channel=channel, regime=row.regime)
    return row


def checked(facts: Mapping[str, Any], identity: Mapping[str, str]) -> dict[str, Any]:
    """The FACTS among `facts` as they are kept. Raises Invalid with the field."""
    given = {name: facts[name] for name in FACTS if name in facts}
    if unknown := set(identity) - IDENTITY:
        raise Invalid("identity_unknown", _("This is not asked for."), field=min(unknown))
    if given.get("is_anonymous") and any(value.strip() for value in identity.values()):
        raise Invalid(
            "anonymous_named", _("Who stays anonymous leaves no name and no number."),
            field="is_anonymous",
        )  # fmt: skip
    for name, known in (("purpose", codes.Purpose), ("category", BreachCategory)):
        if given.get(name) not in known.values:
            raise Invalid("choice_unknown", _("Choose from the list."), field=name)
    for name in ("title_zh", "facts_zh"):
        given[name] = steps.words(given.get(name), name, 200 if name == "title_zh" else 10_000)
    happened = given.get("happened_on")
    if happened is not None and happened > clock.today():
        raise Invalid("date_future", _("This day is still to come."), field="happened_on")
    return given


def _body(key: UUID | None) -> Organisation | None:
    if key is None:
        return None
    found = active_organisation(key)
    if found is None:
        raise Invalid("body_unknown", _("Choose a body from the list."), field="accused")
    return found


def _post(key: UUID | None, body: Organisation | None) -> Post | None:
    if key is None:
        return None
    found = Post.objects.filter(pk=key, organisation=body).first()
    if found is None:
        raise Invalid("post_unknown", _("Choose a post of this body."), field="accused_post")
    return found

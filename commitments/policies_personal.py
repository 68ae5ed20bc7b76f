"""Civil servants' own commitments: who agrees, who may not decide, and whether it is public.

Public is only what a holder of a post that is both principal and public promises: his name is
public as that of a person in charge (政府信息公开条例 art. 20(2)). Anybody else's own commitment
is a matter of personnel (art. 16): registered, verified and entered into his file, shown nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import Commitment, PersonalCommitment
from credit_portal.accounts.sides import persons_behind
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotAllowed


@dataclass(frozen=True)
class Publication:
    """Whether a commitment is published, on which legal basis, and how that reads."""

    is_public: bool
    basis: str
    sentence: Any


BY_POST = Publication(True, "P02", _("Published: the post and its body promise it."))
OF_HEAD = Publication(
    True,
    "P02",
    _(
        "Published with the name of the holder, a person in charge whose name is public"
        " (Regulations on Open Government Information, art. 20(2))."
    ),
)
OF_STAFF = Publication(
    False,
    "art16",
    _(
        "Not published: the holder of this post is not named in public (Regulations on Open"
        " Government Information, art. 16). It is registered, verified and entered into his file."
    ),
)


def personal(row: Commitment) -> PersonalCommitment | None:
    """Who bears it personally; None when the post and its body do."""
    return getattr(row, "personal", None)


def publication(row: Commitment) -> Publication:
    """Whether and why it is published; asked by every act that publishes, and by the preview.

    What was so at registration stays so; before, the flags of the post say it.
    """
    own = personal(row)
    if own is None:
        return BY_POST
    is_public = own.is_public
    if is_public is None:
        is_public = row.post.is_principal and row.post.is_public
    return OF_HEAD if is_public else OF_STAFF


def is_bearer(actor: Actor, row: Commitment) -> bool:
    """Whether he, or somebody he deputises for, made this commitment himself."""
    found = personal(row)
    return found is not None and found.person_id in persons_behind(actor)


def may_countersign(actor: Any, row: Commitment) -> bool:
    """Whether he is the very person who is to agree to it, and has not yet."""
    found = personal(row)
    if found is None or found.countersigned_on is not None:
        return False
    return getattr(actor, "person_id", None) == found.person_id


def require_countersign(actor: Any, row: Commitment) -> None:
    """Raise NotAllowed unless ``may_countersign``: nobody agrees for another, no deputy either."""
    if not may_countersign(actor, row):
        raise NotAllowed(
            "not_bearer", _("Only the person who makes this commitment can agree to it, once.")
        )


def may_report(actor: Any, row: Commitment) -> bool:
    """Whether he may say what was done: who files for the body, or the person who bears it
    himself, whatever his roles and wherever he works now; no deputy of his."""
    found = personal(row)
    person = getattr(actor, "person_id", None)
    himself = found is not None and person is not None and person == found.person_id
    return himself or policies.allows(actor, policies.FILE, row.organisation)


def require_report(actor: Any, row: Commitment) -> None:
    """Raise NotAllowed unless ``may_report``."""
    if not may_report(actor, row):
        raise NotAllowed("not_allowed", policies.NO_ROLE)

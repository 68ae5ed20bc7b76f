"""Fresh sign-in proofs: what binds the public asks again who sits there (security.md S16).

An approval, and the second signature of two administrators, need a proof (password and second
factor, passkey) not older than five minutes; one proof serves every act within them. The
middleware puts the proof's age on the request's user. An actor without a session (job, command,
demonstration data) carries `fresh = True` set by whoever starts it; an API token never does.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import policies
from credit_portal.common.actors import Actor
from credit_portal.common.errors import ReauthenticationNeeded

__all__ = [
    "ReauthenticationNeeded",
    "is_fresh",
    "is_proven",
    "prove",
    "require",
    "require_proof",
]

PROVEN = "proven_at"


def prove(session: SessionBase) -> None:
    """Note that whoever sits there has just proven who he is. The machine's time, as all limits
    of sessions: moving the clock of the demonstration proves nothing."""
    session[PROVEN] = time.time()


def is_proven(session: SessionBase) -> bool:
    """Whether the session's proof is not older than settings.FRESH_SECONDS."""
    return bool(time.time() - session.get(PROVEN, 0) < settings.FRESH_SECONDS)


def is_fresh(actor: Actor) -> bool:
    """Whether a fresh proof stands behind the actor."""
    return bool(getattr(actor, "fresh", False))


def require(actor: Actor, verb: str) -> None:
    """Raise ReauthenticationNeeded when the verb wants a fresh proof and the actor has none.

    Asked after the policy check, in the service; `workflow.moves` does it for its transitions.
    Raises UnknownVerb.
    """
    if policies.needs_fresh(verb):
        require_proof(actor)


def require_proof(actor: Actor) -> None:
    """Raise ReauthenticationNeeded unless the actor has a fresh proof, whatever the verb."""
    if not is_fresh(actor):
        raise ReauthenticationNeeded(
            "reauthentication_needed",
            _("Confirm once more that it is you: this act needs a sign-in of the last 5 minutes."),
        )

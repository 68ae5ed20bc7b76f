"""Which roles may do which verb. Apps register theirs in `ready()`; an unknown verb raises.

Verbs are dotted: `commitments.approve`. A verb is asked of a user over a body
(`User.may(verb, organisation)`); nothing is cached beyond one request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from credit_portal.accounts.roles import CODES

_verbs: dict[str, frozenset[str]] = {}
_fresh: set[str] = set()

# What Django's admin shows, to whom: verb -> app labels. It only ever shows.
ADMIN_SHOWS: Mapping[str, frozenset[str]] = {
    "accounts.manage": frozenset({"accounts"}),
    "platform.reference": frozenset({"directory", "workdays"}),
}

OWN_VERBS: Mapping[str, frozenset[str]] = {
    "accounts.manage": frozenset({"security_administrator"}),
    "accounts.confirm": frozenset({"security_administrator"}),
    "platform.reference": frozenset({"system_administrator"}),
    "audit.read": frozenset({"auditor"}),
}
#: Verbs of this app that need a fresh sign-in proof: the second of two administrators.
OWN_FRESH = frozenset({"accounts.confirm"})


class UnknownVerb(LookupError):
    """A verb nobody registered: a mistake in the code, never an answer of "no"."""


def register_verbs(
    verbs: Mapping[str, Collection[str]], *, fresh: Collection[str] = frozenset()
) -> None:
    """Say which roles may do each verb; those in `fresh` also need a sign-in proof of the last
    minutes (security.md S16, `accounts.fresh`). Raises ValueError for a role that does not exist,
    a verb registered differently before, or a `fresh` one that is not among `verbs`."""
    if missing := set(fresh) - set(verbs):
        raise ValueError(f"fresh, but not registered: {', '.join(sorted(missing))}")
    _fresh.update(fresh)
    for verb, roles in verbs.items():
        wanted = frozenset(roles)
        if unknown := wanted - CODES:
            raise ValueError(f"{verb}: no such role: {', '.join(sorted(unknown))}")
        if _verbs.get(verb, wanted) != wanted:
            raise ValueError(f"{verb} is registered twice with different roles")
        _verbs[verb] = wanted


def roles_for(verb: str) -> frozenset[str]:
    """Codes of the roles that may do the verb. Raises UnknownVerb."""
    try:
        return _verbs[verb]
    except KeyError:
        raise UnknownVerb(verb) from None


def needs_fresh(verb: str) -> bool:
    """Whether the verb needs a fresh sign-in proof; the system's verbs never do. Raises
    UnknownVerb."""
    if verb.startswith("system."):
        return False
    roles_for(verb)
    return verb in _fresh


def verbs_of(role: str) -> list[str]:
    """The verbs a role may do, sorted."""
    return sorted(verb for verb, roles in _verbs.items() if role in roles)

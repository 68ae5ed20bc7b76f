"""Which roles may do which verb. Apps register theirs in `ready()`; an unknown verb raises.

Verbs are dotted: `commitments.approve`. A verb is asked of a user over a body
(`User.may(verb, organisation)`); nothing is cached beyond one request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from credit_portal.accounts.roles import CODES

_verbs: dict[str, frozenset[str]] = {}

# What Django's admin shows, to whom: verb -> app labels. It only ever shows.
ADMIN_SHOWS: Mapping[str, frozenset[str]] = {
    "accounts.manage": frozenset({"accounts"}),
    "platform.reference": frozenset({"directory", "workdays"}),
}

OWN_VERBS: Mapping[str, frozenset[str]] = {
    "accounts.manage": frozenset({"security_administrator"}),
    "platform.reference": frozenset({"system_administrator"}),
    "audit.read": frozenset({"auditor"}),
}


class UnknownVerb(LookupError):
    """A verb nobody registered: a mistake in the code, never an answer of "no"."""


def register_verbs(verbs: Mapping[str, Collection[str]]) -> None:
    """Say which roles may do each verb. Raises ValueError for a role that does not exist
    or a verb registered differently before."""
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


def verbs_of(role: str) -> list[str]:
    """The verbs a role may do, sorted."""
    return sorted(verb for verb, roles in _verbs.items() if role in roles)

"""Narrowing a query to what a user may do a verb over. What lies outside answers 404."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from credit_portal.accounts.powers import EVERYWHERE

NOTHING = Q(pk__in=[])


def within(user: Any, verb: str, field: str = "organisation") -> Q:
    """Condition that `field` (a relation to Organisation, or "" for Organisation itself) lies in a
    subtree over which the user holds the verb. Somebody who is not signed in has none."""
    if not getattr(user, "is_authenticated", False):
        return NOTHING
    paths = user.organisation_paths(verb)
    if EVERYWHERE in paths:
        return Q()
    lookup = f"{field}__path__startswith" if field else "path__startswith"
    scope = NOTHING
    for path in paths:
        scope |= Q(**{lookup: path})
    return scope


def within_any(user: Any, verbs: Iterable[str], field: str = "organisation") -> Q:
    """Condition that `field` lies within any of the verbs (see `within`)."""
    return any_of([within(user, verb, field) for verb in verbs])


def any_of(scopes: Sequence[Q]) -> Q:
    """Condition that one of these holds. One that is everywhere is an empty condition, which would
    vanish beside the others."""
    return reduce(or_, scopes, NOTHING) if all(scopes) else Q()


def or_unnamed(scope: Q, field: str) -> Q:
    """Also what names no body in `field`."""
    return any_of([scope, Q(**{field: None})])

"""Grants that end soon: their holders are told once, days before."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from credit_portal.accounts import hooks
from credit_portal.accounts.models import RoleGrant
from credit_portal.accounts.selectors import grants_in_effect
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor

NOTICE_DAYS = 7
BATCH = 200


def remind_of_endings() -> int:
    """Tell of every grant in effect that ends within a week and was not told of; safe twice and
    late. Returns how many."""
    told = 0
    while count := acts.run(_remind, actor=SYSTEM, answer=lambda _count: {}).value:
        told += count
    return told


@transaction.atomic
def _remind(*, actor: Actor) -> int:
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    rows = (
        grants_in_effect()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("role", "organisation", "user")
        .filter(ends_on__lte=until, reminded_at=None, user__is_active=True)
    )
    grants = list(rows.order_by("ends_on", "id")[:BATCH])
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in grants]).update(reminded_at=clock.now())
    for grant in grants:
        hooks.grant_told(grant, "ending")
    return len(grants)

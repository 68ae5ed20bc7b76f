"""Erasing who reported, three years after the end (HOT-IDENTITY): no longer than is needed.

Basis: Personal Information Protection Law art. 19 and 47; as long as claims may be brought (Civil
Code art. 188), because whoever suffers for a report must be able to prove that it was his.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from complaints import rules
from complaints.models import Case, Contact, Identity, SealedOriginal
from complaints.services import steps
from credit_portal.common import acts, clock
from credit_portal.common.actors import SYSTEM, Actor
from credit_portal.workdays import selectors as workdays

BATCH = 200
SEALED = (Identity, Contact, SealedOriginal)


def erase_over() -> int:
    """Erase what is sealed of cases that ended so long ago; of how many. Safe twice and late."""
    last = workdays.latest_start(rules.IDENTITY, clock.today())
    erased = 0
    while last is not None and (
        found := acts.run(_erase, actor=SYSTEM, ended_by=last, answer=lambda _n: {}).value
    ):
        erased += found
    return erased


def _over(ended_by: date) -> QuerySet[Case]:
    """Cases of which something sealed is left that ended by a day; merged ones with the main."""
    rows = Case.objects.alias(end=Coalesce("ended_on", "merged_into__ended_on"))
    keys: set[UUID] = set()
    for model in SEALED:
        keys |= set(
            model.objects.filter(case__in=rows.filter(end__lte=ended_by))
            .order_by("case_id").values_list("case_id", flat=True)[:BATCH]
        )  # fmt: skip
    return Case.objects.filter(pk__in=keys).order_by("pk")


@transaction.atomic
def _erase(*, actor: Actor, ended_by: date) -> int:
    """One batch. The rows at once; sealed files with the next sweep, as no row names them."""
    rows = list(_over(ended_by).select_for_update(of=("self",)))
    for model in SEALED:
        model.objects.filter(case__in=rows).delete()
    for row in rows:
        steps.note(row, "identity_erased", actor)
    return len(rows)

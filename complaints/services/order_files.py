"""What is left of uploaded tables of orders that nobody took over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from complaints.importing.orders import NAME
from credit_portal.common import clock
from credit_portal.imports.models import ImportBatch

#: Days that a table waits to be taken over before it is removed (set by this portal).
KEPT = timedelta(days=7)


@transaction.atomic
def forget_old() -> int:
    """Remove tables that were never taken over, with what they tell; how many."""
    rows = ImportBatch.objects.filter(
        handler=NAME, created_at__lt=clock.now() - KEPT, rows_done=0
    ).exclude(state__in=[ImportBatch.State.COMMITTING, ImportBatch.State.COMMITTED])
    count = rows.count()
    rows.delete()
    return count

"""The one write that the desk owns: moving the demonstration clock."""

from datetime import datetime

from django.db import transaction

from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.models import ClockRow


@transaction.atomic
def move_clock(*, actor: Actor, to: datetime) -> ClockRow:
    """Move the demonstration clock to `to` (aware) and write down who did.

    Raises Conflict outside of demonstration mode and for a moment that has passed.
    """
    before = clock.today()
    clock.advance_to(to)
    row = ClockRow.objects.get(pk=1)
    old, new = {"day": before.isoformat()}, {"day": to.date().isoformat()}
    record("desk.clock_moved", actor=actor, target=row, old=old, new=new)
    return row

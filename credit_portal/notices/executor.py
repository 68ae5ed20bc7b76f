"""One turn of the outbox."""

from __future__ import annotations

from credit_portal.notices import digests, operations, outbox, outside


def run() -> int:
    """Write digests that are due, send what is due, then look whether anything waits too long.

    Safe at any moment, from any number of processes at once. Returns how many were tried.
    """
    digests.make_due()
    tried = outbox.send_pending() + outside.send_pending()
    operations.watch()
    return tried

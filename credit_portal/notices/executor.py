"""One turn of the outbox, and one of the news for followers."""

from __future__ import annotations

from credit_portal.notices import (
    digests,
    follow_digests,
    following,
    operations,
    outbox,
    outside,
)


def run() -> int:
    """Write digests that are due, send what is due, then look whether anything waits too long.

    Safe at any moment, from any number of processes at once. Returns how many were tried.
    """
    digests.make_due()
    tried = outbox.send_pending() + outside.send_pending()
    operations.watch()
    return tried


def tell_news() -> int:
    """Write the mails to followers that are due, and forget addresses that nobody confirmed.

    Safe at any moment, from any number of processes at once. Returns how many were written.
    """
    following.forget_unconfirmed()
    return follow_digests.make_due()

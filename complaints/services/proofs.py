"""Proof that a report was received (B10): a commitment when it is filed, one leaf for each day.

What is kept of a report is a commitment and its day, in a table that leads nowhere. The salt comes
from the receipt's code, which the portal does not keep: only its holder can show which commitment
is his, and of which words. Days are anchored once over, also empty ones, so that neither a report
can be left out later nor one be added. Random commitments fill a day up before it is anchored, so
that its size tells nobody how many reports there were.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import selectors
from complaints.codes import NoteKind
from complaints.models import Case, IntakeDay, IntakeProof
from credit_portal.common import clock, rows
from credit_portal.common.db import take_turns, turn_and_ask
from credit_portal.common.errors import NotFound
from credit_portal.ledger import leaf, receipt_keys
from credit_portal.ledger import receipt as receipts
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger import services as log
from credit_portal.ledger.checkpoint import TlogProof
from credit_portal.ledger.note import encode

#: Who files shares this lock; who closes a day takes it, and so waits for reports on their way.
TURNS = 0x17A4_E5DA
#: Days that one run anchors at most; the next run does the rest.
MOST_DAYS = 400
#: Commitments of a day at least, real ones and others (set by this portal).
FILLED = 32


def keep(*, salt: bytes, code: bytes, content: bytes) -> IntakeProof:
    """Commit to a report, in the transaction that files it: today, or the first day that is not
    closed yet."""
    last = turn_and_ask(TURNS, selectors.LAST_CLOSED, share=True)
    day = clock.today() if last is None else max(clock.today(), last + timedelta(days=1))
    made = IntakeProof(commitment=receipts.commitment(salt, code, content), day=day)
    rows.insert(made)
    return made


def content_of(row: Case) -> bytes:
    """Digest of what was handed in first, from what is kept: the words never change."""
    notes = row.notes.filter(kind=NoteKind.FACTS, file__isnull=False)
    return receipts.content_digest(
        row.facts_zh, notes.values_list("file__original_sha256", flat=True)
    )


def is_the_same(row: Case, salt: bytes, facts: str, files: Iterable[str]) -> bool:
    """Whether these words and files are what was filed under this receipt."""
    content = receipts.content_digest(facts, files)
    made = receipts.commitment(salt, bytes(row.receipt_digest or b""), content)
    return IntakeProof.objects.filter(commitment=made).exists()


def receipt_of(row: Case, salt: bytes) -> receipts.Receipt:
    """The signed receipt, with its place in the log once its day stands there.

    Raises NotFound ("proof_gone") where what was filed has been erased, or the salt is another.
    """
    code, content = bytes(row.receipt_digest or b""), content_of(row)
    made = receipts.commitment(salt, code, content)
    kept = IntakeProof.objects.filter(commitment=made).first()
    if kept is None:
        raise NotFound("proof_gone", _("What was filed is erased; nothing can be proven of it."))
    found = receipts.issue(
        origin=settings.LEDGER_ORIGIN, day=kept.day, salt=salt, code=code, content=content,
        key=receipt_keys.private_key(),
    )  # fmt: skip
    place = _place(kept.day, made)
    return found if place is None else found.placed(place)


def _place(day: date, made: bytes) -> receipts.Place | None:
    """Where the commitment stands; None until its day has ended, is anchored and signed."""
    closed = IntakeDay.objects.filter(day=day, leaf__isnull=False).first()
    if closed is None or closed.leaf is None:
        return None
    try:
        proof = ledger.proof(closed.leaf)
    except ledger.NotSigned:
        return None
    all_of_it = _commitments(day, day)
    index, path = receipts.day_path(all_of_it.get(day, []), made)
    return receipts.Place(
        index, len(all_of_it[day]), path, ledger.entry(closed.leaf),
        TlogProof(proof.index, proof.path, proof.checkpoint),
    )  # fmt: skip


@transaction.atomic
def anchor_days() -> int:
    """Anchor each ended day that is not anchored, the oldest first; so many. Safe at any time and
    by several processes; after an outage it catches up."""
    if not _waiting():  # whoever files need not wait for a look that finds nothing
        return 0
    take_turns(TURNS)
    days = _waiting()
    if not days:
        return 0
    _fill(days)
    found, now = _commitments(days[0], days[-1]), clock.now()
    roots = [receipts.day_root(found.get(day, [])) for day in days]
    entries = [
        leaf.build_system(
            "day", at=now, log=receipts.LOG, day=day.isoformat(), root=encode(root)
        )
        for day, root in zip(days, roots, strict=True)
    ]  # fmt: skip
    places = log.append(entries)
    IntakeDay.objects.bulk_create(
        IntakeDay(day=day, root=root, leaf=index)
        for day, root, index in zip(days, roots, places, strict=True)
    )
    return len(days)


def _fill(days: Sequence[date]) -> None:
    """Fill each day up with what nobody has a receipt for, to a power of two, FILLED at least."""
    found = _commitments(days[0], days[-1])
    made = []
    for day in days:
        there = len(found.get(day, []))
        size = max(FILLED, 1 << (there - 1).bit_length() if there else 0)
        made += [IntakeProof(commitment=secrets.token_bytes(32), day=day)
                 for _one in range(size - there)]  # fmt: skip
    IntakeProof.objects.bulk_create(made)


def _waiting() -> Sequence[date]:
    """Ended days from the first unanchored on: from yesterday where nothing was ever received."""
    yesterday = clock.today() - timedelta(days=1)
    last = _last_closed()
    first = IntakeProof.objects.order_by("day").values_list("day", flat=True).first()
    begin = last + timedelta(days=1) if last else min(first or yesterday, yesterday)
    count = min((yesterday - begin).days + 1, MOST_DAYS)
    return [begin + timedelta(days=n) for n in range(count)]


def _last_closed() -> date | None:
    return IntakeDay.objects.order_by("-day").values_list("day", flat=True).first()


def _commitments(first: date, last: date) -> dict[date, list[bytes]]:
    rows = IntakeProof.objects.filter(day__range=(first, last)).order_by("day")
    pairs = rows.values_list("day", "commitment")
    return {
        day: [bytes(one) for _day, one in group]
        for day, group in groupby(pairs, key=lambda pair: pair[0])
    }

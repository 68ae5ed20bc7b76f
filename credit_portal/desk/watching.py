"""What those who run the portal watch: figures of `/metrics`, components of `/readyz`.

The platform's queues in one place; a domain app adds its own with the same two functions.
"""

from datetime import timedelta

from django.conf import settings

from credit_portal.common import clock, health, jobs
from credit_portal.common.health import OK, Finding
from credit_portal.common.metrics import of_query, register
from credit_portal.ledger import keys
from credit_portal.ledger import selectors as ledger
from credit_portal.publishing.open_data import runs
from credit_portal.workdays import selectors as workdays

#: Months ahead for which holidays should be known; notices for a year appear the November before.
MONTHS_AHEAD = 2

FIGURES: list[tuple[str, str, str, tuple[str, ...]]] = [
    (
        "publication_outbox",
        "Decisions that wait for publication",
        "select count(*) from publishing_decision where done_at is null",
        (),
    ),
    (
        "publication_outbox_age_seconds",
        "Age of the oldest decision that waits for publication",
        "select extract(epoch from %(now)s - min(decided_at)) from publishing_decision"
        " where done_at is null",
        (),
    ),
    (
        "notices_outbox",
        "Messages by channel and state, those sent left out",
        "select channel, state, count(*) from notices_notice where state <> 'sent'"
        " group by channel, state order by channel, state",
        ("channel", "state"),
    ),
    (
        "notices_outbox_age_seconds",
        "How long the oldest message is due that was not sent",
        "select extract(epoch from %(now)s - min(not_before)) from notices_notice"
        " where state = 'pending' and not_before <= %(now)s",
        (),
    ),
    (
        "imports",
        "Tables that are being read or written, by state",
        "select state, count(*) from imports_importbatch"
        " where state in ('uploaded', 'committing', 'failed') group by state order by state",
        ("state",),
    ),
    (
        "imports_age_seconds",
        "Age of the oldest table that waits for a worker",
        "select extract(epoch from %(now)s - min(created_at)) from imports_importbatch"
        " where state in ('uploaded', 'committing')",
        (),
    ),
    (
        "files_quarantined",
        "Uploads that wait for the virus scanner",
        "select count(*) from files_storedfile where state = 'quarantined'",
        (),
    ),
    (
        "files_quarantined_age_seconds",
        "Age of the oldest of them",
        "select extract(epoch from %(now)s - min(created_at)) from files_storedfile"
        " where state = 'quarantined'",
        (),
    ),
    (
        "deadlines_backlog",
        "Open deadlines that passed and that no sweep has marked, by kind",
        "select kind, count(*) from workflow_deadline where outcome = '' and overdue_at is null"
        " and suspended_on is null and not provisional and due_on < %(today)s"
        " group by kind order by kind",
        ("kind",),
    ),
    (
        "deadlines_open",
        "Open deadlines by kind",
        "select kind, count(*) from workflow_deadline where outcome = ''"
        " group by kind order by kind",
        ("kind",),
    ),
    ("ledger_size", "Entries of the public log", "select size from ledger_state", ()),
    (
        "ledger_unsigned",
        "Entries that no signed checkpoint covers",
        "select size - coalesce((select max(size) from ledger_checkpoint), 0) from ledger_state",
        (),
    ),
    (
        "ledger_unsigned_age_seconds",
        "How long the oldest entry has waited that no signed checkpoint covers; 0 without one",
        "select case when s.size <= coalesce(c.size, 0) then 0 else extract(epoch from %(now)s -"
        " case when coalesce(c.size, 0) <= s.marked_size then s.marked_at else c.at end) end"
        " from ledger_state s left join lateral"
        " (select size, at from ledger_checkpoint order by size desc limit 1) c on true",
        (),
    ),
    (
        "ledger_cosignature_age_seconds",
        "Age of the newest cosignature, by witness",
        "select witness, extract(epoch from %(now)s - max(at)) from ledger_cosignature"
        " group by witness order by witness",
        ("witness",),
    ),
    (
        "ledger_checkpoint_age_seconds",
        "Age of the newest signed checkpoint",
        "select extract(epoch from %(now)s - max(at)) from ledger_checkpoint",
        (),
    ),
    (
        "displayed_records",
        "Records on display by kind",
        "select kind, count(*) from publishing_displayed group by kind order by kind",
        ("kind",),
    ),
]


def ledger_readable() -> Finding:
    """The public role reads the newest checkpoint, and the key is the one that signed it."""
    if not (keys.exists() or settings.MAKE_KEYS):
        return Finding("failed", "ledger.pub is missing")
    head = ledger.head()
    if head.note and keys.verifier().name not in head.note:
        return Finding("failed", "another key signed the log")
    return OK


def ledger_signed() -> Finding:
    """No entry has waited for the signer for LEDGER_ALARM_MINUTES (security.md F16, M8)."""
    since = ledger.unsigned_since()
    if since and clock.now() - since > timedelta(minutes=settings.LEDGER_ALARM_MINUTES):
        minutes = int((clock.now() - since).total_seconds() // 60)
        return Finding("degraded", f"entries have not been signed for {minutes} minutes")
    return OK


def calendar() -> Finding:
    """Holidays are known for the coming months; else the dates that touch them are provisional."""
    today = clock.today()
    month = today.month + MONTHS_AHEAD
    needed = {today.year} | ({today.year + 1} if month > 12 else set())
    missing = sorted(needed - set(workdays.loaded_years()))
    if missing:
        return Finding("degraded", f"not loaded: {', '.join(map(str, missing))}")
    return OK


def open_data() -> Finding:
    """The last run that wrote the bulk files did not fail."""
    last = jobs.last_state(runs.JOB)
    if last is not None and not last.ok:
        return Finding("degraded", "the last export failed")
    return OK


def register_all() -> None:
    """Make all of it known to `/metrics` and `/readyz`."""
    for name, meaning, sql, labels in FIGURES:
        register(name, meaning, of_query(sql, *labels))
    health.register("ledger", ledger_readable)
    health.register("ledger_signed", ledger_signed, at_worst="degraded")
    health.register("calendar", calendar, at_worst="degraded")
    health.register("open_data", open_data, at_worst="degraded")

"""When a file may be handed out: the rule that makes a removed record leave the bulk files too.

A file holds the records of one snapshot. From the commit of a removal or correction on, and from
the end of the last day of display of one of its records, the database says so by itself, and the
door refuses the file until it has been written anew (security.md: a removed record vanishes from
every surface). So no download that begins after the commit holds the record, whether or not a
task has run since.
"""

from credit_portal.common import clock
from credit_portal.ledger.models import LedgerEntry
from credit_portal.ledger.note import encode
from credit_portal.publishing.models import Disclosure
from credit_portal.publishing.open_data.manifest import Manifest, Table
from credit_portal.publishing.removals import ENDING
from credit_portal.publishing.selectors import PUBLIC


def stands(manifest: Manifest, table: Table) -> bool:
    """Whether all that the table's files hold is public at this moment.

    Tables that repeat no words of records stand always: the log only grows, codes and names of
    bodies are public for good.
    """
    if not table.holds:
        return True
    if table.ends is not None and table.ends < clock.today():
        return False
    return _is_ours(manifest) and not _ended_since(manifest, table)


def _is_ours(manifest: Manifest) -> bool:
    """Whether the snapshot is of this history: its last entry stands where it stood."""
    if manifest.ledger_size == 0:
        return True
    last = LedgerEntry.objects.using(PUBLIC).filter(idx=manifest.ledger_size - 1)
    found = last.values_list("leaf_hash", flat=True).first()
    return found is not None and encode(bytes(found)) == manifest.last_leaf


def _ended_since(manifest: Manifest, table: Table) -> bool:
    """Whether a removal or correction stands in the log behind the snapshot. Entries are appended
    one after the other over all processes, so those behind it are those committed after it."""
    later = Disclosure.objects.using(PUBLIC).filter(
        leaf_index__gte=manifest.ledger_size, act__in=ENDING
    )
    if table.holds != "*":
        later = later.filter(kind=table.holds)
    return later.exists()

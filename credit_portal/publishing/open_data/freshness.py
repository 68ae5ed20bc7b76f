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


def standing(manifest: Manifest) -> set[str]:
    """Codes of the tables of which all that their files hold is public at this moment; two queries.

    Tables that repeat no words of records stand always: the log only grows, codes and names of
    bodies are public for good.
    """
    today = clock.today()
    ours, ended = _is_ours(manifest), _ended_since(manifest)
    return {
        code for code, table in manifest.tables.items() if not table.holds
        or (ours and (table.ends is None or table.ends >= today) and not _touched(table, ended))
    }  # fmt: skip


def stands(manifest: Manifest, code: str) -> bool:
    """Whether the files of one table may be handed out at this moment."""
    return code in standing(manifest)


def _touched(table: Table, kinds: set[str]) -> bool:
    return bool(kinds) if table.holds == "*" else table.holds in kinds


def _is_ours(manifest: Manifest) -> bool:
    """Whether the snapshot is of this history: its last entry stands where it stood."""
    if manifest.appended == 0:
        return True
    last = LedgerEntry.objects.using(PUBLIC).filter(idx=manifest.appended - 1)
    found = last.values_list("leaf_hash", flat=True).first()
    return found is not None and encode(bytes(found)) == manifest.last_leaf


def _ended_since(manifest: Manifest) -> set[str]:
    """Kinds with a removal or correction in the log behind the snapshot. Entries are appended one
    after the other over all processes, so those behind it are those committed after it, whether
    or not they are signed by now."""
    later = Disclosure.objects.using(PUBLIC).filter(
        leaf_index__gte=manifest.appended, act__in=ENDING
    )
    return set(later.order_by().values_list("kind", flat=True).distinct())

"""Registration of the ledger app."""

from django.apps import AppConfig

from credit_portal.common import invariants

DENSE = """
select s.size, count(e.idx), max(e.idx) from ledger_state s left join ledger_entry e on true
 group by s.size having count(e.idx) <> s.size or coalesce(max(e.idx) + 1, 0) <> s.size
"""
HEADS = """
select size, at from (select size, at, lag(at) over (order by size) before
                        from ledger_checkpoint) c where at < before
union all
select s.size, null from ledger_state s
 where s.size <> coalesce((select max(size) from ledger_checkpoint), 0)
"""


class LedgerConfig(AppConfig):
    """Configuration of credit_portal.ledger."""

    name = "credit_portal.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what must hold in the database (security.md 3.3)."""
        invariants.register("I4", "the ledger is dense from 0 and the state counts it", DENSE)
        invariants.register("I8", "checkpoints only grow, and the newest covers all", HEADS)

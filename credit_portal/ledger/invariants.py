"""What must always hold of the audit trail's private tree (security.md 1.4)."""

from credit_portal.common.invariants import register

#: A place for each event that is older than the last anchor; none without its event; no gap.
PLACES = """
select p.idx::text, 'place' from (
    select idx, event_id, row_number() over (order by idx) - 1 as place from audit_auditposition) p
  left join audit_auditevent e on e.id = p.event_id
 where e.id is null or p.idx <> p.place
union all
select t.size::text, 'state' from audit_audittree t
 where t.size <> (select count(*) from audit_auditposition)
    or t.size <> coalesce((select size from audit_auditanchor order by hour desc limit 1), 0)
"""
#: The first 48 bits of a key are the machine's milliseconds; an act lasts less than an hour.
OUTSIDE = """
select e.id::text from audit_auditevent e
 where not exists (select 1 from audit_auditposition p where p.event_id = e.id)
   and to_timestamp(('x' || left(replace(e.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
       < (select max(ran_at) - interval '1 hour' from audit_auditanchor)
"""
ANCHORS = """
select coalesce(a.leaf_index, e.idx)::text from audit_auditanchor a
  full join (select idx, convert_from(entry, 'UTF8')::jsonb as leaf from ledger_entry
              where starts_with(convert_from(entry, 'UTF8'), '{"act":"anchor"')
                and convert_from(entry, 'UTF8')::jsonb ->> 'log' = 'audit') e
    on e.idx = a.leaf_index
 where a.size is null or e.idx is null
    or e.leaf ->> 'root' is distinct from encode(a.root, 'base64')
    or (e.leaf ->> 'size')::bigint is distinct from a.size
union all
select leaf_index::text from (
    select leaf_index, size, lag(size) over (order by hour) as before from audit_auditanchor) x
 where size < before
"""


def register_all() -> None:
    """Register A01 to A03; the contents of the rows are recomputed by `verify_audit`."""
    register("A01", "every place of the audit tree has its event, without a gap", PLACES)
    register("A02", "no event older than the last anchor stands outside the tree", OUTSIDE)
    register("A03", "every anchor of the audit tree stands in the public log", ANCHORS)

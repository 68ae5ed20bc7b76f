"""What must hold between decisions, versions, ledger and display (security.md 3.3)."""

from datetime import timedelta
from typing import Any

from credit_portal.common import clock
from credit_portal.common.invariants import register

#: I1, I8: how long publication may take before it counts as lost.
GRACE = timedelta(seconds=60)

LATE = """
select id from publishing_decision where done_at is null and decided_at < %(before)s
"""
TWICE = """
select rec::text, seq::text from publishing_disclosure group by rec, seq having count(*) > 1
union all
select decision_id::text, 'decision' from publishing_disclosure
 group by decision_id having count(*) > 1
union all
select id::text, 'undisclosed' from publishing_decision d where done_at is not null
   and not exists (select 1 from publishing_disclosure v where v.decision_id = d.id)
"""
LEAVES = """
select coalesce(v.leaf_index, e.idx), v.rec
  from publishing_disclosure v
  full join (select idx, entry, leaf_hash, convert_from(entry, 'UTF8')::jsonb as leaf
               from ledger_entry
              where not exists (select 1 from publishing_codesleaf c where c.leaf_index = idx)
            ) e on e.idx = v.leaf_index
 where case when e.leaf->>'act' in ('anchor', 'key', 'codes', 'day') then v.id is not null
       else v.id is null or e.idx is null
         or v.leaf_hash <> sha256('\\x00'::bytea || e.entry)
         or (v.rec, v.seq::text, v.act, v.basis_id, v.agency, encode(v.cm, 'base64'))
            is distinct from (e.leaf->>'rec', e.leaf->>'seq', e.leaf->>'act',
                              e.leaf->>'basis', e.leaf->>'agency', e.leaf->>'cm')
         or v.until::text is distinct from e.leaf->>'until' end
"""
DENSE = """
select s.size, (select count(*) from ledger_entry), (select max(idx) from ledger_entry)
  from ledger_state s
 where (select count(*) from ledger_entry) <> s.size
    or (select coalesce(max(idx) + 1, 0) from ledger_entry) <> s.size
"""
CHAIN = """
select rec, seq from (
    select v.rec, v.seq, v.act, convert_from(e.entry, 'UTF8')::jsonb->>'prev' as prev,
           encode(lag(v.leaf_hash) over w, 'base64') as before,
           lag(v.act) over w as last_act, row_number() over w as place
      from publishing_disclosure v join ledger_entry e on e.idx = v.leaf_index
    window w as (partition by v.rec order by v.seq)) x
 where seq <> place or prev is distinct from before
    or (act = 'restore') is distinct from
       coalesce(last_act in ('withdraw', 'repair', 'expire'), false)
"""
SHOWN = """
select coalesce(l.rec, d.rec) from (
    select distinct on (rec) rec, seq, act, until from publishing_disclosure
     order by rec, seq desc) l
  full join (select rec, version from publishing_displayed
              where until is null or until >= %(today)s) d using (rec)
 where (d.rec is not null) <> coalesce(
        l.act in ('publish', 'correct', 'annotate', 'restore')
        and (l.until is null or l.until >= %(today)s), false)
    or d.version <> l.seq
"""
FOUR_EYES = """
select id from publishing_decision
 where (approver_id is null) <> (automatic or (act = 'withdraw' and basis_id = 'X01'))
    or approver_id = proposer_id
    or (act in ('withdraw', 'repair', 'annotate', 'restore') and kind <> 'article'
        and approver_organisation_id is not distinct from organisation_id)
"""
HEADS = """
select size, 'shrank' from (
    select size, lag(size) over (order by at, size) as before from ledger_checkpoint) x
 where size < before
union all
select s.size, 'not signed' from ledger_state s
  left join lateral (select size, at from ledger_checkpoint order by size desc limit 1) c on true
 where s.size > coalesce(c.size, 0)
   and case when coalesce(c.size, 0) <= s.marked_size then s.marked_at else c.at end < %(before)s
"""
ERASED = """
select v.rec from publishing_opening o join publishing_disclosure v on v.id = o.disclosure_id
 where (select act from publishing_disclosure h where h.rec = v.rec order by seq desc limit 1)
       in ('withdraw', 'repair', 'expire')
union all
select v.rec from publishing_disclosure v
 where v.act in ('withdraw', 'repair', 'expire')
   and not exists (select 1 from publishing_removal r where r.disclosure_id = v.id)
"""
UNAUDITED = """
select d.id from publishing_decision d
 where not exists (select 1 from audit_auditevent a
                    where a.target_type = 'publishing.decision'
                      and a.target_id = d.id::text and a.verb = 'publishing.decide')
"""
CONTENT = """
select s.rec from publishing_displayed s
  left join publishing_opening o on o.disclosure_id = s.disclosure_id
 where s.document is distinct from o.document
"""

COLUMNS = """
select rec from (select rec, title_zh, title_en, outcome, due_on, row::jsonb as r,
                        document::jsonb as d from publishing_displayed) s
 where r ->> 'outcome' is distinct from outcome or r ->> 'title_zh' is distinct from title_zh
    or r ->> 'title_en' is distinct from title_en
    or r ->> 'due_on' is distinct from due_on::text
    or coalesce(d ->> 'outcome', outcome) <> outcome
    or coalesce(d ->> 'due_on', due_on::text) is distinct from due_on::text
    or not starts_with(coalesce(d ->> 'title_zh', title_zh), rtrim(title_zh, '… '))
    or not starts_with(coalesce(d ->> 'title_en', title_en), rtrim(title_en, '… '))
"""

COUNTED = """
select dimension, key, kind from (
    select c.dimension, c.key, d.kind, c.span, d.outcome, d.severity
      from publishing_displayed d
      cross join lateral (select
            to_char(d.published_at at time zone 'Asia/Shanghai', 'YYYY') as year,
            to_char(d.due_on, 'YYYY-Q') as quarter, left(d.division_code, 6) as district,
            case when d.kind = 'commitment' and d.category = 'livelihood' then
              (d.row::jsonb ->> 'sheet_division') || ' ' || d.sector end as unit) s
      cross join lateral (values
            ('body', d.organisation_id::text, s.year), ('district', s.district, s.year),
            ('sector', d.sector, s.year), ('category', d.category, s.year),
            ('body_due', d.organisation_id::text, s.quarter),
            ('district_due', s.district, s.quarter),
            ('unit', s.unit, case when s.unit is not null then d.row::jsonb ->> 'sheet_year' end))
            c(dimension, key, span)
     where c.span is not null) x
  full join (select dimension, key, kind, span, outcome, severity, n from publishing_tally
              where n > 0) t using (dimension, key, kind, span, outcome, severity)
 group by dimension, key, kind, span, outcome, severity, t.n
having t.n is null or t.n <> count(x.*)
"""


def _before() -> dict[str, Any]:
    return {"before": clock.now() - GRACE}


def _today() -> dict[str, Any]:
    return {"today": clock.today()}


def register_all() -> None:
    """Register I1 to I10 of security.md 3.3, and that what is shown is what was opened."""
    register("I01", "no decision waits longer than a minute for publication", LATE, _before)
    register("I02", "each decision is published once, each version exists once", TWICE)
    register("I03", "each version has its own leaf, each leaf its version", LEAVES)
    register("I04", "the ledger is dense from 0 and as long as its state says", DENSE)
    register("I05", "the chain of leaves of each record is whole", CHAIN)
    register("I06", "displayed is what the latest leaf displays, and nothing else", SHOWN, _today)
    register("I07", "two people decided, of another body where required", FOUR_EYES)
    register("I08", "signed heads only grow; no entry waits longer than a minute", HEADS, _before)
    register("I09", "what was removed keeps no opening, and has its notice", ERASED)
    register("I10", "each decision has its audit row", UNAUDITED)
    register("I13", "what is displayed is the document that was opened", CONTENT)
    register("I14", "what lists show of a record is what its document says", COLUMNS)
    register("I15", "what boards count is what is displayed", COUNTED)

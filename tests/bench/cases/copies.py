"""A million records within minutes: copies of the patterns that were really published.

One statement for each table. Indexes and counts are made afterwards, as the product's own
migrations make them; guards and foreign keys of these tables rest. Copies stand in the public
tables (displayed rows, versions, removals, counts). Their leaves are in no log and their openings
are not there: what a page shows of a copy is complete but for its proof.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any

from django.db import connections

from credit_portal.common import bulk, clock
from credit_portal.directory.models import Organisation
from credit_portal.ledger import selectors as ledger
from credit_portal.publishing import references, rows
from tests.bench.cases.city import LARGE, YEARS
from tests.bench.cases.people import run_sql
from tests.bench.figures import Mismatch

#: Words of each class of frequency, and in how many records they stand, one of so many. The common
#: one is in the titles of some patterns. Medium ones are as frequent as the first step of a search
#: just finds a page of, or just not.
WORDS = {"common": "停车位", "medium": "供暖管网", "rare": "危桥加固", "none": "查无此词"}
EVERY = {"medium": 80, "rare": 20_000}
SOWN = "".join(
    f" || case when p.n %% {every} = {every // 2} then ' {WORDS[name]}' else '' end"
    for name, every in EVERY.items()
)
#: One of so many records was removed.
REMOVED = 100
CHUNK = 20_000
PAIRS = "displayed_grams"
TABLES = ("publishing_displayed", "publishing_disclosure", "publishing_removal")
#: The guards of a table rest, its foreign keys go.
FREE = """
alter table {table} disable trigger user;
do $$ declare name text; begin
  for name in select conname from pg_constraint
               where conrelid = '{table}'::regclass and contype = 'f'
  loop execute format('alter table {table} drop constraint %I', name); end loop;
end $$;
"""
#: Those that no constraint needs.
INDEXES = """
select indexname, indexdef from pg_indexes i
 where schemaname = 'public' and tablename = %s
   and not exists (select 1 from pg_constraint c where c.conname = i.indexname)
"""
PLAN = """
create unlogged table bench_plan (n int, ref text, at timestamptz, place int, pattern int);
create unlogged table bench_place (place int, id uuid, slug text, name_zh text, name_en text,
    division text);
create unlogged table bench_pattern (pattern int, rec text, texts text, told text, document text);
grant all on bench_plan, bench_place, bench_pattern to public
"""
#: What differs between a pattern and its copy, as `format` puts it into texts: reference, moment,
#: names, address and division of the body, and the unit of a sheet.
PUT = (
    "p.ref, to_char(p.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+08:00\"'),"
    " b.name_zh, b.name_en, b.slug, b.division, coalesce(nullif(b.division, ''), '210102001')"
)
DISPLAYED = f"""
insert into publishing_displayed (rec, ref, disclosure_id, kind, organisation_id,
    organisation_slug, organisation_name_zh, organisation_name_en, division_code, title_zh,
    title_en, search_text, sector, outcome, category, severity, due_on, published_at, updated_at,
    version, until, "row", document)
select md5(p.n::text), p.ref, lpad(to_hex(p.n), 32, '0')::uuid, t.kind, b.id, b.slug, b.name_zh,
       b.name_en, b.division, t.title_zh, t.title_en,
       format(f.texts, lower(p.ref), '', b.name_zh, lower(b.name_en)){SOWN}, t.sector, t.outcome,
       t.category, t.severity, t.due_on, p.at, p.at, 1,
       case t.kind when 'breach' then current_date + p.n %% 1000 end,
       format(f.told, {PUT}), format(f.document, {PUT})
  from bench_plan p join bench_place b using (place) join bench_pattern f using (pattern)
  join publishing_displayed t on t.rec = f.rec
 where p.n %% 2 = %(half)s
"""
VERSIONS = """
insert into publishing_disclosure (id, rec, seq, ref, kind, act, cm, leaf_hash, leaf_index, at,
    until, basis_id, agency, decision_id)
select lpad(to_hex(p.n), 32, '0')::uuid, md5(p.n::text), 1, p.ref, v.kind, v.act, v.cm,
       v.leaf_hash, %(first)s + %(count)s - p.n, p.at, v.until, v.basis_id, b.slug,
       lpad(to_hex(p.n), 32, '0')::uuid
  from bench_plan p join bench_place b using (place) join bench_pattern f using (pattern)
  join publishing_disclosure v on v.rec = f.rec and v.seq = 1
 order by p.n desc
"""
GONE = f"""
insert into publishing_disclosure (id, rec, seq, ref, kind, act, cm, leaf_hash, leaf_index, at,
    basis_id, agency, decision_id)
select lpad(to_hex(p.n), 32, 'f')::uuid, md5('gone' || p.n), 2, p.ref, v.kind, v.act, v.cm,
       v.leaf_hash, %(first)s + %(count)s + p.n, p.at, v.basis_id, b.slug,
       lpad(to_hex(p.n), 32, 'f')::uuid
  from bench_plan p join bench_place b using (place)
  join (select *, row_number() over (order by ref) - 1 as number from publishing_disclosure
         where act = 'withdraw') v on v.number = p.n %% 2
 where p.n %% {REMOVED} = 0
"""
ACCOUNTS = """
insert into publishing_removal (disclosure_id, ref, rec, kind, removed_at, act, basis_id, reason,
    notice, salt)
select v.id, v.ref, v.rec, v.kind, v.at, v.act, v.basis_id, r.reason, r.notice, r.salt
  from publishing_disclosure v cross join (select * from publishing_removal limit 1) r
 where v.act = 'withdraw' and v.leaf_index > %(first)s
"""
TEXTS = """
select rec, ref, published_at, organisation_slug, organisation_name_zh, organisation_name_en,
       division_code, search_text, "row", document from publishing_displayed order by ref
"""
ALL_COUNTED = """
select (select count(*) from publishing_displayed),
       (select sum(n) from publishing_tally where dimension = 'body')
"""


def make(bodies: Sequence[Organisation], count: int) -> None:
    """`count` copies of all patterns, in these bodies (the first LARGE have half of them).

    Raises Mismatch when the counts are not those of the rows.
    """
    run_sql(PLAN, alias="owner")
    patterns = run_sql(TEXTS)
    bulk.copy_in(
        "bench_pattern", ("pattern", "rec", "texts", "told", "document"),
        [(number, row[0], *_formats(*row[1:])) for number, row in enumerate(patterns)],
    )  # fmt: skip
    bulk.copy_in(
        "bench_place", ("place", "id", "slug", "name_zh", "name_en", "division"),
        [(number, one.pk, one.slug, one.name_zh, one.name_en, one.division_id or "")
         for number, one in enumerate(bodies)],
    )  # fmt: skip
    plan = _plan(count, len(bodies), [ref[3] for _rec, ref, *_more in patterns])
    while chunk := list(islice(plan, CHUNK)):
        bulk.copy_in("bench_plan", ("n", "ref", "at", "place", "pattern"), chunk)
    run_sql("analyze bench_plan, bench_place, bench_pattern", alias="owner")
    first = ledger.head().size + 1
    given = [{"first": first, "count": count, "half": half} for half in (0, 1)]
    with freed():
        together(
            [(DISPLAYED, given[0]), (VERSIONS, given[0])],
            [(DISPLAYED, given[1]), (GONE, given[1])],
        )
        run_sql(ACCOUNTS, given[0], alias="owner")
    there, counted = run_sql(ALL_COUNTED)[0]
    if there != counted:
        raise Mismatch(f"{there} rows are displayed, {counted} are counted")


def _formats(
    ref: str, at: datetime, slug: str, name_zh: str, name_en: str, division: str, *texts: str
) -> list[str]:
    """Texts of what was published, with places for what differs in a copy (PUT)."""
    put = {
        ref: "%1$s", ref.lower(): "%1$s", rows.moment(at): "%2$s", name_zh: "%3$s",
        name_en: "%4$s", name_en.lower(): "%4$s", f'"{slug}"': '"%5$s"',
        '"210102001"': '"%7$s"', '"division":null': '"division":"%6$s"',
        f'"division":"{division}"': '"division":"%6$s"',
    }  # fmt: skip
    return [_format(text, put) for text in texts]


def _format(text: str, put: dict[str, str]) -> str:
    text = text.replace("%", "%%")
    for what, place in put.items():
        text = text.replace(what, place)
    return text


def _plan(count: int, bodies: int, letters: list[str]) -> Iterator[tuple[Any, ...]]:
    """(n, reference, moment, body, pattern) of each copy, the newest first, over YEARS years."""
    chance, now = random.Random(20261130), clock.now()
    step = timedelta(days=365 * YEARS) / max(count, 1)
    large = min(LARGE, bodies)
    for n in range(1, count + 1):
        at = now - n * step
        pattern = chance.randrange(len(letters))
        place = chance.randrange(large) if n % 2 or bodies == large else (
            chance.randrange(large, bodies))  # fmt: skip
        ref = references.make(letters[pattern], clock.day_of(at).year, 10_000 + count - n)
        yield n, ref, at, place, pattern


@contextmanager
def freed() -> Iterator[None]:
    """Without guards, counts and indexes of these tables. Indexes are made again at the end, which
    takes a third of the time for a million, that of pairs beside all others, and rows counted."""
    found = [index for table in TABLES for index in run_sql(INDEXES, [table], alias="owner")]
    for table in TABLES:
        run_sql(FREE.format(table=table), alias="owner")
    run_sql("alter table publishing_displayed set unlogged", alias="owner")
    for name, _definition in found:
        run_sql(f'drop index "{name}"', alias="owner")
    yield
    of_pairs = [definition for name, definition in found if name == PAIRS]
    others = [definition for name, definition in found if name != PAIRS]
    counts = _migration("0015_unit_tallies").add([("publishing_displayed", 1)])
    together(
        [(one, None) for one in (*of_pairs, _migration("0014_search").NO_FIGURES)],
        [(one, None) for one in (*others, "truncate publishing_tally", counts)],
    )
    run_sql(f"vacuum analyze publishing_tally, {', '.join(TABLES)}", alias="owner")


def together(*lanes: Sequence[tuple[str, Any]]) -> None:
    """Run these lanes of statements beside each other, each in a session of the owner."""

    def run(lane: Sequence[tuple[str, Any]]) -> None:
        try:
            run_sql("set synchronous_commit = off", alias="owner")
            run_sql("set maintenance_work_mem = '1GB'", alias="owner")
            for statement, given in lane:
                run_sql(statement, given, alias="owner")
        finally:
            connections["owner"].close()

    with ThreadPoolExecutor(len(lanes)) as pool:
        list(pool.map(run, lanes))


def _migration(name: str) -> Any:
    return import_module(f"credit_portal.publishing.migrations.{name}")

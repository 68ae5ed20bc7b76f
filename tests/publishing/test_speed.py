"""How fast a backlog is published, against INSERT..SELECT of the same rows in the same run."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from credit_portal.common import invariants
from credit_portal.publishing import services
from credit_portal.publishing.models import Displayed
from tests.publishing.support import decide, document, run_sql

pytestmark = [pytest.mark.committed, pytest.mark.slow]
COUNT = 5_000
COUNT_ONE_BY_ONE = 300
TEXT = "自受理之日起三个工作日内办结并书面答复申请人，逾期未办结的向社会公开说明原因。" * 6

MANY = """
insert into publishing_decision (id, kind, act, source_type, source_id, rec, document, doc_sha,
  agency, organisation_id, about_person, erase_previous, until, basis_id, proposer_id, approver_id,
  approver_organisation_id, automatic, decided_at)
select gen_random_uuid(), kind, act, source_type, n::text, md5(random()::text), d.text,
  encode(sha256(convert_to(d.text, 'UTF8')), 'hex'), agency, organisation_id, about_person,
  erase_previous, until, basis_id, proposer_id, approver_id, approver_organisation_id, automatic,
  decided_at
  from publishing_decision o, generate_series(1, %s) n,
       lateral (select replace(o.document, '#', n::text) as text) d
 where o.done_at is null
"""


@pytest.fixture
def copy_table(committed_database: str) -> Iterator[Any]:
    """An empty table with the columns and indexes of `publishing_displayed`."""
    with connections["owner"].cursor() as owner:
        owner.execute("create table displayed_copy (like publishing_displayed including all)")
        yield owner


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize("batch", [1, 100, 1000, 5000])
def test_publication_of_a_backlog(
    batch: int, copy_table: Any, bureau: Any, officer: Any, approver: Any
) -> None:
    count = COUNT if batch > 1 else COUNT_ONE_BY_ONE
    content = document(
        "承诺 #", matter_zh=TEXT, measure_zh=TEXT, sector="housing", due_on="2027-03-01"
    )
    decide(bureau, officer, approver, document=content)
    run_sql(MANY, count - 1)
    run_sql("analyze publishing_decision")
    published = _seconds(lambda: services.publish_all(batch))
    assert Displayed.objects.count() == count
    limits = []
    for _ in range(3):
        copy_table.execute("truncate displayed_copy")
        limits.append(
            _seconds(
                lambda: copy_table.execute(
                    "insert into displayed_copy select * from publishing_displayed"
                )
            )
        )
    limit = sorted(limits)[1]
    print(
        f"\nbatches of {batch}: {count / published:,.0f}/s;"
        f" INSERT..SELECT {count / limit:,.0f}/s; ratio {limit / published:.3f}"
    )
    if batch == 1000:
        assert set(invariants.broken()) <= {"I10"}  # the copied decisions have no audit rows

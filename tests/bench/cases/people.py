"""Who decides in the bench, and quick decisions in number."""

from typing import Any
from uuid import uuid4

from django.db import connection, connections, transaction

from credit_portal.common.actors import SYSTEM
from credit_portal.directory.models import Organisation
from credit_portal.directory.services import create_organisation
from tests.publishing.support import decide


class Somebody:
    """An official who may do everything."""

    title = "主任"

    def __init__(self, organisation: Organisation) -> None:
        self.id = self.pk = uuid4()
        self.organisation = organisation
        self.organisation_id = organisation.pk

    def may(self, verb: str, organisation: Organisation | None) -> bool:
        """Yes."""
        return True

    def organisation_paths(self, verb: str) -> list[str]:
        """Everywhere."""
        return ["/"]


def run_sql(sql: str, parameters: Any = None, alias: str = "default") -> list[tuple[Any, ...]]:
    """Run SQL; rows when it answers any."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def body(number: int = 1) -> Organisation:
    """A public body."""
    return create_organisation(
        actor=SYSTEM,
        name_zh=f"示例局{number:03}",
        name_en=f"Demonstration Bureau {number:03}",
        kind="department",
        parent=None,
    )


def decided(organisation: Organisation, **more: Any) -> None:
    """One decision, through the service."""
    with transaction.atomic():
        decide(organisation, Somebody(organisation), Somebody(organisation), **more)


MANY = """
insert into publishing_decision (id, kind, act, source_type, source_id, rec, document, doc_sha,
  agency, organisation_id, about_person, erase_previous, until, basis_id, proposer_id, approver_id,
  approver_organisation_id, automatic, decided_at)
select gen_random_uuid(), kind, act, source_type, n::text, md5(random()::text), d.text,
  encode(sha256(convert_to(d.text, 'UTF8')), 'hex'), agency, organisation_id, about_person,
  erase_previous, until, basis_id, proposer_id, approver_id, approver_organisation_id, automatic,
  decided_at
  from (select * from publishing_decision where done_at is null limit 1) o,
       generate_series(2, %s) n,
       lateral (select replace(o.document, '#', n::text) as text) d
"""


def backlog(organisation: Organisation, document: dict[str, Any], count: int) -> None:
    """`count` decisions that wait for publication, all but the first copied by SQL."""
    decided(organisation, document=document)
    run_sql(MANY, [count])
    run_sql("vacuum analyze publishing_decision", alias="owner")
    connection.ensure_connection()

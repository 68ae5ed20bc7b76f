"""Many open commitments at once: copies of one registered in earnest, by two statements."""

from __future__ import annotations

from typing import Any

from django.db import connection

COLUMNS = (
    "select column_name from information_schema.columns where table_name = %s"
    " order by ordinal_position"
)


def multiply(row: Any, count: int) -> None:
    """So many commitments in all, under every constraint, each with its running deadline."""
    spread = f"generate_series(2, {int(count)}) n where t.id = %(id)s"
    _copy("commitments_commitment", spread, {"id": "gen_random_uuid()"}, row)
    others = (
        "commitments_commitment c where t.case_id = %(id)s and c.organisation_id = %(body)s"
        " and c.id <> %(id)s and not exists"
        " (select 1 from workflow_deadline d where d.case_id = c.id)"
    )
    fixed = {"id": "gen_random_uuid()", "case_id": "c.id"}
    _copy("workflow_deadline", others, fixed, row)


def _copy(table: str, source: str, fixed: dict[str, str], row: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        names = [name for (name,) in cursor.fetchall()]
        values = ", ".join(fixed.get(name, f't."{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"insert into {table} ({quoted}) select {values} from {table} t, {source}",
            {"id": row.pk, "body": row.organisation_id},
        )

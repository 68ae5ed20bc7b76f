"""The limit of P11: the rows of a report, copied under fresh keys by prepared statements."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import psycopg2.extensions
from django.db import connections

from complaints.models import Case as Complaint
from tests.bench.cases.lists import OPEN
from tests.bench.cases.people import run_sql
from tests.bench.figures import Mismatch

COLUMNS = """
select column_name, udt_name from information_schema.columns
 where table_schema = 'public' and table_name = %s
   and is_identity = 'NO' and column_default is null
 order by ordinal_position"""
#: Table, how the rows of one report are found in it, and which of their columns are fresh keys.
ROWS = {
    "complaints_case": ("id = %(case)s", ("id", "number", "receipt_digest")),
    "complaints_caseevent": ("case_id = %(case)s", ("id", "case_id", "act_id")),
    "audit_auditevent": ("target_id = %(case)s::text", ("id", "act_id", "target_id")),
    "workflow_deadline": ("case_id = %(case)s", ("id", "case_id")),
    "complaints_spentwork": ("true limit 1", ("digest",)),
    "complaints_intakeproof": ("true limit 1", ("commitment",)),
}
TWO = ("complaints_case", "complaints_caseevent")
#: Columns that hold the key of the case.
OF_CASE = {
    "complaints_case": "id", "complaints_caseevent": "case_id", "audit_auditevent": "target_id",
    "workflow_deadline": "case_id",
}  # fmt: skip


class Raw:
    """A connection of its own, as the application, with an insert prepared for each table."""

    def __init__(self, filed: Complaint | None) -> None:
        if filed is None:
            raise Mismatch("nothing was filed")
        given = connections["default"].get_connection_params()
        self.link = psycopg2.connect(**{**given, "cursor_factory": None})
        OPEN.append(self.link)
        self.cursor = self.link.cursor()
        self.rows = {table: self._found(table, filed.pk) for table in ROWS}

    def _found(self, table: str, case_id: UUID) -> list[dict[str, str | None]]:
        """The rows of a report as texts; prepares the statement that inserts such a row."""
        columns = dict(run_sql(COLUMNS, [table]))
        names = ", ".join(f'"{name}"' for name in columns)
        texts = ", ".join(f'"{name}"::text' for name in columns)
        places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        self.cursor.execute(
            f"prepare {table} ({', '.join(columns.values())}) as"
            f" insert into {table} ({names}) values ({places})"
        )
        found = run_sql(f"select {texts} from {table} where {ROWS[table][0]}", {"case": case_id})
        return [dict(zip(columns, row, strict=True)) for row in found]

    def two(self) -> float:
        """A complaint and its event."""
        return self._insert(TWO)

    def all(self) -> float:
        """Everything that a report leaves."""
        return self._insert(tuple(ROWS))

    def _insert(self, tables: tuple[str, ...]) -> float:
        case_id = uuid4()
        for table in tables:
            for row in self.rows[table]:
                fresh = {name: _fresh(name) for name in ROWS[table][1]}
                if table in OF_CASE:
                    fresh[OF_CASE[table]] = str(case_id)
                values: list[Any] = list({**row, **fresh}.values())
                marks = ", ".join(["%s"] * len(values))
                self.cursor.execute(f"execute {table} ({marks})", values)
        self.link.commit()
        return 1

    def left(self) -> int:
        """How many reports have everything, or a complaint and its event at least."""
        return int(run_sql("select count(distinct case_id) from complaints_caseevent")[0][0])


def _fresh(name: str) -> str:
    if name == "number":
        return secrets.token_hex(4)
    if name in {"receipt_digest", "digest", "commitment"}:
        return "\\x" + secrets.token_hex(32)
    return str(uuid4())

"""The portal's `migrate` makes what Django's own makes."""

import re

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from tests.plugins import servers

SAID = (
    "select table_schema, table_name, column_name, data_type, is_nullable, column_default,"
    " character_maximum_length, numeric_precision from information_schema.columns"
    " where table_schema not in ('pg_catalog', 'information_schema')",
    "select conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid)"
    " from pg_constraint where conrelid <> 0",
    "select indexname, indexdef from pg_indexes where schemaname <> 'pg_catalog'",
    "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger",
    "select relname, relacl::text, relkind::text from pg_class where relnamespace <> 11"
    " and relname not like 'pg_toast%'",
    "select proname, prosrc, proacl::text from pg_proc where pronamespace <> 11",
    "select polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) from pg_policy",
)
NUMBERED = re.compile(r"RI_ConstraintTrigger_([ac])_\d+")  # by the order of making


def _made_by(command: str | migrate.Command) -> set[tuple[int, str]]:
    """All that the catalogue of a database made by this command says."""
    before = str(connections["owner"].settings_dict["NAME"])
    servers.clone("portal_made", "template1")
    servers.point_at("portal_made")
    try:
        call_command(command, database="owner", verbosity=0)
        with connections["owner"].cursor() as cursor:
            found = set()
            for number, query in enumerate(SAID):
                cursor.execute(query)
                rows = {NUMBERED.sub(r"RI_\1", repr(row)) for row in cursor.fetchall()}
                found |= {(number, row) for row in rows}
            return found
    finally:
        servers.point_at(before)
        servers.drop("portal_made")


@pytest.mark.slow
@pytest.mark.committed
def test_an_empty_database_is_made_as_django_makes_it() -> None:
    ours = _made_by("migrate")
    assert len(ours) > 1_000
    assert ours == _made_by(migrate.Command())

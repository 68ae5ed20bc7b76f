"""One application schema, owned by the owner; the application owns nothing."""

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db


def _rows(sql: str, *parameters: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def test_there_is_exactly_one_application_schema() -> None:
    schemas = _rows(
        "select distinct table_schema from information_schema.tables"
        " where table_schema not in ('pg_catalog', 'information_schema')"
    )
    assert schemas == [("public",)]


def test_the_tests_run_as_the_application_role() -> None:
    assert _rows("select current_user") == [(settings.APP_ROLE,)]


def test_the_application_role_owns_no_table() -> None:
    owned = _rows("select tablename from pg_tables where tableowner = %s", settings.APP_ROLE)
    assert owned == []


def test_the_application_role_is_neither_superuser_nor_by_passes_rows() -> None:
    rights = _rows(
        "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname in (%s, %s)",
        settings.APP_ROLE,
        settings.PUBLIC_ROLE,
    )
    assert set(rights) == {(False, False, False)}


def test_nobody_may_truncate() -> None:
    open_tables = _rows(
        "select table_name from information_schema.table_privileges"
        " where privilege_type = 'TRUNCATE' and grantee in (%s, %s)",
        settings.APP_ROLE,
        settings.PUBLIC_ROLE,
    )
    assert open_tables == []


def test_chinese_trigrams_work() -> None:
    assert _rows("select show_trgm('沈阳市') <> '{}'") == [(True,)]

"""Statements planned once a connection outlive a migration and a discarded plan."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import NotSupportedError, connection, transaction

from credit_portal.common import prepared

SQL = "select * from columns_of_test where a = %s"


@pytest.fixture
def cursor(settings: Any) -> Iterator[Any]:
    """On a table whose columns change; prepared statements switched on."""
    settings.PREPARED_STATEMENTS = True
    with connection.cursor() as found:
        found.execute("create temporary table columns_of_test (a int)")
        found.execute("insert into columns_of_test values (1)")
        yield found
        found.execute("drop table columns_of_test")


def ask(cursor: Any) -> list[tuple[Any, ...]]:
    """What the statement finds."""
    prepared.execute(cursor, SQL, [1])
    return list(cursor.fetchall())


def migrate(cursor: Any) -> None:
    """Change what the statement gives."""
    cursor.execute("alter table columns_of_test add column b int")


def plans(cursor: Any) -> int:
    """How many plans of the statement the connection has."""
    cursor.execute(
        "select count(*) from pg_prepared_statements where statement like '%columns_of_test%'"
    )
    return int(cursor.fetchone()[0])


@pytest.mark.committed
def test_a_migration_changes_what_a_statement_gives(cursor: Any) -> None:
    assert ask(cursor) == [(1,)]
    migrate(cursor)
    assert (ask(cursor), plans(cursor)) == ([(1, None)], 0)
    assert (ask(cursor), plans(cursor)) == ([(1, None)], 1)


@pytest.mark.committed
def test_a_discarded_plan_is_made_again(cursor: Any) -> None:
    ask(cursor)
    cursor.execute("deallocate all")
    assert (ask(cursor), plans(cursor)) == ([(1,)], 0)
    assert (ask(cursor), plans(cursor)) == ([(1,)], 1)


@pytest.mark.django_db
def test_in_a_transaction_the_next_one_gets_the_answer(cursor: Any) -> None:
    ask(cursor)
    migrate(cursor)
    with pytest.raises(NotSupportedError), transaction.atomic():
        ask(cursor)
    assert ask(cursor) == [(1, None)]

"""A kept connection that was lost is opened anew by the list itself, without asking beforehand."""

import psycopg2.extensions
import pytest
from django.db import connections

from credit_portal.common import asking
from credit_portal.publishing import listing

pytestmark = pytest.mark.committed


def test_a_lost_connection_is_opened_anew(committed_database: str) -> None:
    link = connections[asking.PUBLIC]
    assert listing.stored_rows({}, None, falling=True, most=1) == []
    kept = link.connection
    assert isinstance(kept, psycopg2.extensions.connection)
    with kept.cursor() as cursor, pytest.raises(psycopg2.Error):
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    assert listing.stored_rows({}, None, falling=True, most=1) == []
    assert link.connection is not kept

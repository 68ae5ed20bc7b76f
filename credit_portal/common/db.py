"""Locks, and migration operations for guards and grants (design.md 2.3, 2.4; style rule 21)."""

import zlib
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.operations.base import Operation
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound

M = TypeVar("M", bound=Model)


def lock(source: type[M] | QuerySet[M], pk: Any) -> M:
    """Lock one row FOR UPDATE and read it anew; raises NotFound when it is not there."""
    rows = source._default_manager.all() if isinstance(source, type) else source
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return row


def advisory_lock(name: str, *, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Try to take the transaction's lock called `name`; False when another process holds it."""
    with connections[using].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
        return bool(cursor.fetchone()[0])


def take_turns(number: int, *, share: bool = False) -> None:
    """Wait for the transaction's lock of this number (64 bits), and hold it until it ends. `share`:
    together with others who share it; who takes turns alone waits for all of them.

    Raises TransactionManagementError outside of a transaction, where nothing would be held.
    """
    turn_and_ask(number, "select null", share=share)


def turn_and_ask(number: int, question: str, *values: Any, share: bool = False) -> Any:
    """`take_turns` and ask afterwards, in one round trip: the first value of the answer, None
    without one.

    Each statement of a text sees what was committed before it began (READ COMMITTED), so that the
    answer holds what others wrote while they had the lock.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a turn is held until a transaction ends")
    function = "pg_advisory_xact_lock_shared" if share else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s);\n{question}", [number, *values])
        row = cursor.fetchone()
    return row[0] if row else None


class _Sql(Operation):
    """A migration operation that is one piece of SQL in each direction."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Changes no model state."""

    def forwards(self) -> str:
        """SQL that applies the operation."""
        raise TypeError("an operation says its SQL")

    def backwards(self) -> str:
        """SQL that takes it back."""
        return ""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Run the SQL as the owner."""
        schema_editor.execute(self.forwards(), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Run the reverse SQL as the owner."""
        if self.backwards():
            schema_editor.execute(self.backwards(), params=None)


class Guard(_Sql):
    """Insert-only table: rights revoked, and triggers without any by-pass setting behind."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def forwards(self) -> str:
        """Triggers for rows and for TRUNCATE, enabled ALWAYS, and the revokes."""
        return "".join(
            f"""
            create trigger {table}_keep before update or delete on {table}
                for each row execute function portal_insert_only();
            create trigger {table}_keep_all before truncate on {table}
                for each statement execute function portal_insert_only();
            alter table {table} enable always trigger {table}_keep;
            alter table {table} enable always trigger {table}_keep_all;
            revoke update, delete, truncate on {table} from "{settings.APP_ROLE}";
            """
            for table in self.tables
        )

    def backwards(self) -> str:
        """Drop the triggers."""
        return "".join(
            f"drop trigger {table}_keep on {table}; drop trigger {table}_keep_all on {table};"
            for table in self.tables
        )


class PublicRead(_Sql):
    """Let the public role read a table, or some columns of it."""

    def __init__(self, table: str, columns: tuple[str, ...] | None = None) -> None:
        self.table = table
        self.right = f"select ({', '.join(columns)})" if columns else "select"

    def forwards(self) -> str:
        """GRANT SELECT."""
        return f'grant {self.right} on {self.table} to "{settings.PUBLIC_ROLE}";'

    def backwards(self) -> str:
        """REVOKE it."""
        return f'revoke {self.right} on {self.table} from "{settings.PUBLIC_ROLE}";'


class AppGrant(_Sql):
    """Leave the application role exactly these rights on a table."""

    def __init__(self, table: str, rights: str) -> None:
        self.table = table
        self.rights = rights

    def forwards(self) -> str:
        """REVOKE ALL, then GRANT what is named."""
        role = f'"{settings.APP_ROLE}"'
        return (
            f"revoke all on {self.table} from {role};grant {self.rights} on {self.table} to {role};"
        )


class _RoleGrant(_Sql):
    """Give a role that gets nothing by default these rights on a table."""

    setting = ""  # that names the role

    def __init__(self, table: str, rights: str) -> None:
        self.table = table
        self.rights = rights

    def forwards(self) -> str:
        """GRANT, also of the schema."""
        role = f'"{getattr(settings, self.setting)}"'
        return (
            f"grant usage on schema public to {role};grant {self.rights} on {self.table} to {role};"
        )

    def backwards(self) -> str:
        """REVOKE it."""
        return f'revoke all on {self.table} from "{getattr(settings, self.setting)}";'


class SignerGrant(_RoleGrant):
    """Give the signer's role these rights on a table."""

    setting = "SIGNER_ROLE"


class VaultGrant(_RoleGrant):
    """Give the vault's role these rights on a table, or on columns of it."""

    setting = "VAULT_ROLE"


#: Constraint and message of a refusal.
Refusal = tuple[str, str]


class PeopleApart(_Sql):
    """Whoever signs a row for the second half is of another side than those who signed before him,
    and nobody signs about his own body (design.md 2.6). Each name is compared when it is written:
    what people become later undoes no step.

    `second`: by column of who signs, those he is not one side with, as (their column, SQL of the
    day on which they acted). `also`: by such a column, SQL in which he signs too though the column
    stays (`was` is the row before). `bar`: by such a column, SQL of a further refusal. `own`: SQL
    of the body that the row is about, and the columns of who stands outside of it.
    """

    def __init__(
        self, table: str, *, second: dict[str, list[tuple[str, str]]], apart: Refusal,
        also: dict[str, str] | None = None, bar: dict[str, str] | None = None,
        own: tuple[str, list[str]] | None = None, outside: Refusal = ("", ""),
    ) -> None:  # fmt: skip
        self.table, self.second, self.also, self.bar = table, second, also or {}, bar or {}
        self.body, self.insiders = own or ("null::uuid", [])
        self.apart, self.outside = apart, outside

    def forwards(self) -> str:
        """The function and its trigger for each row, enabled ALWAYS."""
        name = f"{self.table}_people"
        return f"""
            create function {name}() returns trigger language plpgsql as $$
            declare
                was {self.table};
                today date := (new.updated_at at time zone 'Asia/Shanghai')::date;
                body uuid := {self.body};
            begin
                if tg_op = 'UPDATE' then was := old; end if;
                {self._refuse(" or ".join(map(self._signs, self.second)), self.apart)}
                {self._refuse(self._inside(), self.outside) if self.insiders else ""}
                return new;
            end $$;
            create trigger {name} before insert or update on {self.table}
                for each row execute function {name}();
            alter table {self.table} enable always trigger {name};
            """

    def _signs(self, column: str) -> str:
        also = f" or {self.also[column]}" if column in self.also else ""
        sides = [
            f"accounts_one_side(new.{column}, new.{first}, today, coalesce({day}, today))"
            for first, day in self.second[column]
        ]
        bars = " or ".join([*sides, *([self.bar[column]] if column in self.bar else [])])
        return f"(new.{column} is distinct from was.{column}{also}) and ({bars})"

    def _inside(self) -> str:
        new = " or ".join(
            f"u.id = new.{name} and new.{name} is distinct from was.{name}"
            for name in self.insiders
        )
        return f"exists (select 1 from accounts_user u where u.organisation_id = body and ({new}))"  # noqa: S608 - columns named by migrations

    @staticmethod
    def _refuse(condition: str, refusal: Refusal) -> str:
        constraint, message = refusal
        return f"""if {condition} then
                    raise exception '{message}'
                        using errcode = 'check_violation', constraint = '{constraint}';
                end if;"""

    def backwards(self) -> str:
        """Drop both."""
        name = f"{self.table}_people"
        return f"drop trigger {name} on {self.table}; drop function {name}();"

"""The five database roles (see `addresses`) and the checks on a database."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from ops import addresses
from ops.addresses import APPLICATION, OTHERS, OWNER, PUBLIC, SIGNER, VAULT
from ops.trouble import Trouble

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")


@dataclass(frozen=True)
class Addresses:
    """The database for each of the five roles."""

    application: str
    owner: str
    public: str
    signer: str
    vault: str

    def environment(self) -> dict[str, str]:
        """Under the names that the settings read."""
        return {
            "DATABASE_URL": self.application,
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_PUBLIC_URL": self.public,
            "DATABASE_SIGNER_URL": self.signer,
            "DATABASE_VAULT_URL": self.vault,
        }


@contextlib.contextmanager
def cursor(url: str, name: str = "DATABASE_URL") -> Iterator[Any]:
    """Autocommitting cursor on an address; Trouble when it cannot be reached."""
    try:
        link = psycopg2.connect(**addresses.connection(url, name), connect_timeout=10)
    except psycopg2.OperationalError as error:
        shown = addresses.without_password(url)
        raise Trouble(f"{name} ({shown}) cannot be reached:\n{str(error).strip()}") from None
    link.autocommit = True
    try:
        with link.cursor() as found:
            yield found
    finally:
        link.close()


def prepare_embedded(superuser_url: str, make: list[str]) -> None:
    """Create the roles and the named databases on a server that is ours alone.

    The owner may create databases (the tests clone one per process) but is no superuser.
    """
    with cursor(superuser_url) as db:
        for role in (OWNER, APPLICATION, PUBLIC, SIGNER, VAULT):
            rights = "CREATEDB" if role == OWNER else ""
            db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if db.fetchone() else "CREATE"
            statement = sql.SQL(f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOCREATEROLE {rights}")
            db.execute(statement.format(sql.Identifier(role)))
        for name in make:
            db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not db.fetchone():
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                db.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER)))


def check_chinese(owner_url: str, name: str = "DATABASE_OWNER_URL") -> None:
    """Refuse a database in which trigrams of Chinese text vanish silently (lc_ctype = C).

    Creates the extensions that the migrations need on the way; they are trusted ones, so
    the owner of the database may do so. Raises Trouble.
    """
    with cursor(owner_url, name) as db:
        try:
            for extension in EXTENSIONS:
                db.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            db.execute("SELECT cardinality(show_trgm('沈阳市')) > 0")
        except psycopg2.Error as error:
            raise Trouble(
                f"The database of {name} lacks the extensions {', '.join(EXTENSIONS)}, and they\n"
                f"cannot be created with this role:\n{str(error).strip()}\n"
                "Install PostgreSQL's contrib package, or let an administrator create them."
            ) from None
        row = db.fetchone()
    if not (row and row[0]):
        raise Trouble(
            "This database cannot search Chinese text: its lc_ctype is C. Create it again with\n"
            "  CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'\n"
            f"(the address is that of {name})."
        )


def prepare_external(plan: addresses.Plan, kept: Path) -> Addresses:
    """Addresses of the five roles on a server that the environment named.

    With only DATABASE_URL given, its role becomes the owner when it may create roles and
    tables; the other four are created and their passwords kept in `kept` (mode 0600).
    Raises Trouble naming the variables to set otherwise.
    """
    given = dict(zip(OTHERS, (plan.owner, plan.public, plan.signer, plan.vault), strict=True))
    if all(given.values()):
        return Addresses(plan.database, plan.owner, plan.public, plan.signer, plan.vault)
    if any(given.values()):
        missing = " and ".join(name for name, url in given.items() if not url)
        raise Trouble(f"{missing} is not set: give all five addresses, or DATABASE_URL alone.")
    passwords = _kept_passwords(kept, plan.database)
    with cursor(plan.database) as db:
        _check_rights(db)
        database = addresses.connection(plan.database)["dbname"]
        urls = []
        for suffix in ("app", "public", "signer", "vault"):
            role = f"{database}_{suffix}"[:63]
            _make_role(db, role, passwords)
            urls.append(addresses.with_role(plan.database, role, passwords[role]))
    _keep(kept, plan.database, passwords)
    application, public, signer, vault = urls
    return Addresses(application, plan.database, public, signer, vault)


def _check_rights(db: Any) -> None:
    db.execute(
        "SELECT rolsuper OR rolcreaterole,"
        " has_database_privilege(current_database(), 'CREATE')"
        " AND has_schema_privilege('public', 'CREATE'), current_user"
        " FROM pg_roles WHERE rolname = current_user"
    )
    roles, tables, user = db.fetchone()
    if roles and tables:
        return
    lacking = " and ".join(n for n, ok in (("roles", roles), ("tables", tables)) if not ok)
    raise Trouble(
        f"The role {user} of DATABASE_URL may not create {lacking}. Give a role that may, or set\n"
        "all five: DATABASE_URL (application), DATABASE_OWNER_URL (owner of the tables),\n"
        "DATABASE_PUBLIC_URL (reads what is public), DATABASE_SIGNER_URL (signs the log) and\n"
        "DATABASE_VAULT_URL (opens what is sealed).\n"
        "docs/operations.md shows how to make them."
    )


def _make_role(db: Any, role: str, passwords: dict[str, str]) -> None:
    db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    exists = db.fetchone() is not None
    if exists and role not in passwords:
        raise Trouble(
            f"The role {role} exists on this server already, and its password is not known here.\n"
            f"Set {', '.join(OTHERS)} beside DATABASE_URL, or drop the role."
        )
    password = passwords.setdefault(role, secrets.token_urlsafe(24))
    verb = "ALTER" if exists else "CREATE"
    statement = sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD {{}}")
    db.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
    grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
    db.execute("SELECT current_database()")
    db.execute(grant.format(sql.Identifier(db.fetchone()[0]), sql.Identifier(role)))


def _kept_passwords(kept: Path, url: str) -> dict[str, str]:
    try:
        found = json.loads(kept.read_text()).get(addresses.without_password(url), {})
    except (OSError, ValueError):
        return {}
    return {str(role): str(password) for role, password in found.items()}


def _keep(kept: Path, url: str, passwords: dict[str, str]) -> None:
    try:
        everything = json.loads(kept.read_text())
    except (OSError, ValueError):
        everything = {}
    everything[addresses.without_password(url)] = passwords
    fresh = kept.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(everything, indent=1))
    fresh.replace(kept)

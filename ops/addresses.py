"""Which servers are used, and how their addresses are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ops.trouble import Trouble

OWNER, APPLICATION, PUBLIC = "portal_owner", "portal_app", "portal_public"
SIGNER, VAULT = "portal_signer", "portal_vault"
#: Addresses of the roles beside the application's.
OTHERS = (
    "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "DATABASE_SIGNER_URL", "DATABASE_VAULT_URL",
)  # fmt: skip
DATABASE = "portal"
SOCKET_PORT = 5432  # only part of the socket's file name: the server opens no TCP port


@dataclass(frozen=True)
class Plan:
    """What was given by the environment; an empty address means "bring your own servers"."""

    database: str
    owner: str
    public: str
    signer: str
    vault: str
    broker: str

    @property
    def embedded_database(self) -> bool:
        """Whether the portal starts PostgreSQL itself."""
        return not self.database

    @property
    def embedded_broker(self) -> bool:
        """Whether the portal starts the broker itself."""
        return not self.broker


def plan(environment: Mapping[str, str]) -> Plan:
    """Read the environment: what is set there wins over the embedded servers.

    Raises Trouble when only the addresses of the other roles are given.
    """
    values = {
        name: environment.get(name, "").strip() for name in ("DATABASE_URL", *OTHERS, "REDIS_URL")
    }
    others = [name for name in OTHERS if values[name]]
    if others and not values["DATABASE_URL"]:
        raise Trouble(
            f"{' and '.join(others)} is set, but DATABASE_URL is not. Set DATABASE_URL too to use\n"
            "your own PostgreSQL, or unset all of them to use the embedded one."
        )
    return Plan(
        values["DATABASE_URL"],
        values["DATABASE_OWNER_URL"],
        values["DATABASE_PUBLIC_URL"],
        values["DATABASE_SIGNER_URL"],
        values["DATABASE_VAULT_URL"],
        values["REDIS_URL"],
    )


def socket_url(role: str, folder: Path, database: str = DATABASE) -> str:
    """Address of a role on the embedded server: postgres://role@/db?host=/folder&port=5432."""
    query = urlencode({"host": str(folder), "port": SOCKET_PORT}, quote_via=quote, safe="/")
    return f"postgres://{quote(role)}@/{quote(database)}?{query}"


def broker_url(socket: Path) -> str:
    """Address of the embedded broker for Celery."""
    return f"redis+socket://{quote(str(socket))}"


def with_role(url: str, role: str, password: str) -> str:
    """The same server and database for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password, safe='')}@{place}").geturl()


def without_password(url: str) -> str:
    """The address as it may be shown in a message or a log."""
    parts = urlsplit(url)
    login, sign, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=login.partition(":")[0] + sign + place).geturl()


def connection(url: str, name: str = "DATABASE_URL") -> dict[str, str]:
    """Keyword arguments for psycopg2.connect.

    Raises Trouble when the address is not one of PostgreSQL or names no database.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise Trouble(f"{name} must look like postgres://role:password@host:5432/database")
    found = {
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path[1:]),
        **dict(parse_qsl(parts.query)),
    }
    return {key: value for key, value in found.items() if value}

"""Typed reading of environment variables; an unknown value refuses to start."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env_str(name: str, default: str = "") -> str:
    """Value of `name`, or of the file that `name`_FILE points at, or `default`."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    """Truth of `name` (1/0, true/false, yes/no, on/off); raises ImproperlyConfigured otherwise."""
    value = env_str(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def env_int(name: str, default: int) -> int:
    """Whole number of `name`; raises ImproperlyConfigured on anything else."""
    value = env_str(name, str(default)).strip()
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values of `name` without blanks."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_secret(name: str, folder: Path) -> str:
    """Secret from `name` or `name`_FILE, else made once and kept in `folder` with mode 0600."""
    value = env_str(name)
    if value:
        return value
    path = folder / name.lower()
    write_once(path, lambda: secrets.token_urlsafe(48).encode())
    return path.read_text(encoding="ascii").strip()


def write_once(path: Path, content: Callable[[], bytes]) -> None:
    """Make a file that only its owner may read, with new content, unless it exists.

    Processes starting together agree: the first to link its draft wins, the others keep that file.
    """
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database_from_url(url: str, **extra: Any) -> dict[str, Any]:
    """Django database settings from postgres://role:password@host:port/name?host=/socket/folder.

    Raises ImproperlyConfigured when the URL is not a PostgreSQL one or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured("a database URL looks like postgres://role:password@host/name")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", unquote(parts.hostname or ""))
    port = query.pop("port", str(parts.port or ""))
    options = {**query, **extra.pop("OPTIONS", {})}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
        **extra,
    }

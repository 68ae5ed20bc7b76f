"""Fill a folder with the secret files that docker-compose.yml mounts (existing ones are kept).

    python3 ops/production/make_secrets.py deploy/secrets

Standard library only: it runs on the host, before anything is installed.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from pathlib import Path

ROLES = {name: f"portal_{name}" for name in ("owner", "app", "public", "signer", "vault")}
URLS = {name: f"database_{name}_url" for name in ROLES} | {"app": "database_url"}


def keep(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Content of a secret file, made when it is missing (mode 0444 inside a folder of 0700).

    The files are world-readable on purpose: compose mounts them with the mode they have, and
    the containers run as users of their own. The folder keeps everybody else out.
    """
    path = folder / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make(), encoding="ascii")
        path.chmod(0o444)
    return path.read_text(encoding="ascii")


def fill(folder: Path) -> list[str]:
    """Make all secrets that are missing and return the names of all of them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)

    def random() -> str:
        return secrets.token_urlsafe(32)

    keep(folder, "postgres_password", random)
    keep(folder, "secret_key", lambda: secrets.token_urlsafe(64))
    keep(folder, "metrics_token", random)
    keep(folder, "hotline_switch_secret", random)
    for short, role in ROLES.items():
        password = keep(folder, f"{short}_password", random)
        url = f"postgres://{role}:{password}@database:5432/portal"
        keep(folder, URLS[short], lambda url=url: url)  # type: ignore[misc]
    password = keep(folder, "redis_password", random)
    keep(folder, "redis_url", lambda: f"redis://:{password}@broker:6379/0")
    return sorted(path.name for path in folder.iterdir())


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "deploy/secrets")
    for line in fill(target):
        print(f"{target}/{line}")

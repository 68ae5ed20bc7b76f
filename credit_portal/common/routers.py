"""Five aliases, five roles, one database: only the owner migrates."""

from typing import Any


class OneDatabaseRouter:
    """Relations between rows read through different aliases are fine: it is one database."""

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        """Always: the aliases differ in role only."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Never through the public role, the signer's or the vault's."""
        return False if db in {"public_read", "signer", "vault"} else None

"""PostgreSQL and the broker for one run: given by the environment, embedded, or the system's."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ops import addresses, roles
from ops.broker import Broker
from ops.cluster import SUPERUSER, Cluster
from ops.layout import Layout
from ops.process import Child, Register
from ops.roles import Addresses


class Servers:
    """What the portal stands on; `start()` returns the environment for its processes."""

    def __init__(
        self, layout: Layout, environment: Mapping[str, str], *, throwaway: bool = False
    ) -> None:
        self.layout = layout
        self.plan = addresses.plan(environment)
        self.throwaway = throwaway
        self.children: list[Child] = []
        self.register = Register(layout.run / "processes.json")

    def start(self) -> dict[str, str]:
        """Bring up what is ours and check what is not. Raises Trouble."""
        self.register.end_leftovers()
        found = self._embedded_database() if self.plan.embedded_database else self._external()
        roles.check_chinese(found.owner)
        return {
            **found.environment(),
            "REDIS_URL": self._embedded_broker() if self.plan.embedded_broker else self.plan.broker,
            "EMBEDDED": "1" if self.plan.embedded_database else "0",
        }

    def _embedded_database(self) -> Addresses:
        cluster = Cluster(self.layout, throwaway=self.throwaway)
        self.children.append(cluster.child)
        cluster.start()
        self.register.write(self.children)
        roles.prepare_embedded(cluster.url(SUPERUSER, "postgres"), [addresses.DATABASE])
        return Addresses(
            application=cluster.url(addresses.APPLICATION),
            owner=cluster.url(addresses.OWNER),
            public=cluster.url(addresses.PUBLIC),
            signer=cluster.url(addresses.SIGNER),
            vault=cluster.url(addresses.VAULT),
        )

    def _external(self) -> Addresses:
        return roles.prepare_external(self.plan, self.layout.secrets / "database.json")

    def _embedded_broker(self) -> str:
        broker = Broker(self.layout, throwaway=self.throwaway)
        self.children.append(broker.child)
        broker.start()
        self.register.write(self.children)
        return broker.url

    def stop(self) -> None:
        """Stop what `start` started, the broker first."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
        self.register.clear()


def portal_environment(layout: Layout, servers: Mapping[str, str]) -> dict[str, str]:
    """Environment of every process of the portal; what the caller set stays as it is."""
    defaults = {
        "SECRETS_DIR": str(layout.secrets),
        "MEDIA_ROOT": str(layout.run / "files"),
        "STATIC_ROOT": str(layout.run / "static"),
        "EMAIL_FILE_PATH": str(layout.run / "mail"),
        "LEDGER_MEMORY": str(layout.run / "ledger" / "checkpoint"),
        "SIGNER_MEMORY": str(layout.run / "signer" / "checkpoint"),
        "VAULT_FOLDER": str(layout.run / "vault"),
        "VAULT_PUBLIC_KEY": str(layout.run / "vault-key" / "public.key"),
        "VAULT_SOCKET": str(layout.run / "vault-socket" / "vault"),
        "BEAT_SCHEDULE": str(layout.run / "beat" / "schedule"),
        "DEMO": servers["EMBEDDED"],
        "PORT": "8000",
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, **servers}

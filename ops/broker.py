"""A private Redis-protocol server (Valkey) on a unix socket."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from ops import addresses
from ops.binaries import find_broker
from ops.layout import Layout, socket_folder
from ops.process import Child
from ops.trouble import Trouble

START_SECONDS = 30.0


class Broker:
    """The server that carries wake-ups; its append-only file survives a kill."""

    def __init__(self, layout: Layout, *, throwaway: bool = False) -> None:
        self.socket = socket_folder(layout) / "broker.sock"
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(layout.broker),
            "appendonly": "no" if throwaway else "yes",
            "save": "",
            "daemonize": "no",
        }
        flags = [part for key, value in settings.items() for part in (f"--{key}", value)]
        self.child = Child("broker", [find_broker(), *flags], layout.logs / "broker.log")

    @property
    def url(self) -> str:
        """Address for Celery."""
        return addresses.broker_url(self.socket)

    def start(self) -> None:
        """Start and wait until it answers PING. Raises Trouble with the end of its log."""
        self.child.start()
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit and self.child.exit_code() is None:
            if answers(self.socket):
                return
            time.sleep(0.05)
        self.child.stop()
        raise Trouble(
            f"The embedded broker did not start; the end of {self.child.log}:\n"
            f"{self.child.last_lines()}"
        )


def answers(path: Path) -> bool:
    """Whether a server on this socket answers PING (it says LOADING while it reads its file)."""
    try:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(2.0)
            link.connect(str(path))
            link.sendall(b"PING\r\n")
            return link.recv(64).startswith(b"+PONG")
    except OSError:
        return False

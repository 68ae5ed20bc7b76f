"""The address at which the web server will answer."""

from __future__ import annotations

import errno
import http.client
import socket
from collections.abc import Mapping

from ops.trouble import Trouble

DEFAULT_PORT = 8000


def port_of(environment: Mapping[str, str]) -> int:
    """The wanted port. Raises Trouble when PORT is no port number."""
    text = environment.get("PORT", "") or str(DEFAULT_PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} is not a port number. Example: make run PORT=8001")
    return int(text)


def host_of(environment: Mapping[str, str]) -> str:
    """Interface to listen on: this machine only, unless HOST says otherwise."""
    return environment.get("HOST", "") or "127.0.0.1"


def failure(host: str, port: int) -> int:
    """Error number of binding that address, or 0 when it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EIO
    return 0


def next_free(host: str, port: int) -> int | None:
    """A free port above the given one, to name in the message."""
    return next((p for p in range(port + 1, min(port + 50, 65536)) if not failure(host, p)), None)


def require_free(host: str, port: int) -> None:
    """Raise Trouble, naming the port and a free one, when the address cannot be taken."""
    number = failure(host, port)
    if not number:
        return
    other = next_free(host, max(port, 1024))
    advice = f"Choose another one, for example: make run PORT={other or 8080}"
    if number == errno.EADDRINUSE:
        raise Trouble(f"Port {port} is taken by another program. {advice}")
    if number == errno.EACCES:
        raise Trouble(f"This user may not listen on port {port}. {advice}")
    raise Trouble(f"Cannot listen on {host}, port {port} (error {number}). {advice}")


def status(host: str, port: int, path: str, seconds: float = 10.0) -> int:
    """HTTP status of a page of the portal; 0 when nothing answers."""
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    link = http.client.HTTPConnection(place, port, timeout=seconds)
    try:
        link.request("GET", path, headers={"Host": "localhost"})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()

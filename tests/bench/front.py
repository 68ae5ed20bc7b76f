"""The shipped nginx configuration on ports of its own, in a folder that is gone afterwards.

Only addresses, folders and TLS are replaced; what is tested and measured is what ships. Needs an
nginx on the machine (Debian: nginx-light); whoever asks looks at `nginx()` first.
"""

import contextlib
import getpass
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

SHIPPED = Path(__file__).resolve().parents[2] / "ops" / "nginx"
MAIN = """
user {user};
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    default_type text/html;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    {portal}
}}
"""


def nginx() -> str | None:
    """The program, None where there is none."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return int(link.getsockname()[1])


def configuration(folder: Path, port: int, behind: int) -> str:
    """What ships, listening on `port` without TLS, asking the portal at `behind`; files stand in
    `folder`/static and `folder`/open-data."""
    text = (SHIPPED / "portal.conf").read_text(encoding="utf-8")
    text = re.sub(r"listen 80;|listen 443 ssl;", "\0", text)
    text = re.sub(r" *(listen \[::\].*|ssl_.*|http2 on);\n", "", text)
    first, second, third = text.split("\0")
    text = f"{first}listen 127.0.0.1:{free_port()};{second}listen 127.0.0.1:{port};{third}"
    for old, new in {
        "/etc/nginx/": f"{SHIPPED}/", "/var/cache/nginx": str(folder / "cache"),
        "web:8000": f"127.0.0.1:{behind}", "/srv/static/": f"{folder}/static/",
        "/srv/pages": f"{SHIPPED}/pages", "/srv/open-data/": f"{folder}/open-data/",
    }.items():  # fmt: skip
        text = text.replace(old, new)
    return MAIN.format(user=getpass.getuser(), folder=folder, portal=text)


@contextmanager
def front(
    behind: int, files: dict[str, bytes] | None = None, bulk: dict[str, bytes] | None = None
) -> Iterator[int]:
    """nginx before the portal at port `behind`; its port. `files` are static ones, `bulk` those of
    open data. Raises RuntimeError when it refuses."""
    program, port = nginx(), free_port()
    if program is None:
        raise RuntimeError("no nginx on this machine")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cache").mkdir()
        for place, given in (("static", files), ("open-data", bulk)):
            (folder / place).mkdir()
            for file, content in (given or {}).items():
                (folder / place / file).write_bytes(content)
        (folder / "nginx.conf").write_text(configuration(folder, port, behind))
        command = [program, "-p", name, "-c", f"{name}/nginx.conf"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        if checked.returncode:
            raise RuntimeError(checked.stderr)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def wait_for(port: int) -> None:
    """Until somebody listens there; at most ten seconds."""
    for _attempt in range(1000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise RuntimeError(f"nobody listens on port {port}")


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each connection."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes nothing."""

    def log_message(self, *_line: Any) -> None:
        """Nothing."""


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[int]:
    """A WSGI application on a port of this machine, in threads of this process."""
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

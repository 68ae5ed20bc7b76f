"""The virus scanner: closed until it has spoken."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credit_portal.common.errors import Conflict, NotFound
from credit_portal.files import clamd, responses, services, storage, tasks
from credit_portal.files.models import StoredFile
from tests.files import samples


class Scanner(socketserver.BaseRequestHandler):
    """Speaks INSTREAM; answers as told."""

    answer = b"stream: OK\0"
    seen = b""

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(size)
        type(self).seen = content
        self.request.sendall(self.answer)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += self.request.recv(count - len(data))
        return data


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[type[Scanner]]:
    """A scanner on a unix socket, configured."""
    path = str(tmp_path / "clamd.sock")
    Scanner.answer, Scanner.seen = b"stream: OK\0", b""
    server = socketserver.UnixStreamServer(path, Scanner)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.CLAMD_SOCKET = path
    yield Scanner
    server.shutdown()
    server.server_close()


def stored(owner: Any) -> StoredFile:
    upload = SimpleUploadedFile("a.png", samples.picture("PNG", size=(300, 300)))
    return services.store(upload=upload, owner=owner, purpose="evidence")


def test_a_file_waits_for_the_scanner(officer: Any, scanner: type[Scanner]) -> None:
    file = stored(officer)
    assert file.state == "quarantined"
    for opening in (services.read_clean, responses.attachment):
        with pytest.raises(Conflict):
            opening(file)
    tasks.scan_quarantined()
    assert scanner.seen == storage.read(file.storage_name) == services.read_clean(file)
    assert services.scan_quarantined() == 0


def test_what_is_found_is_never_served(officer: Any, scanner: type[Scanner]) -> None:
    file = stored(officer)
    scanner.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    assert services.scan_quarantined() == 1
    file.refresh_from_db()
    assert (file.state, file.reason) == ("rejected", "Win.Test.EICAR_HDB-1")
    with pytest.raises(NotFound):
        services.read_clean(file)
    assert services.sweep_orphans(age=-1) == 1


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\xfe\0", b"stream: ok?\0"]
)
def test_an_odd_answer_keeps_it_closed(officer: Any, scanner: type[Scanner], answer: bytes) -> None:
    file = stored(officer)
    scanner.answer = answer
    assert services.scan_quarantined() == 0
    file.refresh_from_db()
    assert file.state == "quarantined"


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "tcp://[::1]:1", "x"])
def test_no_scanner_keeps_it_closed(officer: Any, settings: Any, address: str) -> None:
    settings.CLAMD_SOCKET = address
    file = stored(officer)
    assert services.scan_quarantined() == 0
    with pytest.raises(Conflict):
        services.read_clean(file)
    with pytest.raises(clamd.Unavailable):
        clamd.scan(b"x", address)


def test_a_file_lost_while_it_waited_is_rejected(officer: Any, scanner: type[Scanner]) -> None:
    file = stored(officer)
    storage.remove(file.storage_name)
    assert services.scan_quarantined() == 1
    file.refresh_from_db()
    assert file.state == "rejected"

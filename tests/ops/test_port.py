"""The port of the web server, and what is said when it cannot be had."""

import socket
from collections.abc import Iterator

import pytest

from ops import port
from ops.trouble import Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_a_free_one(taken: int) -> None:
    with pytest.raises(Trouble) as caught:
        port.require_free("127.0.0.1", taken)
    text = str(caught.value)
    assert f"Port {taken} is taken" in text
    suggested = int(text.rpartition("PORT=")[2])
    port.require_free("127.0.0.1", suggested)


def test_an_unknown_interface_is_refused() -> None:
    with pytest.raises(Trouble, match=r"Cannot listen on 203\.0\.113\.1"):
        port.require_free("203.0.113.1", 8000)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "８０００"])
def test_it_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(Trouble, match="is not a port number"):
        port.port_of({"PORT": text})


def test_the_defaults_are_this_machine_and_8000() -> None:
    assert (port.host_of({}), port.port_of({"PORT": ""})) == ("127.0.0.1", 8000)


def test_nothing_answering_is_status_0(taken: int) -> None:
    assert port.status("127.0.0.1", taken, "/", seconds=0.2) == 0

"""Folders: private, and sockets with paths that the system accepts."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.layout import SOCKET_LIMIT, SOCKET_NAME, Layout, fits, socket_folder


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Layout]:
    """A checkout whose path is too long for a unix socket."""
    root = tmp_path / ("long-name-" * 9) / ("long-name-" * 9)
    root.mkdir(parents=True)
    layout = Layout(root, root / ".run")
    layout.make()
    yield layout
    if layout.sockets.is_symlink():
        shutil.rmtree(os.readlink(layout.sockets), ignore_errors=True)


def test_everything_it_writes_is_private(tmp_path: Path) -> None:
    layout = Layout(tmp_path, tmp_path / ".run")
    layout.make()
    socket_folder(layout)
    for folder in (layout.run, *layout.run.iterdir()):
        assert folder.stat().st_mode & 0o077 == 0


def test_an_open_folder_is_tightened(tmp_path: Path) -> None:
    (tmp_path / ".run").mkdir(mode=0o755)
    Layout(tmp_path, tmp_path / ".run").make()
    assert (tmp_path / ".run").stat().st_mode & 0o777 == 0o700


def test_a_long_path_gets_a_short_private_folder(deep: Layout) -> None:
    folder = socket_folder(deep)
    assert len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_LIMIT
    assert folder.stat().st_mode & 0o777 == 0o700
    assert deep.sockets.is_symlink()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / SOCKET_NAME))


def test_the_short_folder_is_found_again(deep: Layout) -> None:
    assert socket_folder(deep) == socket_folder(deep)


def test_a_link_to_a_folder_that_others_may_enter_is_not_followed(deep: Layout) -> None:
    first = socket_folder(deep)
    first.chmod(0o755)
    second = socket_folder(deep)
    shutil.rmtree(first)
    assert second != first


def test_a_vanished_short_folder_is_replaced(deep: Layout) -> None:
    first = socket_folder(deep)
    first.rmdir()
    second = socket_folder(deep)
    assert second != first
    assert second.is_dir()


@pytest.mark.parametrize("name", ["plain", "with space", "komma,", "目录"])
def test_odd_names_are_avoided(name: str) -> None:
    assert fits(Path("/tmp") / name) == (name == "plain")

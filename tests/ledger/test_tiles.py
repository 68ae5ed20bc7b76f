"""Paths of tiles and the format of entry bundles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_portal.ledger.merkle import LogError, Tile
from credit_portal.ledger.tiles import Bundle, index_path, pack, parse_path, tile_path, unpack


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, "000"), (999, "999"), (1000, "x001/000"), (1_234_067, "x001/x234/067")],
)
def test_an_index_is_written_as_the_specification_says(index: int, path: str) -> None:
    assert index_path(index) == path


@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_address_is_read_back(level: int, index: int, width: int) -> None:
    for address in (Tile(level, index, width), Bundle(index, width)):
        assert parse_path(tile_path(address).removeprefix("tile/")) == address


@pytest.mark.parametrize(
    "path",
    [
        "", "0", "0/", "0/0", "0/00", "0/0000", "00/000", "64/000", "-1/000", "0/x001", "0/001/000",
        "0/x000/000", "0/x001/x000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/",
        "0/000.p/1/", "0/000/", "entries", "entries/0", "data/000", "0/\u0660\u0660\u0660",
        "0/000\n", "x/000", "0/" + "x999/" * 7 + "999",
    ],
)  # fmt: skip
def test_it_refuses_every_other_spelling(path: str) -> None:
    with pytest.raises(LogError):
        parse_path(path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_read_back(entries: list[bytes]) -> None:
    bundle = pack(entries)
    assert unpack(bundle, len(entries)) == entries
    with pytest.raises(LogError):
        unpack(bundle, len(entries) + 1)


def test_an_entry_may_have_65535_bytes() -> None:
    assert unpack(pack([bytes(65_535)]), 1) == [bytes(65_535)]


@pytest.mark.parametrize("bundle", [b"\0", b"\0\1", b"\0\2a", b"\0\1a\0"])
def test_it_refuses_a_bundle_cut_off(bundle: bytes) -> None:
    with pytest.raises(LogError):
        unpack(bundle, 1)

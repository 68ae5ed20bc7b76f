"""Hashing, proofs and tiles against RFC 6962 and against its plain definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_portal.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    LogError,
    Tile,
    all_tiles,
    consistency_path,
    edge_tiles,
    inclusion_path,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
    width_at,
)
from tests.ledger.logs import MemoryLog, entries, plain_root

# The reference test vectors of Certificate Transparency (merkle_tree_test of 2013).
LEAVES = [
    bytes.fromhex(text)
    for text in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (0, 1): [],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
SIZES = st.integers(min_value=1, max_value=3000)
BIG = MemoryLog(entries(3000))
HASHES = [leaf_hash(entry) for entry in BIG.entries]


@pytest.mark.parametrize("size", range(9))
def test_it_gives_the_known_root_at_each_size(size: int) -> None:
    log = MemoryLog(LEAVES[:size])
    assert log.tree.root().hex() == ROOTS[size]
    assert tree_root(size, log.read).hex() == ROOTS[size]
    assert plain_root([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "expected"), PATHS.items())
def test_it_gives_the_known_inclusion_paths(place: tuple[int, int], expected: list[str]) -> None:
    path = inclusion_path(*place, MemoryLog(LEAVES).read)
    assert [item.hex() for item in path] == expected


@pytest.mark.parametrize(("sizes", "expected"), CONSISTENCY.items())
def test_it_gives_the_known_consistency_proofs(sizes: tuple[int, int], expected: list[str]) -> None:
    path = consistency_path(*sizes, MemoryLog(LEAVES).read)
    assert [item.hex() for item in path] == expected


@settings(max_examples=300, deadline=None)
@given(st.data(), SIZES)
def test_every_inclusion_path_verifies_and_no_other_leaf_does(
    data: st.DataObject, size: int
) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, BIG.read)
    root = plain_root(HASHES[:size])
    verify_inclusion(HASHES[index], index, size, path, root)
    other = data.draw(st.integers(0, size).filter(lambda number: number != index))
    faults = [
        (leaf_hash(b"other"), index, size, path, root),
        (HASHES[index], other, size, path, root),
        (HASHES[index], index, size, path, leaf_hash(b"other")),
        (HASHES[index], index, size, [*path, bytes(32)], root),
        (HASHES[index], index, size, path[:-1], root if path else bytes(32)),
    ]
    for place in range(len(path)):
        changed = [*path[:place], hashlib.sha256(path[place]).digest(), *path[place + 1 :]]
        faults.append((HASHES[index], index, size, changed, root))
    for fault in faults:
        with pytest.raises(LogError):
            verify_inclusion(*fault)


@settings(max_examples=300, deadline=None)
@given(st.data(), SIZES)
def test_every_consistency_proof_verifies_and_no_other_does(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    path = consistency_path(old, new, BIG.read)
    old_root, new_root = plain_root(HASHES[:old]), plain_root(HASHES[:new])
    verify_consistency(old, new, old_root, new_root, path)
    faults = [
        (old, new, bytes(32), new_root, path),
        (old, new, old_root, bytes(32), path),
        (old, new, old_root, new_root, [*path, bytes(32)]),
        (old, new + 1 if old == new else old, old_root, new_root, path),
    ]
    for place in range(len(path)):
        changed = [*path[:place], bytes(32), *path[place + 1 :]]
        faults.append((old, new, old_root, new_root, changed))
        faults.append((old, new, old_root, new_root, path[:place]))
    for fault in faults:
        with pytest.raises(LogError):
            verify_consistency(*fault)


def test_every_pair_of_small_sizes_is_consistent() -> None:
    for new in range(1, 70):
        for index in range(new):
            path = inclusion_path(index, new, BIG.read)
            verify_inclusion(HASHES[index], index, new, path, plain_root(HASHES[:new]))
        for old in range(new + 1):
            roots = plain_root(HASHES[:old]), plain_root(HASHES[:new])
            verify_consistency(old, new, *roots, consistency_path(old, new, BIG.read))


def test_the_empty_tree_begins_every_tree_but_proves_nothing_else() -> None:
    root = plain_root(HASHES[:3])
    verify_consistency(0, 3, EMPTY_ROOT, root, [])
    for faulty in [
        (0, 3, root, root, []),
        (0, 3, EMPTY_ROOT, root, [root]),
        (-1, 3, EMPTY_ROOT, root, []),
        (4, 3, root, root, []),
        (3, 3, root, EMPTY_ROOT, []),
    ]:
        with pytest.raises(LogError):
            verify_consistency(*faulty)


def test_it_refuses_places_outside_the_tree() -> None:
    with pytest.raises(LogError):
        inclusion_path(3, 3, BIG.read)
    with pytest.raises(LogError):
        consistency_path(4, 3, BIG.read)
    with pytest.raises(LogError):
        verify_inclusion(HASHES[0], -1, 3, [], HASHES[0])


def test_a_tile_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(LogError):
        inclusion_path(1, 3, lambda tiles: [b"" for _ in tiles])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=6))
def test_batches_of_any_size_give_the_same_tiles_as_one(batches: list[int]) -> None:
    log = MemoryLog()
    for batch in batches:
        log.append(entries(batch, start=log.tree.size))
    whole = MemoryLog(entries(sum(batches)))
    assert (log.stored, log.tree.root()) == (whole.stored, whole.tree.root())
    again = Frontier(log.tree.size, [data for _, data in log.tree.edges()])
    assert again.root() == log.tree.root() == tree_root(log.tree.size, log.read)


@pytest.mark.parametrize("size", [255, 256, 257, 65_535, 65_536, 65_537])
def test_tree_and_proofs_hold_across_the_edge_of_a_tile(size: int) -> None:
    log = MemoryLog()
    log.append(entries(size - 2))
    before, root_before = size - 2, log.tree.root()
    log.append(entries(2, start=size - 2))
    log.append([b"one more"])
    root = log.tree.root()
    assert root == plain_root([leaf_hash(entry) for entry in log.entries])
    verify_consistency(
        before, size + 1, root_before, root, consistency_path(before, size + 1, log.read)
    )
    for index in (0, 254, size - 1, size):
        path = inclusion_path(index, size + 1, log.read)
        verify_inclusion(leaf_hash(log.entries[index]), index, size + 1, path, root)
    assert {(tile.level, tile.index) for tile in all_tiles(size + 1)} == set(log.stored)


def test_the_widths_of_the_specifications_example() -> None:
    assert edge_tiles(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert edge_tiles(256) == [Tile(1, 0, 1)]
    assert list(all_tiles(257)) == [Tile(0, 0, 256), Tile(0, 1, 1), Tile(1, 0, 1)]
    assert width_at(70_000, 0, 274) == 0
    assert edge_tiles(0) == [] == list(all_tiles(0))


def test_an_edge_of_another_shape_is_refused() -> None:
    with pytest.raises(LogError):
        Frontier(2, [bytes(32)])
    with pytest.raises(LogError):
        Frontier(256, [])


def test_partial_tiles_are_prefixes_of_all_later_ones() -> None:
    log = MemoryLog()
    seen: dict[tuple[int, int], bytes] = {}
    for step in (1, 3, 250, 1, 1, 1, 300):
        log.append(entries(step, start=log.tree.size))
        for place, data in seen.items():
            assert log.stored[place].startswith(data)
        seen = dict(log.stored)

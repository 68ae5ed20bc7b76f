"""Check a log from outside: `python -m credit_portal.ledger.verify http://host/ledger`.

Trusts nothing but a key: fetches checkpoint, entries and tiles, recomputes every hash, and says
whether they agree. Needs Python and `cryptography` only; this folder's pure modules (merkle,
tiles, note, checkpoint, jcs, verify) can be copied and run alone.

Exit status: 0 everything agrees, 1 a fault was found, 2 something could not be fetched or read.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .checkpoint import Checkpoint, TlogProof, open_checkpoint, parse_proof
from .jcs import canonical
from .merkle import (
    TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Frontier,
    LogError,
    Tile,
    TileReader,
    consistency_path,
    leaf_hash,
    verify_consistency,
    width_at,
)
from .note import Verifier, decode, parse_verifier
from .tiles import Bundle, tile_path, unpack

Fetch = Callable[[str], bytes]
MAX_RESPONSE = TILE_WIDTH * (2 + 65_535) + 1
TIMEOUT = 30


class Missing(Exception):
    """A resource of the log could not be had."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as somebody outside sees it: where to fetch, and the head that was believed."""

    fetch: Fetch
    head: Checkpoint
    note: str

    def read(self, tiles: Sequence[Tile]) -> list[bytes]:
        """Bytes of tiles; a partial one that is gone is cut from the full one."""
        return [self._tile(tile) for tile in tiles]

    def entries(self, index: int) -> list[bytes]:
        """Entries of bundle `index` as far as the head goes."""
        width = width_at(self.head.size, 0, index)
        try:
            return unpack(self.fetch(tile_path(Bundle(index, width))), width)
        except Missing:
            if width == TILE_WIDTH:
                raise
            full = self.fetch(tile_path(Bundle(index, TILE_WIDTH)))
            return unpack(full, TILE_WIDTH)[:width]

    def _tile(self, tile: Tile) -> bytes:
        try:
            return self.fetch(tile_path(tile))
        except Missing:
            if tile.width == TILE_WIDTH:
                raise
            full = self.fetch(tile_path(replace(tile, width=TILE_WIDTH)))
            return full[: TILE_BYTES * tile.width // TILE_WIDTH]


def http(prefix: str) -> Fetch:
    """Fetcher for a log served below a URL."""
    base = prefix.rstrip("/") + "/"
    if not base.startswith(("http://", "https://")):
        raise Missing(f"not a web address: {prefix}")

    def fetch(path: str) -> bytes:
        try:
            with urllib.request.urlopen(base + path, timeout=TIMEOUT) as response:  # noqa: S310 the scheme is checked above
                data: bytes = response.read(MAX_RESPONSE + 1)
        except (urllib.error.URLError, TimeoutError, OSError) as error:
            raise Missing(f"{base}{path}: {error}") from error
        if len(data) > MAX_RESPONSE:
            raise LogError(f"{path} is larger than any part of a log")
        return data

    return fetch


def _nowhere(path: str) -> bytes:
    raise Missing(f"{path} is needed, but no address was given")


def open_log(fetch: Fetch, verifier: Verifier) -> Log:
    """The log with its present head; `LogError` when the head is not signed by the key."""
    note = _utf8(fetch("checkpoint"))
    return Log(fetch, open_checkpoint(note, [verifier]), note)


def check_everything(log: Log, progress: Callable[[int], None] = lambda _: None) -> int:
    """Recompute the tree from the entries and compare each tile and the root; tiles compared."""
    tree = Frontier()
    compared = 0
    for index in range((log.head.size + TILE_WIDTH - 1) >> TILE_HEIGHT):
        grown = tree.extend([leaf_hash(entry) for entry in log.entries(index)])
        full = [(place, data) for place, data in grown.items() if len(data) == TILE_BYTES]
        for (level, number), data in full:
            _same(log.read, Tile(level, number, TILE_WIDTH), data)
        compared += len(full)
        progress(tree.size)
    for tile, data in tree.edges():
        _same(log.read, tile, data)
        compared += 1
    if tree.root() != log.head.root:
        raise LogError("the entries do not have the root that is signed")
    return compared


def check_growth(log: Log, old: Checkpoint) -> None:
    """`LogError` unless the log still begins with the tree of an earlier head."""
    if old.size > log.head.size:
        raise LogError(f"the log has shrunk from {old.size} to {log.head.size} entries")
    path = consistency_path(old.size, log.head.size, log.read)
    verify_consistency(old.size, log.head.size, old.root, log.head.root, path)


def check_proof(proof: TlogProof, entry: bytes, verifier: Verifier) -> Checkpoint:
    """Head under which the entry is proven to stand at its index; `LogError` when it is not."""
    return proof.verify(leaf_hash(entry), [verifier])


def check_document(proof: TlogProof, entry: bytes, document: bytes) -> None:
    """`LogError` unless the entry commits to the document with the proof's salt."""
    if proof.extra is None or len(proof.extra) != 32:
        raise LogError("the proof carries no salt")
    try:
        value, leaf = json.loads(document), json.loads(entry)
    except ValueError as error:
        raise LogError("document or entry is not JSON") from error
    committed = leaf.get("cm") if isinstance(leaf, dict) else None
    message = b"gip/record/v1\n" + canonical(value)
    found = hmac.new(proof.extra, message, hashlib.sha256).digest()
    if not isinstance(committed, str) or decode(committed) != found:
        raise LogError("the entry does not commit to this document")


def _same(read: TileReader, tile: Tile, data: bytes) -> None:
    if read([tile])[0] != data:
        raise LogError(f"{tile_path(tile)} is not what the entries give")


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise LogError("not text in UTF-8") from error


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Missing(f"{path}: {error.strerror}") from error


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify", description=str(__doc__).splitlines()[0])
    parser.add_argument("url", nargs="?", help="address of the log, such as https://host/ledger")
    parser.add_argument("--key", help="verifier key, or a file that holds it (else /key)")
    parser.add_argument("--quick", action="store_true", help="do not recompute from all entries")
    parser.add_argument("--since", metavar="FILE", help="a checkpoint saved earlier")
    parser.add_argument("--save", metavar="FILE", help="keep the checkpoint for the next time")
    parser.add_argument("--proof", metavar="FILE", help="a .tlog-proof file to check")
    parser.add_argument("--entry", metavar="FILE", help="the proven entry (else from the log)")
    parser.add_argument("--document", metavar="FILE", help="the public document, JSON")
    arguments = parser.parse_args(argv)
    if not arguments.url and not (arguments.key and arguments.proof and arguments.entry):
        parser.error("give the log's address, or --key, --proof and --entry to check offline")
    if not arguments.url and (arguments.since or arguments.save):
        parser.error("--since and --save need the log's address")
    if arguments.document and not arguments.proof:
        parser.error("--document needs --proof")
    return arguments


def _key(given: str | None, fetch: Fetch) -> Verifier:
    if given:
        return parse_verifier(given if "+" in given else _utf8(_read(given)))
    verifier = parse_verifier(_utf8(fetch("key")))
    print(f"key    {verifier.line()}\n       as the log itself says: compare it elsewhere")
    return verifier


def _run_log(log: Log, arguments: argparse.Namespace, verifier: Verifier) -> None:
    print(f"head   {log.head.origin}: {log.head.size} entries, root {log.head.root.hex()}")
    if not arguments.quick:
        compared = check_everything(log, _progress)
        print(f"tree   recomputed from all entries; {compared} tiles and the root agree")
    if arguments.since:
        old = open_checkpoint(_utf8(_read(arguments.since)), [verifier])
        check_growth(log, old)
        print(f"growth begins with the tree of {old.size} entries seen before")
    if arguments.save:
        Path(arguments.save).write_text(log.note, encoding="utf-8")


def _run_proof(log: Log | None, arguments: argparse.Namespace, verifier: Verifier) -> None:
    proof = parse_proof(_utf8(_read(arguments.proof)))
    if arguments.entry:
        entry = _read(arguments.entry)
    elif log is not None and proof.index < log.head.size:
        entry = log.entries(proof.index >> TILE_HEIGHT)[proof.index % TILE_WIDTH]
    else:
        raise LogError(f"the log has no entry {proof.index}")
    head = check_proof(proof, entry, verifier)
    print(f"proof  entry {proof.index} stands in the log of {head.size} entries")
    if log is not None:
        check_growth(log, head)
        print("proof  its log is the beginning of the present one")
    if arguments.document:
        check_document(proof, entry, _read(arguments.document))
        print("proof  the entry commits to exactly this document")


def _progress(done: int) -> None:
    if done % (TILE_WIDTH * TILE_WIDTH) == 0:
        print(f"       {done} entries", file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the checks the arguments ask for; the process's exit status."""
    arguments = _arguments(argv)
    try:
        fetch = http(arguments.url) if arguments.url else _nowhere
        verifier = _key(arguments.key, fetch)
        log = open_log(fetch, verifier) if arguments.url else None
        if log is not None:
            _run_log(log, arguments, verifier)
        if arguments.proof:
            _run_proof(log, arguments, verifier)
    except LogError as fault:
        print(f"FAULT  {fault}", file=sys.stderr)
        return 1
    except Missing as fault:
        print(f"NOT CHECKED  {fault}", file=sys.stderr)
        return 2
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main())

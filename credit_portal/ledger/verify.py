"""Check a public ledger and its site from outside: `python -m credit_portal.ledger.verify URL`.

Trusts nothing but a key. Needs Python and `cryptography` only: the pure modules (docs/ledger.md
lists them) can be copied into a folder of their own and run alone.

Exit status: 0 everything agrees, 1 a fault was found, 2 something could not be fetched or read.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .checkpoint import open_checkpoint, parse_proof
from .cosignature import parse_witness
from .merkle import TILE_HEIGHT, TILE_WIDTH, LogError
from .note import Verifier, parse_verifier
from .outside import (
    Fetch,
    Log,
    Missing,
    check_document,
    check_everything,
    check_growth,
    check_proof,
    nowhere,
    open_log,
    utf8,
)
from .polite import Client
from .watch import SHARE, Report, Watch, clean
from .watch_log import LogWatch
from .watch_monitor import monitor, tell
from .watch_state import State
from .watch_words import LANGUAGES

PROGRESS = 65_536


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify", description=str(__doc__).splitlines()[0])
    add = parser.add_argument
    add("url", nargs="?", help="address of the site, or of a log alone (https://host/ledger)")
    add("--key", help="verifier key, or a file that holds it (else the site's own)")
    add("--state", metavar="FOLDER", help="remember what was read; later runs read what is new")
    add("--once", action="store_true", help="one look (the default)")
    add("--monitor", action="store_true", help="look again and again until stopped")
    add("--every", type=float, default=300, metavar="SECONDS", help="between two looks; 300")
    add("--looks", type=int, default=0, metavar="N", help="stop the monitor after N looks")
    add(
        "--alarm-command", metavar="COMMAND", help="run for each new alarm, report as JSON on stdin"
    )
    add("--lang", choices=LANGUAGES, default="en", help="language of the words")
    add("--json", action="store_true", help="the report in full")
    add("--witness", action="append", default=[], metavar="KEY", help="key of a witness (repeat)")
    add("--witnesses", type=int, default=0, metavar="K", help="co-signatures that are needed")
    add("--today", type=date.fromisoformat, metavar="DAY", help="day of display, else today")
    add("--log", metavar="URL", help="read the log from a mirror")
    add("--rate", type=float, default=10, help="requests a second at most; 10")
    add("--retries", type=int, default=4, help="further attempts when a request fails; 4")
    add("--timeout", type=float, default=30, help="seconds for one attempt; 30")
    add("--pause", type=float, default=2, help="seconds before a second look at a fault; 2")
    add("--log-only", action="store_true", help="the log, not the records")
    add("--quick", action="store_true", help="neither entries nor records: head and proofs only")
    add("--since", metavar="FILE", help="a checkpoint saved earlier")
    add("--save", metavar="FILE", help="keep the checkpoint for the next time")
    add("--proof", metavar="FILE", help="a .tlog-proof file to check")
    add("--entry", metavar="FILE", help="the proven entry (else from the log)")
    add("--document", metavar="FILE", help="the public document, or the JSON proof of a record")
    return parser


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    given = parser.parse_args(argv)
    if not given.url and not (given.key and given.proof and (given.entry or given.document)):
        parser.error("give an address, or --key, --proof and --entry (or --document) offline")
    if not given.url and (given.since or given.save or given.state or given.monitor):
        parser.error("--since, --save, --state and --monitor need an address")
    if given.document and not given.proof:
        parser.error("--document needs --proof")
    if given.rate <= 0 or given.every <= 0:
        parser.error("--rate and --every are above 0")
    return given


class Doors:
    """Where to fetch: the log, and the site if the address is that of one."""

    def __init__(self, given: argparse.Namespace) -> None:
        options = {"rate": given.rate, "retries": given.retries, "timeout": given.timeout}
        address = str(given.url).rstrip("/")
        self.site: Fetch | None = None
        if given.log:
            self.log: Fetch = Client(given.log, **options)
            self.site = Client(address, **options)
        elif address.endswith("/ledger") or not self._is_site(address, options):
            self.log = Client(address, **options)
        else:
            self.log = Client(f"{address}/ledger", **options)
            self.site = Client(address, **options)
        if given.log_only or given.quick:
            self.site = None

    @staticmethod
    def _is_site(address: str, options: dict[str, float]) -> bool:
        try:
            Client(f"{address}/ledger", **options)("checkpoint")  # type: ignore[arg-type]
        except Missing as error:
            if error.gone:
                return False
            raise
        return True


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Missing(f"{path}: {error.strerror}") from error


def _key(given: str | None, fetch: Fetch, report: Report) -> Verifier:
    if given:
        return parse_verifier(given if "+" in given else utf8(_read(given)))
    verifier = parse_verifier(utf8(fetch("key")))
    report.add("note", "key_unpinned", key=verifier.line())
    return verifier


def _watch(given: argparse.Namespace, doors: Doors, verifier: Verifier) -> Watch:
    state = State(Path(given.state) if given.state else None)
    witnesses = [parse_witness(line) for line in given.witness]
    log = LogWatch(doors.log, verifier, state, witnesses, given.witnesses, _progress)
    share = SHARE if given.monitor else sys.maxsize
    return Watch(log, doors.site, given.today, share, given.pause)


def _run_log(log: Log, given: argparse.Namespace, verifier: Verifier) -> None:
    print(f"head   {log.head.origin}: {log.head.size} entries, root {log.head.root.hex()}")
    if not given.quick:
        compared = check_everything(log, _progress)
        print(f"tree   recomputed from all entries; {compared} tiles and the root agree")
    if given.since:
        old = open_checkpoint(utf8(_read(given.since)), [verifier])
        check_growth(log, old)
        print(f"growth begins with the tree of {old.size} entries seen before")
    if given.save:
        Path(given.save).write_text(log.note, encoding="utf-8")


def _opened(data: bytes) -> tuple[bytes, bytes | None]:
    """Document and entry of a file: the JSON proof of a record holds both."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise LogError("the document is not JSON") from error
    if isinstance(value, dict) and {"doc", "leaf", "leaf_hash"} <= set(value):
        return str(value["doc"]).encode(), str(value["leaf"]).encode()
    return data, None


def _run_proof(log: Log | None, given: argparse.Namespace, verifier: Verifier) -> None:
    proof = parse_proof(utf8(_read(given.proof)))
    document, entry = _opened(_read(given.document)) if given.document else (b"", None)
    if given.entry:
        entry = _read(given.entry)
    elif log is not None and proof.index < log.head.size:
        entry = log.entries(proof.index >> TILE_HEIGHT)[proof.index % TILE_WIDTH]
    if entry is None:
        raise LogError(f"there is no entry {proof.index} to check")
    head = check_proof(proof, entry, verifier)
    print(f"proof  entry {proof.index} stands in the log of {head.size} entries")
    if log is not None:
        check_growth(log, head)
        print("proof  its log is the beginning of the present one")
    if given.document:
        check_document(proof, entry, document)
        print("proof  the entry commits to exactly this document")


def _progress(done: int) -> None:
    if done % PROGRESS == 0:
        print(f"       {done} entries", file=sys.stderr)


def _run(given: argparse.Namespace, report: Report) -> int:
    if not given.url:
        _run_proof(None, given, _key(given.key, nowhere, report))
        print("OK")
        return 0
    doors = Doors(given)
    verifier = _key(given.key, doors.log, report)
    by_hand = given.since or given.save or given.proof or given.quick
    if by_hand:
        log = open_log(doors.log, verifier)
        _run_log(log, given, verifier)
        if given.proof:
            _run_proof(log, given, verifier)
    if by_hand and doors.site is None and not given.state:
        tell(report, given.lang)
        print("OK")
        return 0
    if doors.site is None and not given.log_only:
        report.add("note", "log_only")
    watch = _watch(given, doors, verifier)
    try:
        return monitor(watch, given, report)
    finally:
        watch.log.state.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the checks the arguments ask for; the process's exit status."""
    given = _arguments(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # words that its encoding lacks end nothing
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _run(given, Report(""))
    except LogError as fault:
        print(f"FAULT  {clean(str(fault))}", file=sys.stderr)
        return 1
    except Missing as fault:
        print(f"NOT CHECKED  {clean(str(fault))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

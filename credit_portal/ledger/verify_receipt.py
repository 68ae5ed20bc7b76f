"""Check the receipt of a report, offline: `python -m credit_portal.ledger.verify_receipt FILE`.

Says whether the portal received it, on which day, and whether that day stands in the public log.
What was reported stays secret, unless who reported adds it (`--words`, `--file`). Needs Python and
`cryptography` only. Exit status: 0 everything agrees, 1 something does not, 2 a file is unreadable.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from . import receipt as receipts
from .merkle import LogError
from .note import Verifier, parse_verifier, signatures_of


def main(argv: Sequence[str] | None = None) -> int:
    """Print each check; the exit status."""
    given = _parser().parse_args(argv)
    try:
        found = receipts.read(Path(given.receipt).read_bytes())
        own = parse_verifier(_line(given.key))
        log = parse_verifier(_line(given.log_key)) if given.log_key else None
        handed = _handed(given)
    except (OSError, UnicodeDecodeError, LogError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        _check(found, own, log)
        if handed is not None:
            _content(found, handed)
    except LogError as error:
        print(f"FAULT: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify_receipt", description=str(__doc__).splitlines()[0]
    )
    add = parser.add_argument
    add("receipt", metavar="FILE", help="the receipt as downloaded")
    add("--key", required=True, help="key of receipts, or a file that holds it")
    add("--log-key", help="verifier key of the log, or a file: checks the place in the log too")
    add("--words", metavar="FILE", help="what was reported, as it was typed, in UTF-8")
    add("--file", metavar="FILE", action="append", default=[], help="a file handed in with it")
    return parser


def _line(given: str) -> str:
    return given if "+" in given else Path(given).read_text(encoding="utf-8")


def _handed(given: argparse.Namespace) -> bytes | None:
    """Digest of the content that was brought along, if any was."""
    if not given.words:
        return None
    words = Path(given.words).read_text(encoding="utf-8").replace("\r\n", "\n").strip()
    files = [hashlib.sha256(Path(one).read_bytes()).hexdigest() for one in given.file]
    return receipts.content_digest(words, files)


def _check(found: receipts.Receipt, own: Verifier, log: Verifier | None) -> None:
    signers = [name for name, _id, _signature in signatures_of(found.note)[1]]
    day, cm = receipts.opened(found, own)
    print(f"signed by {', '.join(signers)}: a report was received on {day.isoformat()}")
    if found.place is None:
        print("without a place in the log: ask for it by receipt once the day is over")
        return
    receipts.check_day(found.place, day, cm)
    print(f"it is one of {found.place.size} commitments of that day")
    if log is None:
        print("NOT CHECKED: whether the day stands in the log (give --log-key)")
        return
    size = receipts.check_log(found.place, log)
    print(f"the day is entry {found.place.proof.index} of the log, signed with {size} entries")


def _content(found: receipts.Receipt, handed: bytes) -> None:
    if handed != found.content:
        raise LogError("what was brought along is not what was handed in")
    print("what was brought along is exactly what was handed in")


if __name__ == "__main__":
    sys.exit(main())

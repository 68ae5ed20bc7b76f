"""A site made in memory: records with whole lives, their log, and every door a verifier reads.

All it serves stands in plain lists, so that a test can tamper with any of it.
"""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from credit_portal.ledger import leaf
from credit_portal.ledger.leaf import canonical
from credit_portal.ledger.merkle import leaf_hash
from credit_portal.ledger.note import encode
from credit_portal.ledger.outside import Missing
from credit_portal.ledger.watch_site import BLOCK
from credit_portal.publishing import references
from tests.ledger import papers
from tests.ledger.logs import MemoryLog
from tests.ledger.papers import AGENCY

TODAY = date(2026, 11, 20)
START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
SHOWING = {"publish", "correct", "annotate", "restore"}
BASES = [
    {"code": code, "name_zh": name, "name_en": name}
    for code, name in (("E01", "period"), ("P01", "publish"), ("W01", "withdraw"))
]
Row = dict[str, Any]


class MadeSite:
    """`count` records, made from a seed; `openings`, `removals`, `changes` as the doors tell."""

    def __init__(self, count: int = 60, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.now = START
        self.entries: list[bytes] = []
        self.lives: dict[str, list[Row]] = {}
        self.bases = [dict(row) for row in BASES]
        digest = hashlib.sha256(canonical({"basis": self.bases})).digest()
        self.entries.append(
            leaf.build_system("codes", at=self.now, table="basis", sha256=encode(digest))
        )
        for _ in range(count):
            self.publish()
        for rec in self.random.sample(sorted(self.lives), count * 2 // 3):
            self.go_on(rec)
        self.settle()

    # -- lives -----------------------------------------------------------------------------------

    def publish(self) -> str:
        """A new record on display."""
        rec = self.random.randbytes(16).hex()
        self.lives[rec] = []
        until = self.random.choice([None, "2029-11-21", "2026-11-10"])
        self.step(rec, "publish", until=until)
        return rec

    def go_on(self, rec: str) -> None:
        """One to three further steps, in a lawful order."""
        for _ in range(self.random.randint(1, 3)):
            last = self.lives[rec][-1]
            if last["act"] not in SHOWING:
                self.step(rec, "restore", until="2029-11-21")
                continue
            ended = last["until"] is not None and last["until"] < TODAY.isoformat()
            acts = ["expire"] if ended else ["correct", "annotate", "publish", "withdraw", "repair"]
            act = self.random.choice(acts)
            if ended:
                self.now = max(self.now, datetime(2026, 11, 11, tzinfo=UTC))
            self.step(rec, act, until=last["until"] if act in SHOWING else None)

    def step(self, rec: str, act: str, until: str | None = None) -> None:
        """Append one leaf."""
        self.now += timedelta(seconds=self.random.randint(1, 900))
        life = self.lives[rec]
        number = len(self.lives)
        ref = life[0]["ref"] if life else references.make("C", 2026, number)
        salt = self.random.randbytes(32)
        showing = act in SHOWING
        document = {"v": 1, "reason": "court"}
        if showing:
            kind = papers.KINDS[number % len(papers.KINDS)]
            kind = life[0]["document"]["kind"] if life else kind
            marked = act == "annotate"
            document = papers.document(kind, ref, len(life), self.random, marked=marked)
        basis = "P01" if showing else "E01" if act == "expire" else "W01"
        entry = leaf.build(
            rec=rec,
            act=act,
            agency=AGENCY,
            at=self.now,
            basis=basis,
            salt=salt,
            document=document,
            until=date.fromisoformat(until) if until else None,
            previous=(len(life), life[-1]["hash"]) if life else None,
        )
        life.append(
            {
                "ref": ref,
                "act": act,
                "until": until,
                "at": self.now,
                "salt": salt,
                "basis": basis,
                "document": document,
                "index": len(self.entries),
                "hash": leaf_hash(entry),
            }
        )
        self.entries.append(entry)

    # -- what the doors tell ---------------------------------------------------------------------

    def settle(self) -> None:
        """Bring every door up to date with the lives."""
        self.log = MemoryLog(self.entries).resources()
        self.openings: list[Row] = []
        self.removals: list[Row] = []
        self.changes: list[Row] = []
        self.displayed: set[int] = set()
        for rec, life in self.lives.items():
            self._tell(rec, life)
        self.openings.sort(key=lambda row: row["index"])
        self.changes.sort(key=lambda row: row["index"])
        self.removals.sort(key=lambda row: -(row["leaf_index"] or len(self.entries)))

    def _tell(self, rec: str, life: list[Row]) -> None:
        last = life[-1]
        passed = last["until"] is not None and last["until"] < TODAY.isoformat()
        shown = last["act"] in SHOWING and not passed
        for seq, one in enumerate(life, 1):
            if one["act"] not in SHOWING:
                row = self._removal(rec, seq, one)
                self.removals.append({**row, "on_display_again": seq < len(life)})
            elif shown:
                self.openings.append(self._opening(rec, seq, one, life))
        if shown:
            self.displayed.add(last["index"])
        removed = None if shown else _iso(last["at"])
        if passed and last["act"] in SHOWING:
            self.removals.append(self._waiting(rec, last))
        if passed:
            after = date.fromisoformat(last["until"]) + timedelta(days=1)
            removed = f"{after.isoformat()}T00:00:00+08:00"
        self.changes.append(
            {
                "index": last["index"],
                "ref": last["ref"],
                "act": "expire" if passed else last["act"],
                "at": _iso(last["at"]),
                "version": len(life),
                "removed_at": removed,
            }
        )

    def _removal(self, rec: str, seq: int, one: Row) -> Row:
        return {
            "ref": one["ref"],
            "rec": rec,
            "leaf_index": one["index"],
            "seq": seq,
            "act": one["act"],
            "basis": {"code": one["basis"], "name": "x"},
            "reason": {"code": "court", "name": "x"},
            "agency": AGENCY,
            "removed_at": _iso(one["at"]),
            "notice": one["document"],
            "salt": encode(one["salt"]),
        }

    def _waiting(self, rec: str, last: Row) -> Row:
        """Ended by its date, and not in the log yet."""
        nothing = dict.fromkeys(("leaf_index", "seq", "notice", "salt"))
        return {**nothing, "ref": last["ref"], "rec": rec, "act": "expire", "reason": None}

    def _opening(self, rec: str, seq: int, one: Row, life: list[Row]) -> Row:
        row: Row = {
            "ref": one["ref"],
            "rec": rec,
            "seq": seq,
            "index": one["index"],
            "salt": encode(one["salt"]),
            "document": one["document"],
            "displayed": None,
        }
        if seq == len(life):
            row["displayed"] = {
                **papers.displayed(
                    one["document"], ref=one["ref"], version=seq, at=one["at"], first=life[0]["at"]
                ),
                "until": one["until"],
            }
        return row

    def fetch(self, path: str) -> bytes:
        """What the site answers, as a fetcher below its address."""
        parts = urlsplit(path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("ledger/"):
            return self.fetch_log(parts.path.removeprefix("ledger/"))
        if parts.path == "api/v1/openings/displayed/":
            return self._bits(int(asked["block"]))
        return json.dumps(self._answer(parts.path, asked)).encode()

    def fetch_log(self, path: str) -> bytes:
        """What the log answers."""
        if path not in self.log:
            raise Missing(path, gone=True)
        return self.log[path]

    def _bits(self, block: int) -> bytes:
        data = bytearray(BLOCK // 8)
        for index in self.displayed:
            if index // BLOCK == block:
                data[index % BLOCK // 8] |= 1 << index % 8
        return bytes(data)

    def _answer(self, path: str, asked: Row) -> Row:
        limit = int(asked.get("limit", 50))
        if path == "api/v1/openings/":
            after = int(asked.get("after", -1))
            rows = [row for row in self.openings if row["index"] > after][: limit + 1]
            onward = rows[limit - 1]["index"] if len(rows) > limit else None
            return {"next_after": onward, "results": rows[:limit]}
        if path == "api/v1/changes/":
            since = int(asked.get("since", -1))
            rows = [row for row in self.changes if row["index"] > since][:limit]
            return {"next_since": rows[-1]["index"] if rows else since, "results": rows}
        if path == "api/v1/removals/":
            start = int(asked.get("start", 0))
            end = start + limit
            onward = f"http://x/api/v1/removals/?limit={limit}&start={end}"
            more = end < len(self.removals)
            return {"next": onward if more else None, "results": self.removals[start:end]}
        if path == "api/v1/openings/codes/":
            return {"basis": self.bases}
        raise Missing(path, gone=True)


def _iso(at: datetime) -> str:
    return at.isoformat()

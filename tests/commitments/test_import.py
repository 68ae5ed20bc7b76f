"""The published list of 760 commitments, and corrupted copies of it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commitments.models import Commitment, CommitmentEvent, CoResponsibility
from credit_portal.audit.models import AuditEvent
from credit_portal.directory.models import Organisation, Post
from credit_portal.publishing.models import Decision
from credit_portal.publishing.services import publish_all
from tests import factories

pytestmark = pytest.mark.django_db
LIST = settings.BASE_DIR / "commitments" / "data" / "mandate_letter_commitments_2021.csv"


@pytest.fixture
def officer(city: Any) -> Any:
    """Files for the whole government: only he takes over another government's list."""
    return factories.user(username="officer", role="filer", organisation=city, title="科员")


@pytest.fixture
def approver(city: Any) -> Any:
    """Approves for the whole government."""
    return factories.user(username="approver", role="approver", organisation=city, title="副市长")


def run(path: Path, *more: str, actor: str = "officer") -> tuple[str, str]:
    """What the command says, and what it complains of."""
    out, complaints = StringIO(), StringIO()
    call_command(
        "import_commitments",
        str(path),
        "--mapping",
        "mandate-letters-2021",
        "--actor",
        actor,
        *more,
        stdout=out,
        stderr=complaints,
    )
    return out.getvalue(), complaints.getvalue()


def counts() -> tuple[int, ...]:
    """Rows that an import touches."""
    tables = (
        Commitment,
        CoResponsibility,
        CommitmentEvent,
        Post,
        Organisation,
        Decision,
        AuditEvent,
    )
    return tuple(table.objects.count() for table in tables)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The header and the first rows up to the line 60."""
    path = tmp_path / "small.csv"
    path.write_bytes(b"\r\n".join(LIST.read_bytes().split(b"\r\n")[:58]) + b"\r\n")
    return path


def test_the_whole_list_goes_in_with_its_slips_named(officer: Any, approver: Any) -> None:
    out, _complaints = run(LIST)
    assert "760 rows, 49 posts, 38 of them lead" in out
    rows = Commitment.objects.filter(import_source="mandate-letters-2021")
    assert rows.count() == 760
    assert set(rows.values_list("state", "due_on", "title_zh", "outcome")) == {
        ("submitted", None, "", "open")
    }
    body = Organisation.objects.get(kind="foreign_government")
    assert body.parent is None
    assert Post.objects.filter(organisation=body).count() == 49
    assert rows.values("post").distinct().count() == 38
    warned = [line for line in out.splitlines() if "Line " in line]
    assert len(warned) == 9
    assert sum("536" in line for line in warned) == 1


def test_again_nothing_changes(officer: Any, approver: Any, small: Path) -> None:
    run(small, "--approve-as", "approver")
    before = counts()
    out, _complaints = run(small, "--approve-as", "approver")
    assert counts() == before
    assert "0 commitments imported" in out and "0 commitments approved" in out


def test_approved_in_batches_each_with_its_own_decision(
    officer: Any, approver: Any, small: Path
) -> None:
    out, _complaints = run(small, "--approve-as", "approver")
    total = Commitment.objects.count()
    assert total > 50
    assert f"approved 50 of {total}" in out
    assert Commitment.objects.filter(state="registered", approver=approver).count() == total
    assert Decision.objects.filter(act="publish", automatic=False).count() == total
    publish_all()
    assert Decision.objects.filter(done_at=None).count() == 0
    assert not Commitment.objects.filter(ref="").exists()


def test_a_dry_run_writes_nothing(officer: Any, small: Path) -> None:
    before = counts()
    out, _complaints = run(small, "--dry-run")
    assert counts() == before and "nothing was written" in out


def test_an_interrupted_import_goes_on(officer: Any, small: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.csv"
    part.write_bytes(b"\r\n".join(small.read_bytes().split(b"\r\n")[:20]) + b"\r\n")
    run(part)
    begun = set(Commitment.objects.values_list("pk", flat=True))
    run(small)
    assert begun < set(Commitment.objects.values_list("pk", flat=True))


def test_every_bad_row_of_a_corrupted_copy_is_named(
    officer: Any, approver: Any, small: Path
) -> None:
    lines = small.read_bytes().split(b"\r\n")
    lines[3] = b",No number,Minister of Health,Minister of Health"
    lines[5] = b"105,,Minister of Health,Minister of Health"
    lines[7] = b"12a,Text,Minister of Health,Minister of Health"
    lines[9] = b"9991,Text,,Minister of Health"
    lines[11] = b"9992,too few"
    lines[13] = lines[1]  # the number 100 for the second time
    lines[15] = b"9993,damaged \xef\xbf\xbd text,Minister of Health,Minister of Health"
    small.write_bytes(b"\r\n".join(lines))
    before, complaints = counts(), StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(
            "import_commitments",
            str(small),
            "--mapping",
            "mandate-letters-2021",
            "--actor",
            "officer",
            "--approve-as",
            "approver",
            stdout=StringIO(),
            stderr=complaints,
        )
    assert caught.value.returncode == 1
    assert counts() == before
    said = complaints.getvalue()
    for line in (4, 6, 8, 10, 12, 14, 16):
        assert f"Line {line}:" in said


def test_bytes_that_are_no_text_are_named_by_line(officer: Any, small: Path) -> None:
    lines = small.read_bytes().split(b"\r\n")
    lines[4] = lines[4] + b"\xff\xfe"
    small.write_bytes(b"\r\n".join(lines))
    with pytest.raises(CommandError):
        run(small)
    assert not Commitment.objects.exists()


def test_a_row_that_changed_since_is_refused(officer: Any, small: Path) -> None:
    run(small)
    small.write_bytes(small.read_bytes().replace(b"fiscal health", b"fiscal wealth"))
    with pytest.raises(CommandError):
        run(small)


@pytest.mark.parametrize(
    ("arguments", "actor"),
    [
        (("--approve-as", "officer"), "officer"),
        ((), "nobody"),
        ((), "auditor"),
        ((), "stranger"),
        (("--approve-as", "auditor"), "officer"),
        (("--approve-as", "stranger_approver"), "officer"),
        (("--mapping", "no-such"), "officer"),
    ],
)
def test_wrong_people_and_names_are_refused(
    officer: Any,
    auditor: Any,
    stranger: Any,
    stranger_approver: Any,
    small: Path,
    arguments: tuple[str, ...],
    actor: str,
) -> None:
    with pytest.raises(CommandError):
        run(small, *arguments, actor=actor)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04garbage", b"\x00" * 100])
def test_files_of_another_kind_are_refused(officer: Any, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run(path)
    with pytest.raises(CommandError):
        run(tmp_path / "absent.csv")

"""Storing, scanning and opening of files."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection
from datetime import datetime, time
from itertools import islice
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock, jobs
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.files import checks, clamd, storage
from credit_portal.files.models import MAX_SIZE, StoredFile

SCAN = "credit_portal.files.tasks.scan_quarantined"
SWEEP = "credit_portal.files.tasks.sweep_orphans"
#: A file younger than this may belong to a transaction that is still open.
ORPHAN_AGE = 24 * 3600
_BATCH = 1_000


class Upload(Protocol):
    """What Django hands over for an uploaded file."""

    name: Any

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes."""

    def seek(self, offset: int, /) -> Any:
        """Go on from there."""


@transaction.atomic
def store(*, upload: Upload, owner: Actor, purpose: str, anonymous: bool = False) -> StoredFile:
    """Check, clean and keep an upload; it is on disk before the transaction commits.

    An `anonymous` one keeps neither its name nor the moment: random key, midnight of the day.

    Clean at once when no scanner is configured, else quarantined until scanned. The caller has
    asked whether the owner may. Raises Invalid (`file_…`) for what is not accepted.
    """
    content = upload.read(MAX_SIZE + 1)
    name = clean_name(str(upload.name or ""))
    kept = checks.check(content, name, purpose=purpose)
    state = StoredFile.State.QUARANTINED if settings.CLAMD_SOCKET else StoredFile.State.CLEAN
    now = clock.now()
    given: dict[str, Any] = {}
    if anonymous:
        now = datetime.combine(clock.today(), time(), clock.TZ)
        name, given = f"file.{name.rpartition('.')[2].lower()}", {"id": uuid4()}
    written = storage.write(kept.content)
    if anonymous:
        storage.without_moment(written)
    file = StoredFile.objects.create(
        **given,
        storage_name=written,
        name=name,
        content_type=kept.content_type,
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        original_sha256=hashlib.sha256(content).hexdigest(),
        state=state,
        owner_id=actor_id(owner),
        purpose=purpose,
        created_at=now,
        decided_at=now if state == StoredFile.State.CLEAN else None,
    )
    if settings.CLAMD_SOCKET:
        jobs.enqueue_on_commit(SCAN)
    return file


@transaction.atomic
def copy(file: StoredFile, *, owner: Actor, purpose: str, name: str) -> StoredFile:
    """A clean file once more, for another use and under another name: erasing one leaves the other,
    and nothing of the copy leads to where it came from. Raises as `read_clean`."""
    content, now = read_clean(file), clock.now()
    return StoredFile.objects.create(
        storage_name=storage.write(content),
        name=clean_name(name),
        content_type=file.content_type,
        size=len(content),
        sha256=file.sha256,
        original_sha256=file.sha256,
        state=StoredFile.State.CLEAN,
        owner_id=actor_id(owner),
        purpose=purpose,
        created_at=now,
        decided_at=now,
    )


def read_clean(file: StoredFile) -> bytes:
    """The bytes of a clean file, compared with their digest.

    Raises Conflict while it waits for the scanner, NotFound when it was rejected, is gone from
    the disk or was altered there.
    """
    fresh = StoredFile.objects.filter(pk=file.pk).first()
    if fresh is not None and fresh.state == StoredFile.State.QUARANTINED:
        raise Conflict("file_quarantined", _("The file is still waiting for the virus scan."))
    if fresh is None or not fresh.is_clean:
        raise _gone()
    try:
        content = storage.read(fresh.storage_name)
    except FileNotFoundError:
        raise _gone() from None
    if hashlib.sha256(content).hexdigest() != fresh.sha256:
        raise _gone()
    return content


def scan_quarantined(limit: int = 100) -> int:
    """Scan waiting files; how many got a verdict. With no answer from the scanner they wait on."""
    if not settings.CLAMD_SOCKET:
        return 0
    waiting = StoredFile.objects.filter(state=StoredFile.State.QUARANTINED).order_by("created_at")
    decided = 0
    for file in waiting[:limit]:
        try:
            verdict = clamd.scan(storage.read(file.storage_name), settings.CLAMD_SOCKET)
        except FileNotFoundError:
            verdict = clamd.Verdict(clean=False, signature="content missing")
        except clamd.Unavailable:
            return decided
        decided += _decide(file, verdict)
    return decided


@transaction.atomic
def _decide(file: StoredFile, verdict: clamd.Verdict) -> int:
    """Claim by condition: only one worker's verdict counts."""
    state = StoredFile.State.CLEAN if verdict.clean else StoredFile.State.REJECTED
    waiting = StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.QUARANTINED)
    return waiting.update(state=state, reason=verdict.signature, decided_at=clock.now())


def sweep_orphans(age: float = ORPHAN_AGE) -> int:
    """Remove bytes that no row names (rolled-back uploads) and those of rejected files."""
    removed = 0
    names = storage.names_older_than(age)
    while batch := list(islice(names, _BATCH)):
        kept = StoredFile.objects.filter(storage_name__in=batch).exclude(
            state=StoredFile.State.REJECTED
        )
        for name in set(batch) - set(kept.values_list("storage_name", flat=True)):
            storage.remove(name)
            removed += 1
    return removed


@transaction.atomic
def erase(keys: Collection[UUID]) -> int:
    """Erase files that nothing names any more: the rows at once, the bytes with the next sweep;
    how many. The caller has emptied every reference to them. Raises ProtectedError else."""
    count, _rows = StoredFile.objects.filter(pk__in=keys).delete()
    if count:
        jobs.enqueue_on_commit(SWEEP)
    return count


def clean_name(name: str) -> str:
    """The last part of the given name: printable, no separators, no leading dots, ≤ 150."""
    folded = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        char
        for char in folded
        if char.isprintable() and char not in '<>:"|?*;' and unicodedata.category(char) != "Cf"
    )
    stem, dot, extension = kept.rstrip(" .").rpartition(".")
    if not dot:
        return (extension.strip() or "file")[:150]
    return f"{(stem.strip(' .') or 'file')[:130]}.{extension[:10]}"


def _gone() -> NotFound:
    return NotFound("file_gone", _("This file is not available."))

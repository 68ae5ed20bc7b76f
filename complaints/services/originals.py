"""Files as they were handed in, metadata and all: sealed at once, never stored in the clear."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from complaints import sealing
from complaints.models import Case, CaseNote, SealedOriginal
from complaints.services import steps
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY
from credit_portal.common.errors import DomainError
from credit_portal.files import services as files
from credit_portal.files import storage
from credit_portal.files.models import MAX_SIZE

AREA, PURPOSE = "sealed", "complaint"
_BATCH = 1_000


def digests(uploads: Sequence[files.Upload]) -> list[str]:
    """SHA-256, hex, of each file as it came; each is left at its beginning."""
    return [hashlib.sha256(_read(one)).hexdigest() for one in uploads]


def keep(row: Case, uploads: Sequence[files.Upload], kind: str) -> None:
    """A note for each file, which holds nothing else; see `attach`. All or none are kept."""
    with _removed_on_failure() as written:
        for one in uploads:
            _attach(steps.say(row, kind, ""), one, written)


def attach(note: CaseNote, upload: files.Upload) -> CaseNote:
    """The cleaned copy in the note, for those who handle the case; the original sealed beside it.

    Raises Invalid (`file_…`) for what is not accepted, DomainError `files_full` when the day's
    bytes are used up, `vault_not_ready`.
    """
    with _removed_on_failure() as written:
        return _attach(note, upload, written)


Written = list[tuple[str, str]]


@contextmanager
def _removed_on_failure() -> Iterator[Written]:
    """What was written is removed at once when something is refused: otherwise one good file and
    a bad one, sent again and again, would fill the disk until the next sweep."""
    written: Written = []
    try:
        yield written
    except BaseException:
        for name, area in written:
            storage.remove(name, area)
        raise


def _attach(note: CaseNote, upload: files.Upload, written: Written) -> CaseNote:
    content = _read(upload)
    require_room(2 * len(content))
    kept = files.store(upload=upload, owner=ANYBODY, purpose=PURPOSE, anonymous=True)
    written.append((kept.storage_name, storage.STORED))
    note.file = kept
    note.save(update_fields=["file"])
    made = SealedOriginal(case=note.case, note=note, made_on=clock.today())
    sealed = io.BytesIO()
    sealing.seal_file(io.BytesIO(content), sealed, place(made))
    made.size = kept.size + len(sealed.getvalue())
    made.storage_name = storage.write(sealed.getvalue(), AREA)
    written.append((made.storage_name, AREA))
    storage.without_moment(made.storage_name, AREA)
    made.save(force_insert=True)
    return note


def require_room(size: int) -> None:
    """Raise DomainError `files_full` where so many bytes more would pass what all reporters
    together may store in a day (security.md T15). Words are always taken. Requests that run at the
    same time do not see each other: they may pass it by one request each."""
    today = SealedOriginal.objects.filter(made_on=clock.today())
    used = today.aggregate(bytes=Sum("size"))["bytes"] or 0
    if used + size > settings.REPORT_FILES_MB_A_DAY * 1024 * 1024:
        raise DomainError(
            "files_full",
            _(
                "So many files came in today that no more can be taken. Send your report without"
                " files now, and add them tomorrow by your receipt."
            ),
            status=429,
            field="file",
        )


def place(made: SealedOriginal) -> str:
    """What a sealed original is bound to."""
    return sealing.aad("complaints_sealedoriginal", "file", made.pk)


def sweep(age: float = files.ORPHAN_AGE) -> int:
    """Remove sealed bytes that no row names: of what was rolled back or erased. How many."""
    removed = 0
    names = storage.names_older_than(age, AREA)
    while batch := list(islice(names, _BATCH)):
        kept = SealedOriginal.objects.filter(storage_name__in=batch)
        for name in set(batch) - set(kept.values_list("storage_name", flat=True)):
            storage.remove(name, AREA)
            removed += 1
    return removed


def _read(upload: files.Upload) -> bytes:
    upload.seek(0)
    content = upload.read(MAX_SIZE + 1)
    upload.seek(0)
    return content

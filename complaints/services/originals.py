"""Files as they were handed in, metadata and all: sealed at once, never stored in the clear."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from itertools import islice

from complaints import sealing
from complaints.models import Case, CaseNote, SealedOriginal
from complaints.services import steps
from credit_portal.common import clock
from credit_portal.common.actors import ANYBODY
from credit_portal.files import services as files
from credit_portal.files import storage
from credit_portal.files.models import MAX_SIZE

AREA, PURPOSE = "sealed", "complaint"
_BATCH = 1_000


def digests(uploads: Sequence[files.Upload]) -> list[str]:
    """SHA-256, hex, of each file as it came; each is left at its beginning."""
    return [hashlib.sha256(_read(one)).hexdigest() for one in uploads]


def keep(row: Case, upload: files.Upload, kind: str) -> CaseNote:
    """A note that holds nothing but a file; see `attach`."""
    return attach(steps.say(row, kind, ""), upload)


def attach(note: CaseNote, upload: files.Upload) -> CaseNote:
    """The cleaned copy in the note, for those who handle the case; the original sealed beside it.

    Raises Invalid (`file_…`) for what is not accepted, DomainError `vault_not_ready`.
    """
    content = _read(upload)
    note.file = files.store(upload=upload, owner=ANYBODY, purpose=PURPOSE, anonymous=True)
    note.save(update_fields=["file"])
    made = SealedOriginal(case=note.case, note=note, made_on=clock.today())
    sealed = io.BytesIO()
    sealing.seal_file(io.BytesIO(content), sealed, place(made))
    made.storage_name = storage.write(sealed.getvalue(), AREA)
    storage.without_moment(made.storage_name, AREA)
    made.save(force_insert=True)
    return note


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

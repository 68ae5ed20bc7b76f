"""The mark "under objection": a part of the document, the same on every surface.

An app above says which records bear it now; every version that is decided while it does carries
it, whichever app publishes. So no new outcome makes the mark vanish, and none brings it back.
"""

from __future__ import annotations

from collections.abc import Callable

from credit_portal.publishing.documents import Document

#: Key of the mark in a document and in the row of lists: {"since": ISO date, "open": a number}.
KEY = "objection"
#: (source_type, source_id) -> the mark as it stands now, None for none.
Marker = Callable[[str, str], Document | None]
_markers: list[Marker] = []


def register_marker(marker: Marker) -> None:
    """Let an app say which records are under objection."""
    if marker not in _markers:
        _markers.append(marker)


def mark_of(source_type: str, source_id: str) -> Document | None:
    """The mark that a record bears now; None for none."""
    return next((found for one in _markers if (found := one(source_type, source_id))), None)


def marked(document: Document, mark: Document | None) -> Document:
    """The document with the mark, or without any."""
    bare = {name: value for name, value in document.items() if name != KEY}
    return {**bare, KEY: mark} if mark else bare

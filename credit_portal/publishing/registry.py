"""What can be published: each owning app registers its kinds here, downwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from credit_portal.common.i18n import localized
from credit_portal.publishing.documents import Document
from credit_portal.publishing.open_data.columns import Column

Summary = dict[str, Any]


class Published(NamedTuple):
    """What the owning app is told of a source at its first publication."""

    source_id: str
    ref: str
    rec: str


#: Told once per batch, in the publishing transaction.
OnPublished = Callable[[Sequence[Published]], None]


@dataclass(frozen=True)
class Kind:
    """A kind of public record.

    `letter` stands in its references. `summarise(document)` gives the columns of the displayed
    row, any of: title_zh, title_en, sector, outcome, category, division_code, due_on (a date or
    its ISO text), search (list of further texts to be found by), inherited_from (public address
    of the body that it was taken over from), severity (of a breach), row (further keys of the row
    that the list API gives). It runs again at every rebuild, so it may use the document only.
    `basis` is the code of the legal ground when a decision names none. `columns` are what open data
    tells of its documents beyond the columns of all records (paths begin with `document`).
    """

    code: str
    letter: str
    name_zh: str
    name_en: str
    summarise: Callable[[Document], Summary]
    basis: str = "P01"
    on_published: OnPublished | None = None
    columns: tuple[Column, ...] = ()

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")


class UnknownKind(LookupError):
    """No app registered this kind."""


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind, *, on_published: OnPublished | None = None) -> None:
    """Register a kind at start. Raises ValueError when its code or letter is another kind's."""
    found = replace(kind, on_published=on_published or kind.on_published)
    for other in _kinds.values():
        same_code, same_letter = other.code == found.code, other.letter == found.letter
        if same_code != same_letter or (same_code and other.name_en != found.name_en):
            raise ValueError(f"kind {found.code} ({found.letter}) is registered differently")
    _kinds[found.code] = found


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises UnknownKind."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def kinds() -> list[Kind]:
    """All kinds, by letter."""
    return sorted(_kinds.values(), key=lambda kind: kind.letter)

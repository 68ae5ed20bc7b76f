"""Row handlers: the domain apps say what a row is, how it is checked, applied and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.actors import Actor, actor_id
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.imports.models import ImportBatch, ImportRow

LANGUAGES = ("zh-hans", "en")
_handlers: dict[str, RowHandler] = {}
_shipped: dict[str, tuple[str, dict[str, str]]] = {}
_sides: list[Callable[[Actor, str, date], bool]] = []


@dataclass(frozen=True)
class Column:
    """A field of a row: headers by which it is recognised, and what the template says of it."""

    name: str
    title_zh: str
    title_en: str
    required: bool = False
    synonyms: Sequence[str] = ()
    example_zh: str = ""
    example_en: str = ""
    help_zh: str = ""
    help_en: str = ""
    max_length: int = 10_000

    def title(self) -> str:
        """The header in the active language."""
        english = (translation.get_language() or "").startswith("en")
        return self.title_en if english else self.title_zh


@dataclass(frozen=True)
class Problem:
    """Something wrong (or worth a look) in a row; the sentence says how to mend it.

    `message` is lazily translated and filled with `params`; `column` is a field name or "".
    """

    code: str
    message: Any
    column: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: DomainError, column: str = "") -> Problem:
        """The problem that a refused service or validator names."""
        return cls(error.code, error.message, column or error.field or "")

    def as_json(self) -> dict[str, str]:
        """Stored form: code, column and the sentence in each language."""
        stored = {"code": self.code, "column": self.column}
        for language in LANGUAGES:
            with translation.override(language):
                text = str(self.message)
                stored[language] = text % self.params if self.params else text
        return stored


@dataclass(frozen=True)
class Differs:
    """A field in which the row differs from what stands in the portal, as text."""

    column: str
    before: str
    after: str


@dataclass
class Checked:
    """Answer of `validate`: the row as understood, and what is wrong with it.

    `cleaned` is JSON. `key` is what makes the row the same as another of the file; `existing`
    is the id of what stands in the portal already (the row is then skipped as a duplicate).
    `changes` are what the row would alter on something that stands there; `two` says that it may
    not be done by one person alone (see `RowHandler.takes_two`).
    """

    cleaned: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    key: str = ""
    existing: str = ""
    changes: list[Differs] = field(default_factory=list)
    two: bool = False


class RowHandler:
    """Base of all handlers; subclasses set the attributes and override the methods."""

    #: Name of the kind of rows in a sentence, e.g. _("Organisations").
    title: Any = ""
    columns: Sequence[Column] = ()
    #: Who may import: asked of the actor over `organisation(batch)`.
    verb: str = ""
    #: All rows go in by one transaction, rehearsed by the preview; two rows that say different
    #: things of the same entry are errors. Else rows go in by chunks, a second row is passed over.
    whole: bool = False

    def organisation(self, batch: ImportBatch) -> Any | None:
        """The body on whose behalf the batch is imported; None: the whole portal."""
        return None

    def context(self, batch: ImportBatch) -> Any:
        """Look-ups shared by all rows of one preview; loaded once."""
        return None

    def keep(self, headers: Sequence[str], cells: Sequence[str]) -> list[str] | None:
        """The cells of a row that may be stored at all; None: the row is refused unread and
        nothing of it is kept. May raise Invalid for the whole file."""
        return list(cells)

    def validate(self, row: dict[str, str], context: Any) -> Checked:
        """Check one row ({field: text}); touch nothing."""
        raise NotImplementedError

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What a checked row says, as it is compared with another one of the same key."""
        return cleaned

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Make what the rows say, inside the caller's transaction; ids in the same order."""
        raise NotImplementedError

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Take back what `apply` made; raise Conflict when it has gone too far for that."""
        raise NotImplementedError

    def takes_two(self, batch: ImportBatch) -> bool:
        """Whether a second person has to confirm the batch before it is applied."""
        return False

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """Told of uploaded, committed, undone in the same transaction, to write its audit row."""

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.name == name), None)


def register(name: str, handler: RowHandler) -> None:
    """Register the handler of a kind of rows. Raises ValueError for a name taken by another."""
    if type(_handlers.get(name, handler)) is not type(handler):
        raise ValueError(f"row handler {name} is registered twice")
    _handlers[name] = handler


def handler(name: str) -> RowHandler:
    """The handler called `name`. Raises NotFound."""
    try:
        return _handlers[name]
    except KeyError:
        raise NotFound("import_kind_unknown", _("There is no import of this kind.")) from None


def handlers() -> dict[str, RowHandler]:
    """All handlers by name."""
    return dict(sorted(_handlers.items()))


def ship_mapping(name: str, handler_name: str, columns: Mapping[str, str]) -> None:
    """A mapping {field: header} that comes with the portal; it is stored at first use."""
    _shipped[name] = (handler_name, dict(columns))


def shipped_mappings() -> dict[str, tuple[str, dict[str, str]]]:
    """Shipped mappings by name: handler and columns."""
    return dict(_shipped)


def register_sides(is_side_of: Callable[[Actor, str, date], bool]) -> None:
    """Called by the app that knows people: whether an actor and the account of an id, which acted
    on a day, count as one side."""
    _sides[:] = [is_side_of]


def is_own_side(actor: Actor, batch: ImportBatch) -> bool:
    """Whether the batch was uploaded by the actor, or by somebody who counts as his side."""
    if batch.actor_id == actor_id(actor):
        return True
    day = clock.day_of(batch.created_at)
    return any(is_side_of(actor, batch.actor_id, day) for is_side_of in _sides)

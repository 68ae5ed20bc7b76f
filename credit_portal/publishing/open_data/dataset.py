"""A data set: a table that anybody may take, what it means, and where its rows come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from credit_portal.common.i18n import localized
from credit_portal.publishing.open_data.columns import Column

Row = list[str | int | bool | None]
Rows = Iterator[Row]


@dataclass(frozen=True)
class Dataset:
    """A table that anybody may take. `source` gives its rows one by one, as they are public now.

    `holds` is the kind of the records whose words it repeats: "*" for all kinds, "" for none. A
    file with words of a record may not be handed out once one of them was removed.
    """

    code: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    columns: tuple[Column, ...]
    source: Callable[[], Iterator[Any]]
    holds: str = ""

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")

    @property
    def about(self) -> str:
        """What it holds, in the active language."""
        return localized(self, "about")

    def rows(self) -> Rows:
        """Its rows, never more than one batch of them in memory."""
        readers = [column.reader() for column in self.columns]
        for row in self.source():
            yield [read(row) for read in readers]

    def sample(self, most: int = 5) -> list[Row]:
        """The first rows as they are now."""
        return list(islice(self.rows(), most))

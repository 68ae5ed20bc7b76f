"""A data set: a table that anybody may take, what it means, and where its rows come from."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from credit_portal.common.i18n import localized
from credit_portal.publishing.open_data.columns import Column, Row, Rows
from credit_portal.publishing.open_data.forms import Hashed, write_lines


@dataclass(frozen=True)
class Dataset(ABC):
    """A table that anybody may take."""

    code: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """Name in the active language."""
        return localized(self, "name")

    @property
    def about(self) -> str:
        """What it holds, in the active language."""
        return localized(self, "about")

    @abstractmethod
    def rows(self) -> Rows:
        """Its rows as they are public now."""

    @abstractmethod
    def write(self, csv_file: Hashed, json_file: Hashed) -> int:
        """Write its rows as CSV and JSON Lines; answers how many."""

    @abstractmethod
    def sample(self, most: int = 5) -> list[Row]:
        """The first rows as they are now."""

    @property
    def holds(self) -> str:
        """The kind of the records whose words it repeats: "*" for all kinds, "" for none. A file
        with words of a record may not be handed out once one of them was removed."""
        return ""

    def ends(self) -> date | None:
        """The first day on which display of one of its records ends."""
        return None


@dataclass(frozen=True)
class Collected(Dataset):
    """A table whose rows are made here: `source` gives them one by one."""

    source: Callable[[], Iterator[Any]]

    def rows(self) -> Rows:
        """Its rows, never more than one batch of them in memory."""
        readers = [column.reader() for column in self.columns]
        for row in self.source():
            yield [read(row) for read in readers]

    def write(self, csv_file: Hashed, json_file: Hashed) -> int:
        """Write both files in one pass."""
        return write_lines(self.columns, self.rows(), csv_file, json_file)

    def sample(self, most: int = 5) -> list[Row]:
        """The first rows as they are now."""
        return list(islice(self.rows(), most))

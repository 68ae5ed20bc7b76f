"""What the handlers of the directory share: looking up bodies, reading dates and yes or no."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models.deletion import ProtectedError
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict
from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation, OrganisationName
from credit_portal.directory.policies import MANAGE
from credit_portal.imports import selectors
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Column, Differs, Problem, RowHandler

_DATE = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"1", "是", "yes", "y", "true", "√"})
_NO = frozenset({"", "0", "否", "no", "n", "false"})


BODY = Column(
    "organisation",
    "机构",
    "Organisation",
    True,
    ("机构名称", "单位", "单位名称", "body"),
    "示例市财政局",
    "示例市财政局",
    "机构的代码或名称",
    "Code or name of the body",
    200,
)


class DirectoryRows(RowHandler):
    """Base: who may, and the audit rows of a batch."""

    verb = MANAGE
    whole = True

    def organisation(self, batch: ImportBatch) -> Organisation | None:
        """The root of the subtree the batch is for; None: the whole directory."""
        if batch.organisation_id is None:
            return None
        return Organisation.objects.filter(pk=batch.organisation_id).first()

    def takes_two(self, batch: ImportBatch) -> bool:
        """Whatever changes the structure, who heads a body or who is named in public."""
        return selectors.rows_for_two(batch).exists()

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """Audit rows of the import and of its taking back."""
        verbs = {"committed": "directory.import", "undone": "directory.undo_import"}
        if event in verbs:
            record(
                verbs[event],
                actor=actor,
                target=batch,
                new={
                    "handler": batch.handler,
                    "rows": batch.rows_done,
                    "sha256": batch.file_sha256,
                },
            )


class Bodies:
    """All bodies by code, address and by every name they bear or bore."""

    def __init__(self) -> None:
        self.by_code: dict[str, str] = {}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        rows = Organisation.objects.values_list(
            "pk", "code", "slug", "name_zh", "name_en", "short_name_zh"
        )
        for pk, code, slug, *names in rows:
            self.by_code.update({key: str(pk) for key in (code, slug) if key})
            self._add_names(names, str(pk))
        for pk, *names in OrganisationName.objects.values_list(
            "organisation_id", "name_zh", "name_en"
        ):
            self._add_names(names, str(pk))

    def _add_names(self, names: Iterable[str], pk: str) -> None:
        for name in names:
            if name:
                self.by_name[name.casefold()].add(pk)

    def find(self, text: str, column: str) -> tuple[str, Problem | None]:
        """Id of the body with this code or name, or what keeps it from being found."""
        found = self.by_code.get(text) or self.by_code.get(uscc.normalise(text))
        if found:
            return found, None
        named = self.by_name.get(text.casefold(), set())
        if len(named) == 1:
            return next(iter(named)), None
        if named:
            return "", Problem(
                "body_ambiguous",
                _("Several bodies bear the name “%(name)s”. Enter the code instead."),
                column,
                {"name": text},
            )
        return "", Problem(
            "body_unknown",
            _("No body has the code or name “%(name)s”. Correct it or add the body first."),
            column,
            {"name": text},
        )


def read_date(text: str) -> date | None:
    """2024-01-31, 2024/1/31, 2024年1月31日 or 20240131; None when it is no day."""
    match = _DATE.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def date_field(row: dict[str, str], column: str) -> tuple[str | None, list[Problem]]:
    """ISO date of a cell, None when empty; a problem when it is no day."""
    text = row.get(column, "")
    if not text:
        return None, []
    day = read_date(text)
    if day is None:
        return None, [
            Problem(
                "date_unreadable",
                _("“%(text)s” is no date. Write it as 2026-01-31."),
                column,
                {"text": text},
            )
        ]
    return day.isoformat(), []


def yes_or_no(row: dict[str, str], column: str) -> tuple[bool, list[Problem]]:
    """Truth of a cell: 是/否, yes/no, 1/0; empty is no."""
    text = row.get(column, "").casefold()
    if text in _YES or text in _NO:
        return text in _YES, []
    return False, [Problem("yes_or_no", _("Enter 是 or 否 (yes or no)."), column)]


def choice(text: str, choices: type[models.TextChoices], column: str) -> tuple[str, list[Problem]]:
    """Key of a choice given by key or by its label in either language."""
    wanted = text.casefold()
    for value in choices:
        labels = {str(value.value)}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                labels.add(str(value.label).casefold())
        if wanted in labels:
            return str(value.value), []
    allowed = format_lazy("、".join("{}" for _label in choices.labels), *choices.labels)
    return "", [
        Problem(
            "choice_unknown",
            _("“%(text)s” is not possible here. Enter one of: %(allowed)s."),
            column,
            {"text": text, "allowed": allowed},
        )
    ]


def row_id(text: str, known: Container[str], column: str = "id") -> tuple[str, list[Problem]]:
    """The portal's own id in a cell, "" when empty; a problem for one that is not there."""
    key = text.strip().lower()
    if not key or key in known:
        return key, []
    return "", [
        Problem(
            "row_unknown",
            _("Nothing in the portal has the id “%(text)s”. Leave the cell empty for a new row."),
            column,
            {"text": text[:40]},
        )
    ]


def differing(current: Mapping[str, str], given: Mapping[str, str]) -> list[Differs]:
    """Fields of the row that differ from what stands there; columns not in the file are left."""
    return [
        Differs(name, value, given[name])
        for name, value in current.items()
        if name in given and given[name] != value
    ]


def require_unchanged(row: ImportRow, current: Mapping[str, str]) -> None:
    """Raise Conflict when what the preview showed is no longer what stands there."""
    for name, before, _after in row.cleaned.get("changes", []):
        if current.get(name) != before:
            raise Conflict(
                "import_stale",
                _("Line %(line)s: somebody changed this meanwhile. Upload the file again.")
                % {"line": row.line_number},
            )


def refuse_updates(rows: Iterable[ImportRow]) -> None:
    """Raise Conflict when a row altered what had stood there: deleting would not take it back."""
    changed = [row.line_number for row in rows if "changes" in row.cleaned]
    if changed:
        refuse(
            [
                _("Line %(line)s changed what stood here already; mend it by another import.")
                % {"line": line}
                for line in changed
            ]
        )


def refuse(sentences: list[str]) -> None:
    """Raise Conflict with a sentence per row, ten at most."""
    raise Conflict("import_in_use", " ".join(sentences[:10]))


def remove(rows: Iterable[Any]) -> None:
    """Delete what an import made, last first. Raises Conflict when something refers to it."""
    try:
        for row in rows:
            row.delete()
    except ProtectedError as error:
        raise Conflict(
            "import_in_use", _("Something imported is in use already and cannot be taken back.")
        ) from error

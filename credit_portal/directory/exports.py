"""The directory as CSV and XLSX, in the very columns that the import takes.

So offices edit the table in Excel and bring it back: rows left alone change nothing. Citizen
numbers are never exported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import tablib
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotFound
from credit_portal.directory import row_handlers
from credit_portal.directory.models import Appointment, Organisation, Post
from credit_portal.directory.policies import require_manage
from credit_portal.directory.row_handlers import columns, organisations, posts
from credit_portal.directory.selectors import subtree
from credit_portal.imports import registry, tables

Cells = Sequence[Any]


@transaction.atomic
def export(*, actor: Actor, kind: str, root: Organisation, form: str = "csv") -> bytes:
    """The rows of one kind in the subtree of `root`, as "csv" or "xlsx"; an audit row is written.

    `kind` is a handler's name (`row_handlers.ORGANISATIONS`, `POSTS`, `APPOINTMENTS`). Raises
    NotAllowed unless the actor keeps reference data there, NotFound for another kind or form.
    """
    require_manage(actor, root)
    if kind not in _ROWS or form not in ("csv", "xlsx"):
        raise NotFound("export_unknown", _("There is no export of this kind."))
    data = dataset(kind, root)
    record("directory.export", actor=actor, target=root, new={"kind": kind, "rows": len(data)})
    if form == "xlsx":
        return tables.write_xlsx([(str(data.title), data.headers, data)])
    return tables.write_csv(data.headers, data)


def dataset(kind: str, root: Organisation) -> tablib.Dataset:
    """The rows as a tablib dataset in the active language."""
    handler = registry.handler(kind)
    headers = [column.title() for column in handler.columns]
    return tablib.Dataset(*_ROWS[kind](root), headers=headers, title=str(handler.title))


def _organisations(root: Organisation) -> Iterator[Cells]:
    for body in subtree(root).prefetch_related("names"):
        since = next((n.valid_from for n in body.names.all() if n.valid_to is None), None)
        row = organisations.as_row(body) | {"kind": body.get_kind_display(), "id": str(body.pk)}
        row["named_since"] = _day(since)
        yield [row.get(column.name, "") for column in columns.ORGANISATIONS]


def _posts(root: Organisation) -> Iterator[Cells]:
    rows = Post.objects.filter(organisation__in=subtree(root)).select_related("organisation")
    for post in rows.order_by("organisation__path", "-is_principal", "title_zh"):
        yield (
            organisations.reference(post.organisation),
            post.title_zh,
            post.title_en,
            posts.yes(post.is_principal),
            posts.yes(post.is_public),
            str(post.pk),
        )


def _appointments(root: Organisation) -> Iterator[Cells]:
    rows = Appointment.objects.filter(post__organisation__in=subtree(root))
    rows = rows.select_related("post__organisation", "person")
    for row in rows.order_by("post__organisation__path", "post__title_zh", "starts_on"):
        yield (
            organisations.reference(row.post.organisation),
            row.post.title_zh,
            row.person.name,
            str(row.person_id),
            row.get_kind_display(),
            _day(row.starts_on),
            _day(row.ends_on),
            row.basis,
            str(row.pk),
        )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


_ROWS: dict[str, Callable[[Organisation], Iterator[Cells]]] = {
    row_handlers.ORGANISATIONS: _organisations,
    row_handlers.POSTS: _posts,
    row_handlers.APPOINTMENTS: _appointments,
}

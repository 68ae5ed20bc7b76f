"""Bulk filing from CSV or XLSX: each row becomes a submitted commitment of the batch's body."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from commitments import codes, completeness, policies
from commitments.importing.filing_columns import COLUMNS
from commitments.importing.letters import fold
from commitments.models import Commitment
from commitments.services import drafts
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation, Post
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Problem, RowHandler

DATES = ("due_on", "due_start", "starts_on", "ends_on")
CHOICES: dict[str, Any] = {
    "category": codes.Category,
    "shape": codes.Shape,
    "sector": codes.Sector,
    "figure": codes.Figure,
    "comparison": codes.Comparison,
    "period": codes.Period,
}
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(:00)?)?"
)


@dataclass
class Known:
    """What all rows of a preview are checked against."""

    organisation: Organisation
    posts: dict[str, Post]
    filed: dict[str, str]
    labels: dict[str, dict[str, str]]


class BulkFiling(RowHandler):
    """Commitments of one body from a table."""

    title = _("Commitments")
    columns = COLUMNS
    verb = policies.FILE

    def organisation(self, batch: ImportBatch) -> Organisation:
        """The body the batch is filed for. Raises Invalid when none is chosen."""
        rows = Organisation.objects.filter(active=True)
        found = rows.filter(pk=batch.organisation_id).first() if batch.organisation_id else None
        if found is None:
            raise Invalid("organisation_missing", _("Choose the body."), field="organisation")
        return found

    def context(self, batch: ImportBatch) -> Known:
        """Posts and earlier filings of the body, and the labels of all choices."""
        body = self.organisation(batch)
        posts = Post.objects.filter(organisation=body, active=True).order_by(
            "-is_principal", "title_zh"
        )
        by_title: dict[str, Post] = {}
        for post in posts:
            for title in filter(None, (post.title_zh, post.title_en)):
                by_title.setdefault(fold(title), post)
        filed = Commitment.objects.filter(organisation=body).exclude(state=codes.State.DISCARDED)
        return Known(body, by_title, {_key(row): str(row.pk) for row in filed}, labels())

    def validate(self, row: dict[str, str], context: Known) -> Checked:
        """Check a row as if it were filed today; nothing is written."""
        checked = Checked()
        post = context.posts.get(fold(row.get("post", "")))
        if post is None:
            checked.errors.append(Problem("post_unknown", _("The body has no such post."), "post"))
        fields = _fields(row, context, checked)
        if checked.errors or post is None:
            return checked
        draft = Commitment(
            organisation=context.organisation,
            post=post,
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        try:
            drafts.fill(draft, fields)
        except Invalid as error:
            checked.errors.append(Problem.of(error))
            return checked
        checked.errors += [
            Problem(lack.code, lack.message, lack.field)
            for lack in completeness.lacks(draft, [], clock.today())
        ]
        checked.cleaned = {"post": str(post.pk), "fields": as_json(fields)}
        checked.key = _key(draft)
        checked.existing = context.filed.get(checked.key, "")
        return checked

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """File and submit each row."""
        made = []
        for row in rows:
            draft = drafts.create_draft(
                actor=actor,  # type: ignore[arg-type]
                post_id=row.cleaned["post"],
                fields=from_json(row.cleaned["fields"]),
            )
            drafts.submit(actor=actor, commitment_id=draft.pk)  # type: ignore[arg-type]
            made.append(str(draft.pk))
        return made

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Take all rows back; Conflict as soon as one has been approved or returned."""
        for row in rows:
            state = Commitment.objects.values_list("state", flat=True).get(pk=row.result_id)
            if state == codes.State.REGISTERED:
                raise Conflict(
                    "already_approved",
                    _("One of the commitments has been approved; the import stands."),
                )
            if state == codes.State.SUBMITTED:
                drafts.take_back(actor=actor, commitment_id=row.result_id)  # type: ignore[arg-type]
            if state != codes.State.DISCARDED:
                drafts.discard_draft(
                    actor=actor,
                    commitment_id=row.result_id,  # type: ignore[arg-type]
                )

    def happened(self, event: str, actor: Actor, batch: ImportBatch) -> None:
        """One audit row for the batch; each commitment has its own besides."""
        audit.record(
            "commitments.bulk",
            actor=actor,
            target=batch,
            new={"state": event},
            organisation=self.organisation(batch),
            rows=batch.rows_total,
        )


def _key(row: Commitment) -> str:
    """What makes two filings the same: post, title and date."""
    day = row.due_on or row.starts_on
    return "|".join([str(row.post_id), fold(row.title_zh or row.title_en), str(day or "")])


def labels() -> dict[str, dict[str, str]]:
    """For each choice its codes and its labels in both languages, folded, to the code."""
    found: dict[str, dict[str, str]] = {}
    for name, choices in CHOICES.items():
        by_label = {fold(code): code for code in choices.values}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                by_label |= {fold(str(label)): code for code, label in choices.choices}
        found[name] = by_label
    return found


def _fields(row: dict[str, str], context: Known, checked: Checked) -> dict[str, Any]:
    """Texts to values; what cannot be read becomes an error of its column."""
    fields: dict[str, Any] = {}
    for name, text in row.items():
        if name == "post" or not text:
            continue
        try:
            fields[name] = value_of(name, text, context.labels)
        except (ValueError, InvalidOperation, KeyError):
            checked.errors.append(Problem("value_unreadable", hint(name), name))
    return fields


def value_of(name: str, text: str, labels: dict[str, dict[str, str]]) -> Any:
    """The value that a cell says. Raises ValueError, KeyError or InvalidOperation."""
    if name in CHOICES:
        return labels[name][fold(text)]
    if name in DATES:
        return _date(text)
    if name == "target":
        return Decimal(text.rstrip("%％ ").strip())
    if name == "report_within":
        return int(text)
    return text


def _date(text: str) -> dt.date:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return dt.date(int(match[1]), int(match[2]), int(match[3]))


def hint(name: str) -> Any:
    """How a cell that cannot be read is to be written."""
    if name in CHOICES:
        return _("This is none of the choices; see the notes of the template.")
    if name in DATES:
        return _("This is no date. Write it as 2026-09-24.")
    return _("This is no number.")


def as_json(fields: dict[str, Any]) -> dict[str, Any]:
    """Values as they are kept with a checked row."""
    return {name: value if isinstance(value, int) else str(value) for name, value in fields.items()}


def from_json(fields: dict[str, Any]) -> dict[str, Any]:
    """And back."""
    found = dict(fields)
    for name in DATES:
        if name in found:
            found[name] = dt.date.fromisoformat(found[name])
    if "target" in found:
        found["target"] = Decimal(found["target"])
    return found

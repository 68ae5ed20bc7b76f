"""Reading the audit trail: what is asked for, the rows, and the note that somebody looked.

Every page of an answer to an auditor, by page or API, is an audit row itself (one per page, not
one per row): whoever makes up the address of a later page is on record too. The words of reasons
stay in the portal: a file or an answer of the API has only whether there were any.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.audit import verbs
from credit_portal.audit.models import AuditAnchor, AuditEvent, AuditPosition
from credit_portal.audit.services import record
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.imports.tables import guard

READ = "audit.read"
ORDER = ("at", "id")
BATCH = 2000
COLUMNS = (
    "id",
    "act_id",
    "at",
    "verb",
    "sentence_zh",
    "sentence_en",
    "actor_id",
    "actor_title",
    "target_type",
    "target_id",
    "organisation_id",
    "old",
    "new",
    "data",
    "has_reason",
)


@dataclass(frozen=True)
class Criteria:
    """What is looked for; empty members narrow nothing. Days are whole days of Asia/Shanghai."""

    since: date | None = None
    until: date | None = None
    group: str = ""
    verb: str = ""
    actor: str = ""
    body: str = ""
    target: str = ""
    act: str = ""

    def facts(self) -> dict[str, str]:
        """What the trail keeps of the question."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def require_reader(actor: Actor) -> None:
    """Raise NotAllowed unless the actor reads the audit trail."""
    if not actor.may(READ, None):
        raise NotAllowed("not_allowed", _("Only auditors read the audit trail."))


def events(wanted: Criteria) -> QuerySet[AuditEvent]:
    """The rows asked for, in no order yet."""
    rows = AuditEvent.objects.select_related("reason")
    if wanted.since is not None:
        rows = rows.filter(at__gte=midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(at__lt=end_of(wanted.until))
    if wanted.group:
        rows = rows.filter(verb__startswith=f"{wanted.group}.")
    for name, column in (("verb", "verb"), ("actor", "actor_id"), ("target", "target_id")):
        if value := getattr(wanted, name):
            rows = rows.filter(**{column: value})
    for name, column in (("body", "organisation_id"), ("act", "act_id")):
        if value := getattr(wanted, name):
            rows = rows.filter(**{column: UUID(value)})
    return rows


def midnight(day: date) -> datetime:
    """The first moment of a day in Asia/Shanghai."""
    return datetime.combine(day, time(), clock.TZ)


def end_of(day: date) -> datetime:
    """The first moment after a day in Asia/Shanghai; after the last day there is none."""
    last = date.max - timedelta(days=1)
    return midnight(min(day, last) + timedelta(days=1))


def groups() -> list[str]:
    """First parts of the verbs known: accounts, commitments, …"""
    return sorted({verb.partition(".")[0] for verb in verbs.known()})


@dataclass(frozen=True)
class Shown:
    """A row as a page shows it: the user name and the body's name found by their ids, and where
    it stands in the private tree (None within the hour)."""

    event: AuditEvent
    actor: str
    body: str
    place: dict[str, int] | None = None


def shown(rows: list[AuditEvent], *, places: bool = False) -> list[Shown]:
    """Rows with the names they speak of, in two queries."""
    actors = {row.actor_id for row in rows} - {"", "system"}
    bodies = {row.organisation_id for row in rows if row.organisation_id is not None}
    users = User.objects.filter(pk__in=actors).values_list("pk", "username")
    names = {str(key): name for key, name in users}
    names |= {str(body.pk): str(body) for body in Organisation.objects.filter(pk__in=bodies)}
    stands = places_of(rows) if places else {}
    return [
        Shown(
            row,
            names.get(row.actor_id, ""),
            names.get(str(row.organisation_id), ""),
            stands.get(str(row.pk)),
        )
        for row in rows
    ]


def places_of(rows: list[AuditEvent]) -> dict[str, dict[str, int]]:
    """Where rows stand in the private tree, and the public leaf that states its root; rows of
    the running hour have no place yet."""
    found: dict[str, dict[str, int]] = {}
    placed = AuditPosition.objects.filter(event__in=rows).values_list("event_id", "idx")
    for key, idx in placed:
        anchor = AuditAnchor.objects.filter(size__gt=idx).order_by("hour").first()
        if anchor is not None:
            found[str(key)] = {"place": idx, "leaf": anchor.leaf_index}
    return found


# -- notes of reading ----------------------------------------------------------------------------
@transaction.atomic
def note_reading(*, actor: User, wanted: Criteria, door: str, further: bool = False) -> AuditEvent:
    """Write down that the trail was read and what was asked for; `door` is "page" or "api",
    `further` a page that a cursor names."""
    require_reader(actor)
    more = {"further": True} if further else {}
    facts = _asked(wanted) | more
    return record("audit.read_trail", actor=actor, target=actor, door=door, **facts)


@transaction.atomic
def note_export(*, actor: User, wanted: Criteria, form: str, purpose_text: str) -> AuditEvent:
    """Write down an export before its first row leaves. Raises Invalid without a purpose or for
    another form than "csv" and "jsonl"."""
    require_reader(actor)
    if form not in EXPORTS:
        raise Invalid("form_unknown", _("Choose CSV or JSON Lines."), field="form")
    if not purpose_text.strip():
        raise Invalid("purpose_missing", _("Say what the export is for."), field="purpose")
    return record(
        "audit.export_trail",
        actor=actor,
        target=actor,
        reason=purpose_text.strip()[:1000],
        form=form,
        **_asked(wanted),
    )


def _asked(wanted: Criteria) -> dict[str, Any]:
    return {f"asked_{name}": value[:200] for name, value in wanted.facts().items()}


# -- files ---------------------------------------------------------------------------------------
def public_row(event: AuditEvent) -> dict[str, Any]:
    """An event as files and the API show it: with its sentences, without the words of a reason."""
    chinese, english = verbs.pair(event.verb)
    return {
        "id": str(event.pk),
        "act_id": str(event.act_id),
        "at": event.at.astimezone(clock.TZ).isoformat(),
        "verb": event.verb,
        "sentence_zh": chinese,
        "sentence_en": english,
        "actor_id": event.actor_id,
        "actor_title": event.actor_title,
        "target_type": event.target_type,
        "target_id": event.target_id,
        "organisation_id": str(event.organisation_id) if event.organisation_id else None,
        "old": event.old,
        "new": event.new,
        "data": event.data,
        "has_reason": event.reason_digest is not None,
    }


def _batches(wanted: Criteria) -> Iterator[list[AuditEvent]]:
    """All rows, the newest first, page by page: no transaction stays open while one downloads."""
    last: AuditEvent | None = None
    while True:
        rows = events(wanted).order_by("-at", "-id")
        if last is not None:
            same = Q(at=last.at, id__lt=last.pk)
            rows = rows.filter(Q(at__lt=last.at) | same, at__lte=last.at)
        found = list(rows[:BATCH])
        if not found:
            return
        yield found
        last = found[-1]


def as_jsonl(wanted: Criteria) -> Iterator[bytes]:
    """JSON Lines, a page of rows at a time."""
    for batch in _batches(wanted):
        lines = [json.dumps(public_row(event), ensure_ascii=False) for event in batch]
        yield ("\n".join(lines) + "\n").encode()


def as_csv(wanted: Criteria) -> Iterator[bytes]:
    """CSV with a byte order mark; no cell begins a formula."""
    yield b"\xef\xbb\xbf" + _csv([COLUMNS])
    for batch in _batches(wanted):
        yield _csv([_cells(public_row(event)) for event in batch])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        guard(
            json.dumps(value, ensure_ascii=False, sort_keys=True)
            if isinstance(value, dict | bool)
            else value
        )
        for value in row.values()
    )


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


EXPORTS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_jsonl, "application/jsonl; charset=utf-8"),
}

"""The history of a body, post or person: every edit, by whom in which post, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.models import AuditEvent
from credit_portal.audit.selectors import history
from credit_portal.common.i18n import localized
from credit_portal.directory.models import Appointment, Division, Organisation, Person, Post

LABELS: dict[str, Any] = {
    "active": _("active"),
    "address_en": _("address in English"),
    "address_zh": _("address in Chinese"),
    "basis": _("document"),
    "closed_on": _("closed on"),
    "code": _("unified social credit code"),
    "division": _("division"),
    "effective_on": _("valid from"),
    "ends_on": _("last day"),
    "hours_en": _("office hours in English"),
    "hours_zh": _("office hours in Chinese"),
    "is_principal": _("principal post"),
    "is_public": _("holder may be named in public"),
    "kind": _("kind"),
    "name": _("name"),
    "name_en": _("name in English"),
    "name_zh": _("name in Chinese"),
    "parent": _("superior"),
    "person": _("person"),
    "phone": _("telephone"),
    "post": _("post"),
    "short_name_zh": _("short name"),
    "starts_on": _("first day"),
    "title": _("title"),
    "title_en": _("title in English"),
    "title_zh": _("title in Chinese"),
    "valid_from": _("valid from"),
    "website": _("web site"),
}
#: Fields whose value is the key of a row.
ROWS: dict[str, Any] = {"parent": Organisation, "person": Person, "post": Post}
KINDS = {**dict(Organisation.Kind.choices), **dict(Appointment.Kind.choices)}


@dataclass(frozen=True)
class Line:
    """One field: its label, what stood there, what stands there."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One act: when, who (by post), what, its lines, why."""

    event: AuditEvent
    lines: list[Line]


def of_body(body: Organisation) -> QuerySet[AuditEvent]:
    """Everything done to the body, its posts and their appointments, newest first."""
    rows = AuditEvent.objects.filter(organisation_id=body.pk, verb__startswith="directory.")
    return rows.exclude(verb="directory.export").select_related("reason").order_by("-at", "-id")


def of_post(post: Post) -> QuerySet[AuditEvent]:
    """Everything done to the post and to appointments to it, newest first."""
    terms = [str(pk) for pk in Appointment.objects.filter(post=post).values_list("pk", flat=True)]
    own = Q(target_type="directory.post", target_id=str(post.pk))
    held = Q(target_type="directory.appointment", target_id__in=terms)
    return AuditEvent.objects.filter(own | held).select_related("reason").order_by("-at", "-id")


def of_person(person: Person) -> QuerySet[AuditEvent]:
    """Everything done to the person, every opening of the ID number among it."""
    return history(person)


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """Events as people read them; keys of rows become names in three queries at most."""
    found = list(events)
    names = {name: _names(model, _keys(found, name)) for name, model in ROWS.items()}
    return [Entry(event, list(_lines(event, names))) for event in found]


def _keys(events: list[AuditEvent], name: str) -> set[UUID]:
    values = {(part or {}).get(name) for event in events for part in (event.old, event.new)}
    return {key for value in values if (key := _uuid(value)) is not None}


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _names(model: Any, keys: set[UUID]) -> dict[str, str]:
    if not keys:
        return {}
    rows = model._default_manager.filter(pk__in=keys)
    return {str(row.pk): _called(row) for row in rows}


def _called(row: Any) -> str:
    return localized(row, "name") or localized(row, "title") or str(row)


def _lines(event: AuditEvent, names: dict[str, dict[str, str]]) -> Iterator[Line]:
    old, new = event.old or {}, event.new or {}
    for name in dict.fromkeys([*old, *new]):
        if name not in LABELS:
            continue
        before, after = (_told(name, part.get(name), names) for part in (old, new))
        if before != after:
            yield Line(LABELS[name], before, after)


def _told(name: str, value: Any, names: dict[str, dict[str, str]]) -> str:
    if value in (None, "", "None"):
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if name == "kind":
        return str(KINDS.get(value, value))
    if name == "division":
        found = Division.objects.filter(pk=value).first()
        return localized(found, "name") if found else str(value)
    return names.get(name, {}).get(str(value), str(value))

"""The directory as a change by two persons: a new item, a new version, the end of an item.

Payload: code, effective_from, changes {field: value}. A new item names every field.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.workflow.changes import ChangeKind, Difference, register_change_kind
from integrity_files import policies
from integrity_files.codes import NEEDED_FIELDS, Visibility
from integrity_files.models import CatalogueItem, SubjectKind

KIND = "integrity_files.catalogue"
VERB = policies.REVISE_CATALOGUE
Payload = dict[str, Any]
CODE = re.compile(r"[GP][0-9]{2}")
#: What a version says, in the order of the form; the code and its subject never change.
TOLD = (
    "is_open", "name_zh", "name_en", "category_id", "organ_zh", "organ_en", "basis_zh", "basis_en",
    "sources", "fields", "severities", "visibility", "rule_set_id", "source", "confidence",
)  # fmt: skip


def register() -> None:
    """Make the kind known."""
    register_change_kind(
        ChangeKind(
            code=KIND,
            title=gettext_lazy("Item of the credit information directory"),
            propose_verb=VERB,
            confirm_verb=VERB,
            check=check,
            apply=apply,
            describe=describe,
            base=base,
            subject=subject,
        )
    )


def latest(code: str) -> CatalogueItem | None:
    """The newest version of an item, None for a code that is free."""
    rows = CatalogueItem.objects.filter(code=code).select_related("category", "rule_set")
    return rows.order_by("-effective_from").first()


def proposed(payload: Payload) -> CatalogueItem:
    """The version that a payload describes, not saved."""
    old = latest(payload["code"])
    row = CatalogueItem(
        code=payload["code"],
        effective_from=date.fromisoformat(payload["effective_from"]),
        subject_kind=subject_of(payload["code"]),
    )
    for name in TOLD:
        if name in payload["changes"]:
            setattr(row, name, payload["changes"][name])
        elif old is not None:
            setattr(row, name, getattr(old, name))
    return row


def subject_of(code: str) -> str:
    """Items of bodies begin with G, of persons with P. Raises Invalid for another code."""
    if not CODE.fullmatch(code):
        raise Invalid(
            "item_code", _("A code is G or P with two digits, for example G10."), field="code"
        )
    return SubjectKind.ORGANISATION if code.startswith("G") else SubjectKind.PERSON


def check(payload: Payload, actor: Actor) -> None:
    """Raise Invalid or Conflict for what cannot be."""
    old, new = latest(payload["code"]), proposed(payload)
    if new.effective_from <= max(clock.today(), old.effective_from if old else date.min):
        raise Conflict(
            "item_past",
            _("A new version takes effect after today and after the last one."),
            field="effective_from",
        )
    _check_person(new)
    try:
        new.full_clean()
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Invalid("invalid", messages[0], field=name) from error
    _check_fields(new)


def _check_person(new: CatalogueItem) -> None:
    if new.subject_kind == SubjectKind.PERSON and new.visibility == Visibility.PUBLIC:
        raise Invalid(
            "person_public",
            _("Records about a person are never shown to the public (Personal Information"
              " Protection Law, art. 25)."),
            field="visibility",
        )  # fmt: skip
    if new.category.subject_kind != new.subject_kind:
        raise Invalid(
            "category_foreign",
            _("This part belongs to the file of another kind of subject."),
            field="category_id",
        )


def _check_fields(new: CatalogueItem) -> None:
    missing = [str(one.label) for one in NEEDED_FIELDS if one not in new.fields]
    if missing:
        raise Invalid(
            "fields_missing",
            _("Nothing is a record without: %(names)s") % {"names": "、".join(sorted(missing))},
            field="fields",
        )


def apply(payload: Payload, actor: Actor) -> dict[str, Any]:
    """Write the new version. Facts: code and day."""
    proposed(payload).save(force_insert=True)
    return {"code": payload["code"], "effective_from": payload["effective_from"]}


def base(payload: Payload) -> str:
    """The newest version it was made against."""
    row = latest(payload["code"])
    return f"{payload['code']}:{row.pk if row else 'new'}"


def subject(payload: Payload) -> str:
    """G04 Public commitment not kept."""
    row = latest(payload["code"]) or proposed(payload)
    return f"{row.code} {row.name}"


def describe(payload: Payload) -> list[Difference]:
    """Fields that differ, then from when."""
    old, new = latest(payload["code"]), proposed(payload)
    lines = [
        Difference(label_of(name), told(old, name) if old else "", told(new, name))
        for name in TOLD
        if old is None or getattr(old, name) != getattr(new, name)
    ]
    if not lines:
        return []
    before = str(old.effective_from) if old else ""
    return [*lines, Difference(_("In force from"), before, str(new.effective_from))]


def label_of(name: str) -> str:
    """What a field of the item is called."""
    return str(CatalogueItem._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def told(row: CatalogueItem, name: str) -> str:
    """A field in words of the active language."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in ("category_id", "rule_set_id"):
        linked = getattr(row, name.removesuffix("_id"))
        return str(linked) if linked else _("by the day of the determination")
    if isinstance(value, list):
        return "、".join(labels(row, name))
    choices = dict(CatalogueItem._meta.get_field(name).choices or ())  # type: ignore[union-attr]
    return str(choices.get(value, value))


def labels(row: CatalogueItem, name: str) -> list[str]:
    """The entries of a list field in words, in the order of their codes' list."""
    base_field: Any = CatalogueItem._meta.get_field(name)
    held = set(getattr(row, name))
    return [str(label) for code, label in base_field.base_field.choices if code in held]

"""Rows of bodies. A superior may stand earlier in the same file.

A row with the portal's id, or with the code or present name of a body, is about that body: what
differs is shown and then changed, what does not is passed over.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.directory import selectors, services, uscc
from credit_portal.directory.models import Division, Organisation, OrganisationName, Superior
from credit_portal.directory.row_handlers.columns import ORGANISATIONS
from credit_portal.directory.row_handlers.shared import (
    Bodies,
    DirectoryRows,
    choice,
    date_field,
    differing,
    refuse_updates,
    remove,
    require_unchanged,
    row_id,
)
from credit_portal.directory.services.organisations import CONTACT, OTHER_NAMES, renames
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem

NAMES = ("name_zh", "name_en")
DETAILS = (*OTHER_NAMES, *CONTACT, "code", "kind")


def as_row(body: Organisation) -> dict[str, str]:
    """The body as the cells of its row, kinds by their code: what the import compares with."""
    parent = body.parent
    return {
        "name_zh": body.name_zh,
        **{name: getattr(body, name) or "" for name in DETAILS},
        "division": body.division_id or "",
        "parent": reference(parent) if parent else "",
    }


def reference(body: Organisation) -> str:
    """How a table names a body: by its code, else its name."""
    return body.code or body.name_zh or body.name_en


class Context:
    """Bodies and divisions that exist, and those that earlier rows of the file will make."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.rows = {str(body.pk): as_row(body) for body in selectors.organisations()}
        self.by_name: dict[str, list[str]] = {}
        for pk, row in self.rows.items():
            self.by_name.setdefault(row["name_zh"].casefold(), []).append(pk)
        names = OrganisationName.objects.filter(valid_to__isnull=True)
        self.since = {
            str(pk): since.isoformat() if since else ""
            for pk, since in names.values_list("organisation_id", "valid_from")
        }
        self.divisions = set(selectors.divisions().values_list("code", flat=True))
        self.coming: set[str] = set()


class OrganisationRows(DirectoryRows):
    """Bodies of the tree."""

    title = _("Organisations")
    columns: tuple[Column, ...] = ORGANISATIONS

    def context(self, batch: ImportBatch) -> Context:
        """Bodies and divisions."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Check code, kind, division, superior and dates; find the body if it is there."""
        kind, errors = choice(row["kind"], Organisation.Kind, "kind")
        since, wrong = date_field(row, "named_since")
        effective, wrong_too = date_field(row, "effective_on")
        code = self._code(row.get("code", ""), errors)
        pk, unknown = row_id(row.get("id", ""), context.rows)
        pk = pk or self._existing(row, code, context)
        errors += wrong + wrong_too + unknown
        self._check_places(row, context, errors)
        key = pk or code or f"{row['name_zh']}|{row.get('parent', '')}"
        checked = Checked(errors=errors, key=key)
        checked.cleaned = {
            **row, "kind": kind, "code": code, "named_since": since, "effective_on": effective,
        }  # fmt: skip
        context.coming.update(filter(None, (code, row["name_zh"], row.get("name_en", ""))))
        self._compare(checked, pk, row, context)
        return checked

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Create or change the bodies in file order."""
        return [
            str((self._update if "of" in row.cleaned else self._create)(row, actor).pk)
            for row in rows
        ]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the bodies made, the deepest first. Raises Conflict when one is in use."""
        refuse_updates(rows)
        made = [row.result_id for row in rows]
        bodies = Organisation.objects.filter(pk__in=made).order_by("-path")
        OrganisationName.objects.filter(organisation__in=bodies).delete()
        Superior.objects.filter(organisation__in=bodies).delete()
        remove(bodies)

    @staticmethod
    def _code(text: str, errors: list[Problem]) -> str:
        if not text:
            return ""
        try:
            return uscc.validate(text)
        except Invalid as error:
            errors.append(Problem.of(error, "code"))
            return ""

    @staticmethod
    def _check_places(row: dict[str, str], context: Context, errors: list[Problem]) -> None:
        division, parent = row.get("division", ""), row.get("parent", "")
        if division and division not in context.divisions:
            errors.append(
                Problem(
                    "division_unknown",
                    _("No division has the code “%(code)s”."),
                    "division",
                    {"code": division},
                )
            )
        if parent and parent not in context.coming:
            _found, problem = context.bodies.find(parent, "parent")
            errors.extend([problem] if problem else [])

    @staticmethod
    def _existing(row: dict[str, str], code: str, context: Context) -> str:
        if code in context.bodies.by_code:
            return context.bodies.by_code[code]
        named = context.by_name.get(row["name_zh"].casefold(), [])
        return named[0] if len(named) == 1 and not code else ""

    @staticmethod
    def _compare(checked: Checked, pk: str, row: dict[str, str], context: Context) -> None:
        """What the row would alter on the body it is about; a new body takes two people."""
        if not pk:
            checked.two = True
            return
        current = context.rows[pk]
        given = {**row, "kind": checked.cleaned["kind"], "code": checked.cleaned["code"]}
        if "code" not in row:
            given.pop("code")
        if _same_body(row.get("parent", ""), current["parent"], context.bodies):
            given.pop("parent", None)
        checked.changes = differing(current, given)
        checked.cleaned["of"] = {"id": pk}
        _look_at_day(checked, row, context.since.get(pk, ""))
        checked.existing = "" if checked.changes else pk
        checked.two = any(
            one.column not in (*CONTACT, *OTHER_NAMES) or renames(one.column, one.before, one.after)
            for one in checked.changes
        )

    def _update(self, row: ImportRow, actor: Actor) -> Organisation:
        """Change what the preview showed, each field by its own legal act."""
        body = selectors.organisations().get(pk=row.cleaned["of"]["id"])
        require_unchanged(row, as_row(body))
        new = {name: after for name, _before, after in row.cleaned["changes"]}
        day = date.fromisoformat(row.cleaned["effective_on"] or clock.today().isoformat())
        about = {"actor": actor, "organisation": body, "basis": row.cleaned.get("basis", "")}
        if "name_zh" in new:
            names = {name: new.pop(name, getattr(body, name)) for name in NAMES}
            services.rename(effective_on=day, **names, **about)
        if "parent" in new:
            services.move(parent=_superior(new.pop("parent")), effective_on=day, **about)
        if new:
            services.edit_organisation(actor=actor, organisation=body, **_details(new))
        return body

    @staticmethod
    def _create(row: ImportRow, actor: Actor) -> Organisation:
        cleaned = row.cleaned
        since = cleaned["named_since"]
        body = services.create_organisation(
            actor=actor,
            kind=cleaned["kind"],
            name_zh=cleaned["name_zh"],
            name_en=cleaned.get("name_en", ""),
            short_name_zh=cleaned.get("short_name_zh", ""),
            code=cleaned["code"] or None,
            code_is_fictional=uscc.is_fictional(cleaned["code"]),
            division=Division.objects.filter(pk=cleaned.get("division") or None).first(),
            parent=_superior(cleaned.get("parent", "")),
            named_since=date.fromisoformat(since) if since else None,
            basis=cleaned.get("basis", ""),
        )
        contact = {name: cleaned[name] for name in CONTACT if cleaned.get(name)}
        if contact:
            services.edit_organisation(actor=actor, organisation=body, **contact)
        return body


def _look_at_day(checked: Checked, row: dict[str, str], since: str) -> None:
    """A day beside a new name is its first one; beside the old name it cannot be changed here."""
    given = checked.cleaned["named_since"] or ""
    if "named_since" not in row or given == since:
        return
    if any(one.column == "name_zh" for one in checked.changes):
        checked.cleaned["effective_on"] = checked.cleaned["effective_on"] or given or None
    else:
        sentence = _("The first day of a name is put right on the page of the body, not here.")
        checked.warnings.append(Problem("name_day_kept", sentence, "named_since"))


def _details(new: dict[str, Any]) -> dict[str, Any]:
    """Cells as the fields that `edit_organisation` takes."""
    given = dict(new)
    if "division" in given:
        given["division"] = Division.objects.filter(pk=given["division"] or None).first()
    if "code" in given:
        given["code_is_fictional"] = uscc.is_fictional(given["code"])
    return given


def _same_body(text: str, current: str, bodies: Bodies) -> bool:
    """Whether two ways of naming a superior mean the same body."""
    if not text or not current:
        return text == current
    return bodies.find(text, "parent")[0] == bodies.find(current, "parent")[0] != ""


def _superior(text: str) -> Organisation | None:
    if not text:
        return None
    try:
        return selectors.organisation_at(text)
    except NotFound:
        named = selectors.find_by_name(text)
        if len(named) != 1:
            raise Invalid(
                "body_unknown_name",
                _("No single body bears the name of the superior."),
                field="parent",
            ) from None
        return named[0]

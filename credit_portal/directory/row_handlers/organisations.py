"""Rows of bodies. A superior may stand earlier in the same file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.directory import selectors, services, uscc
from credit_portal.directory.models import Division, Organisation, OrganisationName, Superior
from credit_portal.directory.row_handlers.shared import (
    Bodies,
    DirectoryRows,
    choice,
    date_field,
    remove,
)
from credit_portal.imports.models import ImportBatch, ImportRow
from credit_portal.imports.registry import Checked, Column, Problem


class Context:
    """Bodies and divisions that exist, and those that earlier rows of the file will make."""

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.divisions = set(selectors.divisions().values_list("code", flat=True))
        self.coming: set[str] = set()


class OrganisationRows(DirectoryRows):
    """Bodies of the tree."""

    title = _("Organisations")
    columns = (
        Column(
            "name_zh",
            "机构名称",
            "Name in Chinese",
            True,
            ("名称", "单位名称", "name"),
            "示例市财政局",
            "示例市财政局",
            "机构全称",
            "Full name of the body",
            200,
        ),
        Column(
            "name_en",
            "英文名称",
            "Name in English",
            False,
            ("english name",),
            "Demonstration Finance Bureau",
            "Demonstration Finance Bureau",
            "没有可以留空",
            "May stay empty",
            200,
        ),
        Column(
            "short_name_zh",
            "简称",
            "Short name",
            False,
            (),
            "市财政局",
            "市财政局",
            "没有可以留空",
            "May stay empty",
            60,
        ),
        Column(
            "code",
            "统一社会信用代码",
            "Unified social credit code",
            False,
            ("信用代码", "uscc", "code"),
            "",
            "",
            "十八位；没有可以留空",
            "18 characters; may stay empty",
            30,
        ),
        Column(
            "kind",
            "机构类别",
            "Kind",
            True,
            ("类别", "类型", "type"),
            "部门",
            "Department",
            "如政府、部门、事业单位、街道办事处",
            "Such as Government, Department",
        ),
        Column(
            "division",
            "行政区划代码",
            "Division code",
            False,
            ("区划代码", "division"),
            "210100",
            "210100",
            "六位或九位数字；可以留空",
            "Six or nine digits; may stay empty",
            12,
        ),
        Column(
            "parent",
            "上级机构",
            "Superior",
            False,
            ("上级单位", "主管单位", "superior"),
            "",
            "",
            "上级机构的代码或名称",
            "Code or name of the superior body",
            200,
        ),
        Column(
            "named_since",
            "名称启用日期",
            "Name in use since",
            False,
            ("启用日期",),
            "2024-01-01",
            "2024-01-01",
            "可以留空",
            "May stay empty",
            20,
        ),
    )

    def context(self, batch: ImportBatch) -> Context:
        """Bodies and divisions."""
        return Context()

    def validate(self, row: dict[str, str], context: Context) -> Checked:
        """Check code, kind, division, superior and date; find the body if it is there."""
        kind, errors = choice(row["kind"], Organisation.Kind, "kind")
        since, wrong = date_field(row, "named_since")
        errors += wrong
        code = self._code(row.get("code", ""), errors)
        self._check_places(row, context, errors)
        checked = Checked(errors=errors, key=code or f"{row['name_zh']}|{row.get('parent', '')}")
        checked.cleaned = {**row, "kind": kind, "code": code, "named_since": since}
        checked.existing = self._existing(row, code, context)
        context.coming.update(filter(None, (code, row["name_zh"], row.get("name_en", ""))))
        return checked

    def apply(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> list[str]:
        """Create the bodies in file order."""
        return [str(self._create(row.cleaned, actor).pk) for row in rows]

    def undo(self, rows: list[ImportRow], actor: Actor, batch: ImportBatch) -> None:
        """Remove the bodies made, the deepest first. Raises Conflict when one is in use."""
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
        if code:
            return context.bodies.by_code.get(code, "")
        named = context.bodies.by_name.get(row["name_zh"].casefold(), set())
        return next(iter(named)) if len(named) == 1 else ""

    @staticmethod
    def _create(cleaned: dict[str, Any], actor: Actor) -> Organisation:
        division = Division.objects.filter(pk=cleaned.get("division") or None).first()
        since = cleaned["named_since"]
        return services.create_organisation(
            actor=actor,
            kind=cleaned["kind"],
            name_zh=cleaned["name_zh"],
            name_en=cleaned.get("name_en", ""),
            short_name_zh=cleaned.get("short_name_zh", ""),
            code=cleaned["code"] or None,
            code_is_fictional=uscc.is_fictional(cleaned["code"]),
            division=division,
            parent=_superior(cleaned.get("parent", "")),
            named_since=date.fromisoformat(since) if since else None,
        )


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

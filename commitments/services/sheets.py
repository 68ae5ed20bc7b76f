"""Writing a yearly sheet: begun, filled field by field, handed in, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commitments import (
    codes,
    completeness,
    machine,
    policies,
    policies_sheets,
    rules_sheets,
    schedule,
    selectors_sheets,
)
from commitments.models import Commitment, Sheet, SheetGap
from commitments.services import drafts, sheet_duties, sheet_steps, steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.actors import actor_id
from credit_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from credit_portal.directory.models import Organisation, Post
from credit_portal.directory.selectors import principal_post
from credit_portal.notices.services import acted_by
from credit_portal.publishing import livelihood

Fields = Mapping[str, Any]


@transaction.atomic
def create_sheet(
    *, actor: User, organisation_id: UUID | str, year: int, is_demo: bool = False
) -> Sheet:
    """Begin the sheet of a street, town or township for this year or the next.

    Raises NotFound, NotAllowed, Invalid ("no_sheet", "year"), Conflict ("sheet_exists").
    """
    body = Organisation.objects.select_related("division").filter(pk=organisation_id).first()
    if body is None or not policies.allows(actor, policies.FILE, body):
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    policies_sheets.require_unit(body)
    if year not in rules_sheets.years_open(clock.today()):
        raise Invalid("year", _("A sheet is begun for this year or the next."), field="year")
    _post_of(body)
    actor = policies.capacity(actor, policies.FILE, body)
    now = clock.now()
    sheet = Sheet(
        organisation=body,
        division=body.division,
        year=year,
        filer=actor,
        authors=[actor.pk],
        is_demo=is_demo or body.is_demo,
        created_at=now,
        updated_at=now,
    )
    _insert(sheet)
    sheet_steps.trail("draft", actor, sheet)
    return sheet


def _insert(sheet: Sheet) -> None:
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError as error:
        if "sheet_once_a_year" not in str(error):
            raise
        raise Conflict(
            "sheet_exists", _("There is a sheet of this unit for this year already.")
        ) from error


@transaction.atomic
def save_field(
    *,
    actor: User,
    sheet_id: UUID | str,
    field: str,
    entries: Sequence[Fields],
    nothing_zh: str = "",
    expected_version: int | None = None,
) -> Sheet:
    """Keep one field as typed: its commitments, or why nothing is promised in it.

    `entries` are mappings as `drafts.EDITABLE`, with the `id` of one that stands there already;
    what is not among them is given up. The editor becomes an author. Raises Stale, Conflict,
    NotAllowed, Invalid (with the field and, in `data`, nothing else is kept).
    """
    sheet = sheet_steps.locked(actor, sheet_id)
    policies.require(actor, policies.FILE, sheet.organisation)
    actor = policies.capacity(actor, policies.FILE, sheet.organisation)
    sheet_steps.require_editable(sheet)
    sheet_steps.check_version(sheet, expected_version)
    sheet_steps.require_live(sheet.organisation)
    if field not in rules_sheets.FIELDS:
        raise NotFound("not_found", _("There is no such field."))
    _write(sheet, field, entries, actor)
    _declare(sheet, field, nothing_zh)
    _require_room(sheet)
    touch(sheet, actor)
    sheet_steps.trail("edit", actor, sheet, field=field, entries=len(entries))
    return sheet


def _write(sheet: Sheet, field: str, entries: Sequence[Fields], actor: User) -> None:
    """Create, change and give up the commitments of a field."""
    standing = {row.pk: row for row in sheet_steps.locked_entries(sheet) if row.sector == field}
    for given in entries:
        known = given.get("id")
        row = standing.pop(UUID(str(known)), None) if known else None
        fields = {name: value for name, value in given.items() if name != "id"}
        if row is None:
            _add(sheet, field, fields, actor)
        else:
            fill(sheet, row, fields)
            drafts.touch(row, actor)
            row.save()
    for row in standing.values():
        steps.move(machine.COMMITMENT, row, "discard", actor)
        steps.note(row, "discarded", actor)


def _add(sheet: Sheet, field: str, fields: Fields, actor: User) -> Commitment:
    now = clock.now()
    row = Commitment(
        organisation=sheet.organisation,
        post=_post_of(sheet.organisation),
        category=codes.Category.LIVELIHOOD,
        sector=field,
        sheet=sheet,
        filer=actor,
        authors=[actor.pk],
        is_demo=sheet.is_demo,
        created_at=now,
        updated_at=now,
    )
    fill(sheet, row, fields)
    row.save(force_insert=True)
    steps.note(row, "drafted", actor)
    return row


def fill(sheet: Sheet, row: Commitment, fields: Fields) -> None:
    """Set the texts of an entry; what a whole sheet has in common need not be written in each."""
    body = sheet.organisation
    drafts.fill(row, {name: fields[name] for name in fields if name not in {"category", "sector"}})
    row.beneficiaries_zh = row.beneficiaries_zh or f"{sheet.division.name_zh}居民"
    row.legal_basis_zh = row.legal_basis_zh or "《优化营商环境条例》第三十一条"
    row.authority_zh = row.authority_zh or f"{body.name_zh}法定职责范围内"
    if row.is_standing:
        first, last = rules_sheets.usual_spell(sheet.year, clock.today())
        row.starts_on, row.ends_on = row.starts_on or first, row.ends_on or last


def _declare(sheet: Sheet, field: str, reason: str) -> None:
    text = reason.strip()
    if len(text) > 300:
        raise Invalid("reason_too_long", _("The reason is too long."), field="nothing_zh")
    if not text:
        SheetGap.objects.filter(sheet=sheet, field=field).delete()
        return
    SheetGap.objects.update_or_create(sheet=sheet, field=field, defaults={"reason_zh": text})


def _require_room(sheet: Sheet) -> None:
    most = livelihood.numbers_on().entries
    if selectors_sheets.entries(sheet).count() > most:
        raise Invalid("sheet_too_long", _("A sheet holds at most %(n)s commitments.") % {"n": most})


def touch(sheet: Sheet, actor: User) -> None:
    """Count the edit and make the editor an author."""
    if actor.pk not in sheet.authors:
        sheet.authors = [*sheet.authors, actor.pk]
    sheet.version += 1
    sheet.updated_at = clock.now()
    sheet.save(update_fields=["authors", "version", "updated_at"])


def _post_of(body: Organisation) -> Post:
    post = principal_post(body)
    if post is None:
        raise Invalid(
            "post_missing",
            _("The directory names no principal post of this body that could answer for it."),
        )
    return post


@transaction.atomic
def submit_sheet(
    *, actor: User, sheet_id: UUID | str, expected_version: int | None = None
) -> Sheet:
    """Hand the whole sheet in for approval by a second person.

    Raises Invalid ("incomplete", saying which field), Stale, Conflict, NotAllowed.
    """
    sheet = sheet_steps.locked(actor, sheet_id)
    policies.require(actor, policies.FILE, sheet.organisation)
    actor = policies.capacity(actor, policies.FILE, sheet.organisation)
    sheet_steps.check_version(sheet, expected_version)
    sheet_steps.require_live(sheet.organisation)
    rows = sheet_steps.locked_entries(sheet)
    for row in rows:
        drafts.drop_other_shape(row)
        schedule.set_due(row)
    found = lacks(sheet, rows)
    if found:
        raise Invalid("incomplete", "; ".join(text for _field, text in found[:5]))
    sheet.filer, sheet.submitted_at = actor, clock.now()
    if actor.pk not in sheet.authors:
        sheet.authors = [*sheet.authors, actor.pk]
    sheet_steps.move(sheet, "submit", actor, "filer", "submitted_at", "authors")
    for row in rows:
        row.filer, row.submitted_at, row.authors = actor, sheet.submitted_at, sheet.authors
        steps.move(machine.COMMITMENT, row, "submit", actor, *drafts.SUBMITTED_FIELDS)
        steps.note(row, "submitted", actor)
    sheet_steps.trail("submit", actor, sheet, entries=len(rows))
    sheet_duties.filed(sheet)
    _tell_approvers(sheet, actor)
    return sheet


def _tell_approvers(sheet: Sheet, actor: User) -> None:
    approvers = nearest_holders_of(policies.APPROVE, sheet.organisation)
    sheet_steps.tell(
        "commitment_submitted",
        sheet,
        [user for user in approvers if not policies_sheets.wrote(user, sheet)],
        f"commitments.sheet_submitted:{sheet.pk}:{sheet.version}",
        **acted_by(actor),
    )


def lacks(sheet: Sheet, rows: Sequence[Commitment]) -> list[tuple[str, str]]:
    """What stands against handing it in, as (field, sentence), in the order of the fields."""
    today = clock.today()
    named = livelihood.labels_on(today)
    reasons = selectors_sheets.reasons(sheet)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.sector] = counts.get(row.sector, 0) + 1
    found = {
        code: [_("“%(field)s”: write a commitment, or why there is none.") % {"field": named[code]}]
        for code in rules_sheets.missing(counts, reasons)
    }
    for code in rules_sheets.contradictory(counts, reasons):
        text = _("“%(field)s”: it holds commitments and yet says that there is none.")
        found.setdefault(code, []).append(text % {"field": named[code]})
    for row in rows:
        for lack in completeness.lacks(row, [], today)[:1]:
            words = {
                "field": named[row.sector],
                "title": row.title_zh or "—",
                "label": Commitment._meta.get_field(lack.field).verbose_name,  # type: ignore[union-attr]
                "message": lack.message,
            }
            text = _("“%(field)s”, “%(title)s”, %(label)s: %(message)s") % words
            found.setdefault(row.sector, []).append(text)
    order = rules_sheets.FIELDS
    return [(code, text) for code in order for text in found.get(code, [])]


@transaction.atomic
def take_back_sheet(*, actor: User, sheet_id: UUID | str) -> Sheet:
    """The filer takes the sheet back before it is approved. Raises NotAllowed, Conflict."""
    sheet = sheet_steps.locked(actor, sheet_id)
    policies.require(actor, policies.FILE, sheet.organisation)
    if actor_id(actor) != str(sheet.filer_id):
        raise NotAllowed("not_filer", _("Only the person who submitted it can take it back."))
    actor = policies.capacity(actor, policies.FILE, sheet.organisation)
    sheet_steps.move(sheet, "take_back", actor)
    for row in sheet_steps.locked_entries(sheet):
        steps.move(machine.COMMITMENT, row, "take_back", actor)
        steps.note(row, "taken_back", actor)
    sheet_steps.trail("take_back", actor, sheet)
    sheet_duties.taken_back(sheet)
    return sheet

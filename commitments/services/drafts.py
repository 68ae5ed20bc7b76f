"""Filing: a draft is kept as typed, submitted, taken back, discarded or copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from commitments import codes, completeness, machine, policies, schedule
from commitments.codes_change import EDITABLE_CHANGE
from commitments.models import Commitment, LawfulChange, Milestone
from commitments.services import bearers, old_follow, steps
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, DomainError, Invalid, NotFound
from credit_portal.directory.models import Post
from credit_portal.directory.selectors import post_in_place
from credit_portal.notices.services import acted_by

STANDING_FIELDS = (
    "indicator_zh",
    "indicator_en",
    "figure",
    "comparison",
    "target",
    "unit_zh",
    "unit_en",
    "period",
    "report_within",
    "source_zh",
    "source_en",
    "starts_on",
    "ends_on",
)
EDITABLE = frozenset(
    {f"{name}_{language}" for name in codes.PAIRED for language in ("zh", "en")}
    | {"category", "shape", "sector", "due_on", "due_rule", "due_start"}
    | set(STANDING_FIELDS)
)
"""Fields of a draft that its authors may set."""

MAX_MILESTONES = 50
NOT_CHECKED = {
    "due_explanation",
    "organisation",
    "post",
    "filer",
    "approver",
    "commitment",
    "replaces",
}
DUE_GIVEN = ("due_on", "due_rule", "due_start")
DUE_FIELDS = (*DUE_GIVEN, "due_rule_version", "due_provisional", "due_explanation")
SUBMITTED_FIELDS = ("filer", "submitted_at", "authors", *DUE_FIELDS, *STANDING_FIELDS)


@transaction.atomic
def create_draft(
    *,
    actor: User,
    post_id: UUID,
    fields: Mapping[str, Any] | None = None,
    milestones: Sequence[Mapping[str, Any]] = (),
    is_demo: bool = False,
) -> Commitment:
    """Begin a commitment of a post in one of the actor's bodies; nothing else is required yet.

    ``fields`` as in ``EDITABLE``; ``milestones`` are mappings of title_zh, title_en, due_on.
    Raises NotFound for a post that is gone, NotAllowed, Invalid.
    """
    post = _post(post_id)
    policies.require(actor, policies.FILE, post.organisation)
    policies.require_own_tree(post.organisation)
    actor = policies.capacity(actor, policies.FILE, post.organisation)
    now = clock.now()
    row = Commitment(
        organisation=post.organisation,
        post=post,
        filer=actor,
        authors=[actor.pk],
        is_demo=is_demo,
        created_at=now,
        updated_at=now,
    )
    fill(row, fields or {})
    row.save(force_insert=True)
    _set_milestones(row, milestones)
    steps.note(row, "drafted", actor)
    steps.trail("draft", actor, row, new=row.state)
    return row


@transaction.atomic
def edit_draft(
    *,
    actor: User,
    commitment_id: UUID,
    expected_version: int | None,
    fields: Mapping[str, Any],
    milestones: Sequence[Mapping[str, Any]] | None = None,
    post_id: UUID | None = None,
) -> Commitment:
    """Change a draft or a returned filing. The editor becomes one of its authors, and no author
    may approve. Raises Stale, Conflict (not editable, imported), NotAllowed, Invalid."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    require_editable(row)
    steps.check_version(row, expected_version)
    if post_id is not None and post_id != row.post_id:
        post = _post(post_id)
        policies.require(actor, policies.FILE, post.organisation)
        policies.require_own_tree(post.organisation)
        _require_same_body(row, post)
        row.post, row.organisation = post, post.organisation
        bearers.forget_bearer(row)
    fill(row, fields)
    _leave_sheet(row)
    touch(row, actor)
    row.save()
    if milestones is not None:
        _set_milestones(row, milestones)
    steps.trail("edit", actor, row, fields=sorted(fields))
    return row


def _require_same_body(row: Commitment, post: Post) -> None:
    """Raise Conflict when the text that takes the place of a promise, or the plan for an old
    account, would change its body."""
    bound = row.replaces_id is not None or getattr(row, "old_account", None) is not None
    if bound and post.organisation_id != row.organisation_id:
        raise Conflict(
            "by_succession_only",
            _("A promise passes to another body by succession only, not by a change of its text."),
        )


def _leave_sheet(row: Commitment) -> None:
    """A text that is no promise in a livelihood field any more leaves the yearly sheet."""
    of_field = row.category == codes.Category.LIVELIHOOD and row.sector in codes.LIVELIHOOD_SECTORS
    if row.sheet_id is not None and not of_field:
        row.sheet = None


@transaction.atomic
def submit(*, actor: User, commitment_id: UUID, expected_version: int | None = None) -> Commitment:
    """Hand the filing in for approval by a second person.

    Raises Invalid ("incomplete", the first field at fault), Stale, Conflict, NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    steps.check_version(row, expected_version)
    require_free(row)
    _require_complete(row)
    old = row.state
    row.filer, row.submitted_at = actor, clock.now()
    add_author(row, actor)
    steps.move(machine.COMMITMENT, row, "submit", actor, *SUBMITTED_FIELDS)
    bearers.submitted(row, actor)
    steps.note(row, "submitted", actor)
    steps.trail("submit", actor, row, old=old, new=row.state)
    approvers = nearest_holders_of(policies.APPROVE, row.organisation)
    steps.tell(
        "commitment_submitted",
        row,
        [user for user in approvers if not policies.wrote(user, row)],
        f"commitments.submitted:{row.pk}:{row.version}",
        **acted_by(actor),
    )
    return row


@transaction.atomic
def take_back(*, actor: User, commitment_id: UUID) -> Commitment:
    """The filer takes his filing back before it is approved. Raises NotAllowed, Conflict."""
    row = steps.locked(actor, commitment_id)
    policies.require_filer(actor, row)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    steps.move(machine.COMMITMENT, row, "take_back", actor)
    steps.note(row, "taken_back", actor)
    steps.trail("take_back", actor, row, old=codes.State.SUBMITTED, new=row.state)
    return row


@transaction.atomic
def discard_draft(*, actor: Actor, commitment_id: UUID) -> Commitment:
    """Give up a draft or a returned filing; it stays on record and is shown nowhere."""
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    require_free(row)
    old = row.state
    steps.move(machine.COMMITMENT, row, "discard", actor)
    old_follow.discarded(row, actor)
    steps.note(row, "discarded", actor)
    steps.trail("discard", actor, row, old=old, new=row.state)
    return row


@transaction.atomic
def copy_as_draft(*, actor: User, commitment_id: UUID) -> Commitment:
    """A new draft with the same text and post; dates, outcome and evidence are not copied."""
    source = steps.locked(actor, commitment_id)
    post = post_now(source)
    policies.require(actor, policies.FILE, post.organisation)
    policies.require_own_tree(post.organisation)
    dates = {"due_on", "due_start", "starts_on", "ends_on"}
    fields = {name: getattr(source, name) for name in EDITABLE - dates}
    row = create_draft(actor=actor, post_id=post.pk, fields=fields, is_demo=source.is_demo)
    steps.note(row, "copied", actor, source=str(source.pk))
    return row


def post_now(source: Commitment) -> Post:
    """The post of a commitment, or the one that took its place. Raises Conflict ("post_gone")."""
    found = post_in_place(source.post)
    if found is None:
        sentence = _(
            "The post of this commitment is no more, and no single post took its place: begin a "
            "new draft and choose the post."
        )
        raise Conflict("post_gone", sentence)
    return found


def require_editable(row: Commitment) -> None:
    """Raise Conflict unless the text may still be changed."""
    if row.state not in codes.EDITABLE_STATES:
        raise Conflict("not_editable", _("Only a draft or a returned commitment can be changed."))
    if row.is_imported:
        raise Conflict("imported", _("The text belongs to the published list; it is not changed."))
    case: LawfulChange | None = getattr(row, "change_case", None)
    if case is not None and case.state not in EDITABLE_CHANGE:
        raise Conflict("change_submitted", _("The case of its change is being decided."))


def require_free(row: Commitment) -> None:
    """Raise Conflict for a text that is to take the place of another: its case moves it."""
    if row.replaces_id is not None:
        raise Conflict(
            "by_change_only", _("This text is handed in with the case of the lawful change.")
        )


def _post(post_id: UUID) -> Post:
    try:
        post = Post.objects.select_related("organisation").filter(pk=post_id, active=True).first()
    except (ValidationError, ValueError) as error:
        raise Invalid("post_unknown", _("There is no such post."), field="post") from error
    if post is None or not post.organisation.active:
        raise NotFound("post_unknown", _("There is no such post."), field="post")
    return post


def add_author(row: Commitment, actor: User) -> None:
    """Remember whoever had a hand in the text: no author may approve."""
    if actor.pk not in row.authors:
        row.authors = [*row.authors, actor.pk]


def touch(row: Commitment, actor: User) -> None:
    """Count the edit and make the editor an author; saves nothing."""
    add_author(row, actor)
    row.version += 1
    row.updated_at = clock.now()


def fill(row: Commitment, fields: Mapping[str, Any]) -> None:
    """Set the fields on an unsaved or locked draft, count the due date, check each value.

    A draft keeps the fields of both shapes, so that changing one's mind loses nothing; those of
    the other shape go when it is submitted. Raises Invalid with the field.
    """
    for name, value in fields.items():
        if name not in EDITABLE:
            raise Invalid("field_unknown", _("There is no such field."), field=name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.is_standing:
        row.figure = row.figure or codes.Figure.SHARE
        row.report_within = row.report_within or schedule.usual_report_within(clock.today())
    clean(row)
    try:
        schedule.set_due(row)
    except DomainError as error:
        raise Invalid(error.code, error.message, field="due_rule") from error


def drop_other_shape(row: Commitment) -> None:
    """Empty the fields that belong to the shape the promise does not have; saves nothing."""
    for name in DUE_GIVEN if row.is_standing else STANDING_FIELDS:
        field = Commitment._meta.get_field(name)
        setattr(row, name, None if field.null else "")


def clean(row: Commitment | Milestone) -> None:
    """Check each value by its field, then the ranges. Raises Invalid with the field."""
    _clean_fields(row, NOT_CHECKED)
    if isinstance(row, Commitment):
        _check_ranges(row)


def check_fields(row: Model, *names: str) -> None:
    """Check these fields only. Raises Invalid with the field."""
    _clean_fields(row, {field.name for field in row._meta.fields} - set(names))


def _clean_fields(row: Model, exclude: set[str]) -> None:
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Invalid("invalid", messages[0], field=name) from error


def _check_ranges(row: Commitment) -> None:
    if row.target is not None and (
        row.target < 0 or (row.figure == codes.Figure.SHARE and row.target > 100)
    ):
        raise Invalid("target_range", _("A share lies between 0 and 100 per cent."), field="target")
    if row.report_within is not None and not 1 <= row.report_within <= 60:
        raise Invalid(
            "report_within_range", _("Between 1 and 60 working days."), field="report_within"
        )
    if row.ends_on and row.starts_on and row.ends_on < row.starts_on:
        raise Invalid("dates_order", _("The end lies before the beginning."), field="ends_on")
    for name in ("due_on", "due_start", "starts_on", "ends_on"):
        day: dt.date | None = getattr(row, name)
        if day is not None and not 1990 <= day.year <= 2100:
            raise Invalid("date_range", _("Between 1990 and 2100."), field=name)


def _set_milestones(row: Commitment, milestones: Sequence[Mapping[str, Any]]) -> None:
    if len(milestones) > MAX_MILESTONES:
        raise Invalid("milestones_many", _("At most 50 milestones."), field="milestones")
    Milestone.objects.filter(commitment=row).delete()
    made = []
    for position, given in enumerate(milestones, 1):
        day = given.get("due_on")
        if day is None:
            raise Invalid("required", _("Give the milestone its day."), field="milestones")
        step = Milestone(
            commitment=row,
            position=position,
            title_zh=given.get("title_zh") or "",
            title_en=given.get("title_en") or "",
            due_on=day,
        )
        if not (step.title_zh or step.title_en):
            raise Invalid("required", _("Name the milestone."), field="milestones")
        clean(step)
        made.append(step)
    Milestone.objects.bulk_create(made)


def _require_complete(row: Commitment) -> None:
    """Count the due date anew (the calendar may have been loaded), then look for gaps."""
    drop_other_shape(row)
    schedule.set_due(row)
    found = completeness.lacks(row, list(row.milestones.all()), clock.today())
    if found:
        raise Invalid("incomplete", found[0].message, field=found[0].field)

"""Filing made easier: templates, last year's commitments moved by a year, views kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments import codes, policies, selectors
from commitments.models import Commitment, FilingTemplate, SavedView
from commitments.services import drafts, steps
from credit_portal.accounts.models import User
from credit_portal.accounts.scope import within
from credit_portal.audit import services as audit
from credit_portal.common import clock
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, NotFound
from credit_portal.directory.models import Post
from credit_portal.directory.selectors import passed_on, post_in_place
from credit_portal.workdays import selectors as workdays

DATES = frozenset({"due_on", "due_start", "starts_on", "ends_on"})
MOST_VIEWS = 30
MOST_TEMPLATES = 100


def templates_for(user: User) -> Any:
    """Templates of the bodies the user files for and of those they took over, by name."""
    own = within(user, policies.FILE) & Q(organisation__active=True)
    rows = FilingTemplate.objects.filter(own | _taken_over(user), retired_at=None)
    return rows.select_related("organisation", "post__organisation").order_by("name", "id")


def _taken_over(user: User) -> Q:
    """Closed bodies of which bodies that the user files for took over the whole."""
    closed = [key for key, heir in passed_on().items() if user.may(policies.FILE, heir)]
    return Q(organisation__in=closed)


def template(user: User, template_id: UUID | str) -> FilingTemplate:
    """One of them. Raises NotFound."""
    found: FilingTemplate | None = templates_for(user).filter(pk=selectors.key(template_id)).first()
    if found is None:
        raise NotFound("not_found", _("There is no such template."))
    return found


@transaction.atomic
def make_template(*, actor: User, commitment_id: UUID, name: str) -> FilingTemplate:
    """Keep the text of a commitment as a template of its body; dates and outcome are left out.

    Raises Conflict ("template_named") when the body has one of this name, Invalid, NotAllowed.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    policies.require_own_tree(row.organisation)
    name = " ".join(name.split())[:100]
    if not name:
        raise Invalid("required", _("Name the template."), field="name")
    kept = FilingTemplate.objects.filter(organisation=row.organisation, retired_at=None)
    if kept.filter(name=name).exists():
        raise Conflict("template_named", _("The body has a template of this name."), field="name")
    if kept.count() >= MOST_TEMPLATES:
        raise Conflict("templates_many", _("The body has a hundred templates; retire some."))
    made = FilingTemplate.objects.create(
        organisation=row.organisation, post=row.post, name=name, fields=_texts(row),
        milestones=_milestones(row), made_by=actor, made_at=clock.now(),
    )  # fmt: skip
    steps.trail("make_template", actor, row, template=str(made.pk))
    return made


def _texts(row: Commitment) -> dict[str, Any]:
    """Fields of a draft without its dates, as JSON takes them."""
    found = {name: getattr(row, name) for name in sorted(drafts.EDITABLE - DATES)}
    plain = DjangoJSONEncoder()
    return {
        name: value if value is None or isinstance(value, (str, int)) else plain.default(value)
        for name, value in found.items()
    }


def _milestones(row: Commitment) -> list[dict[str, Any]]:
    if row.due_on is None:
        return []
    return [
        {"title_zh": step.title_zh, "title_en": step.title_en,
         "days_before": (row.due_on - step.due_on).days}
        for step in row.milestones.all()
    ]  # fmt: skip


@transaction.atomic
def retire_template(*, actor: User, template_id: UUID) -> FilingTemplate:
    """The template is offered no more; drafts made with it stay."""
    found = template(actor, template_id)
    found.retired_at = clock.now()
    found.save(update_fields=["retired_at"])
    audit.record("commitments.retire_template", actor=actor, target=found,
                 organisation=found.organisation)  # fmt: skip
    return found


def a_year_later(day: dt.date | None) -> dt.date | None:
    """The corresponding day of the next year, else the last of its month (Civil Code art. 202)."""
    return workdays.compute(day, "year", 1).due if day is not None else None


@transaction.atomic
def copy_last_year(*, actor: User, commitment_id: UUID) -> Commitment:
    """A draft with the text of an earlier commitment and every date a year later.

    A due date by rule is counted anew from its start a year later. What a predecessor promised is
    promised by the post that took its place. Raises Conflict ("copied_already", "still_in_past",
    "post_gone"), NotAllowed.
    """
    source = _source(actor, commitment_id)
    post = drafts.post_now(source)
    policies.require(actor, policies.FILE, post.organisation)
    policies.require_own_tree(post.organisation)
    if source.state != codes.State.REGISTERED:
        raise Conflict("not_registered", _("This commitment is not registered yet."))
    fields = {name: getattr(source, name) for name in drafts.EDITABLE}
    fields |= {name: a_year_later(fields[name]) for name in DATES}
    if fields["due_rule"]:
        fields["due_on"] = None
    if _copied(source, post):
        raise Conflict("copied_already", _("It has been copied for the next year already."))
    steps_ = [
        {"title_zh": one.title_zh, "title_en": one.title_en, "due_on": a_year_later(one.due_on)}
        for one in source.milestones.all()
    ]
    row = drafts.create_draft(actor=actor, post_id=post.pk, fields=fields,
                              milestones=steps_, is_demo=source.is_demo)  # fmt: skip
    if row.due_on is not None and row.due_on < clock.today():
        raise Conflict("still_in_past", _("A year later its due date has still passed."))
    steps.note(row, "copied", actor, source=str(source.pk), year_later=True)
    return row


def _source(actor: User, commitment_id: UUID) -> Commitment:
    """What is copied, locked: one of his, or a registered one that his body's predecessor made."""
    rows = Commitment.objects.filter(_taken_over(actor), state=codes.State.REGISTERED)
    key = selectors.key(commitment_id)
    if rows.filter(pk=key).exists():
        return lock(rows.select_related("organisation", "post__organisation"), key)
    return steps.locked(actor, commitment_id)


def _copied(source: Commitment, post: Post) -> bool:
    """Whether a copy for the next year is there that nobody has given up."""
    bodies = {source.organisation_id, post.organisation_id}
    rows = Commitment.objects.filter(organisation__in=bodies).exclude(state=codes.State.DISCARDED)
    return rows.filter(
        events__name="copied", events__data__source=str(source.pk), events__data__year_later=True
    ).exists()


@transaction.atomic
def save_view(*, actor: User, name: str, query: str) -> SavedView:
    """Keep filters of the board under a name; the same name again keeps the new ones."""
    name = " ".join(name.split())[:60]
    if not name:
        raise Invalid("required", _("Name the view."), field="name")
    others = SavedView.objects.filter(user_id=actor.pk).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise Conflict("views_many", _("You keep thirty views; give some up first."))
    made, _created = SavedView.objects.update_or_create(
        user_id=actor.pk,
        name=name,
        defaults={"query": query.replace("\0", "")[:400], "made_at": clock.now()},
    )
    return made


@transaction.atomic
def forget_view(*, actor: User, view_id: UUID) -> None:
    """Give a view up. Raises NotFound for one that is not his."""
    count, _rows = SavedView.objects.filter(user_id=actor.pk, pk=view_id).delete()
    if not count:
        raise NotFound("not_found", _("There is no such view."))


def views_of(user: User) -> Any:
    """Views the user keeps, by name."""
    return SavedView.objects.filter(user_id=user.pk).order_by("name", "id")


def last_years(user: User, year: int) -> Any:
    """Registered commitments of the user's bodies, and of those they took over, due, or ending, in
    a year; the earliest first."""
    spell = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    seen = Q(pk__in=selectors.visible_to(user).order_by().values("pk"))
    rows = Commitment.objects.filter(
        seen & within(user, policies.FILE) | _taken_over(user),
        Q(due_on__range=spell) | Q(ends_on__range=spell),
        state=codes.State.REGISTERED, import_source="",
    )  # fmt: skip
    return rows.select_related("organisation", "post").order_by("due_on", "id")


def initial_of(found: FilingTemplate) -> Mapping[str, Any]:
    """What the filing form begins with; without a post when nobody took the place of its own."""
    post = post_in_place(found.post)
    return {**found.fields, "post": post.pk if post is not None else None}


def named(ids: Iterable[UUID], user: User) -> dict[UUID, Commitment]:
    """Commitments among `ids` that the user sees, or may copy from a predecessor, by id."""
    keys = list(ids)
    rows = Commitment.objects.filter(_taken_over(user), state=codes.State.REGISTERED, pk__in=keys)
    own = selectors.visible_to(user).filter(pk__in=keys)
    return {row.pk: row for row in [*rows, *own]}

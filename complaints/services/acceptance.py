"""Accepting a case, or refusing it with a ground and where else to turn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints import policies, rules
from complaints.codes import CaseState, Channel, Purpose, RefusalGround, Regime, Urgency
from complaints.machine import BEFORE_ANSWER
from complaints.models import AccusedPost, Case
from complaints.services import call_backs, clocks, endings, merged, parts, recusals, steps
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.directory.models import Organisation, Post
from integrity_files.codes import BreachCategory

#: After these steps a case is not refused any more.
DECIDED = frozenset({"answered", "answered_at_once", "answered_with_main", "overturned"})
#: What is chosen from lists when a case is filed, and may be corrected.
CHOICES: dict[str, Any] = {"purpose": Purpose, "category": BreachCategory, "urgency": Urgency}


@transaction.atomic
def accept(*, actor: User, case_id: UUID, expected_version: int | None = None) -> Case:
    """Accept a case and tell the reporter: that is the first response."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.TAKE, row)
    take_on(row, actor)
    return row


def take_on(row: Case, actor: User) -> None:
    """Accept a locked case. It is to be passed on, unless it is answered with another one."""
    row.acceptor, row.accepted_on = actor, clock.today()
    steps.move(row, "accept", actor, "acceptor", "accepted_on")
    clocks.responded(row)
    clocks.accepted(row)
    steps.note(row, "accepted", actor)


@transaction.atomic
def refuse(
    *,
    actor: User,
    case_id: UUID,
    ground: str,
    reason: str,
    office: str = "",
    expected_version: int | None = None,
) -> Case:
    """Refuse a case, also one that was accepted in error or that no body is competent for: the
    ground, the reason in words and the remedy are told to the reporter, who is called where he
    left a number and may ask for a review. A ground that sends him elsewhere names the `office`.

    Raises Invalid ("ground_unknown", "maybe_another", "words_missing", "office_missing"),
    Conflict ("merged_elsewhere", "answered_before").
    """
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.SUPERVISE, row)
    parts.require_own(row)
    _require_refusable(row, ground)
    row.refuser, row.refusal = actor, ground
    row.refusal_zh = steps.words(reason, "reason", 2000)
    row.refusal_office = _office(ground, office)
    row.ended_on, row.accepted_on = clock.today(), None
    steps.move(
        row, "refuse", actor, "refuser", "refusal", "refusal_zh", "refusal_office", "ended_on",
        "accepted_on",
    )  # fmt: skip
    clocks.responded(row)
    endings.answered(row)
    steps.note(row, "refused", actor, ground=ground)
    call_backs.tell_decision(row)
    merged.set_free(row, actor)
    return row


def _require_refusable(row: Case, ground: str) -> None:
    if not may_be_refused(row):
        raise Conflict(
            "answered_before",
            _("It was answered before, or a review found that it is to be handled."),
        )
    if ground not in RefusalGround.values:
        raise Invalid("ground_unknown", _("Choose a ground from the list."), field="ground")
    if ground == RefusalGround.SAME_AGAIN and row.channel == Channel.WEB:
        raise Invalid(
            "maybe_another",
            _("Whoever reports on the web may be somebody else, who must not learn that another"
              " report exists. Merge the two cases instead."),
            field="ground",
        )  # fmt: skip


def _office(ground: str, office: str) -> str:
    given = office.strip()[:200]
    if not given and ground in rules.NAMES_OFFICE:
        raise Invalid(
            "office_missing", _("Name the office to which the law sends him."), field="office"
        )
    return given


def may_be_refused(row: Case) -> bool:
    """Whether it was never answered, and no review has found that it is to be handled."""
    return not any(one.name in DECIDED for one in row.events.all())


def remedy_of(row: Case) -> str:
    """Where a reporter who was refused can turn, with the office that was named; "" where the case
    is accepted now."""
    refused = row.refusal and row.accepted_on is None
    remedy = str(rules.REMEDIES[RefusalGround(row.refusal)]) if refused else ""
    if not remedy or not row.refusal_office:
        return remedy
    return _("%(remedy)s Competent: %(office)s") % {
        "remedy": remedy, "office": row.refusal_office,
    }  # fmt: skip


@transaction.atomic
def set_regime(
    *, actor: User, case_id: UUID, regime: str, expected_version: int | None = None
) -> Case:
    """Another law applies: its clocks run from the day the case was received, not anew.

    Raises Conflict ("dispatched_already") once a body handles it, Invalid ("regime_unknown").
    What a law gives to the body that handles it begins when one has it.
    """
    row, actor = _before_dispatch(actor, case_id, expected_version)
    if regime not in Regime.values:
        raise Invalid("regime_unknown", _("Choose from the list."), field="regime")
    before, row.regime, row.version = row.regime, regime, row.version + 1
    row.save(update_fields=["regime", "version"])
    clocks.restart(row)
    steps.note(row, "regime_set", actor, before=before, regime=regime)
    return row


@transaction.atomic
def correct(
    *,
    actor: User,
    case_id: UUID,
    wanted: str,
    category: str,
    urgency: str,
    expected_version: int | None = None,
) -> Case:
    """Correct what was chosen when it was filed (`wanted` is its purpose). The law that applies
    stays; where its clocks depend on what is wanted (`rules.clocks_of`), they are counted anew from
    the days they began.

    Raises as `set_regime`, Invalid ("choice_unknown", "nothing_changed"), Conflict
    ("secret_report"): what was to be kept secret from the body that it accuses stays a report.
    """
    row, actor = _before_dispatch(actor, case_id, expected_version)
    given = {"purpose": wanted, "category": category, "urgency": urgency}
    before = _to_correct(row, given)
    for name in before:
        setattr(row, name, given[name])
    row.version += 1
    row.save(update_fields=[*before, "version"])
    if "purpose" in before:
        clocks.restart(row)
    after = {name: given[name] for name in before}
    steps.note(row, "corrected", actor, before=before, after=after)
    return row


def _to_correct(row: Case, given: dict[str, str]) -> dict[str, str]:
    """What stands now where something else is given."""
    for name, known in CHOICES.items():
        if given[name] not in known.values:
            field = "wanted" if name == "purpose" else name
            raise Invalid("choice_unknown", _("Choose from the list."), field=field)
    before = {name: str(getattr(row, name)) for name in given if getattr(row, name) != given[name]}
    if not before:
        raise Invalid("nothing_changed", _("Nothing differs from what stands now."))
    if "purpose" in before and row.is_secret and row.purpose == Purpose.REPORT:
        raise Conflict(
            "secret_report",
            _("A report that is to be kept secret stays a report: only as such it is kept from the"
              " body that it accuses."),
        )  # fmt: skip
    return before


@transaction.atomic
def name_body(
    *, actor: User, case_id: UUID, organisation_id: UUID, expected_version: int | None = None
) -> Case:
    """Say which body a case is about that named none, or another one by mistake. Who was accused
    by a post stays barred.

    Raises as `set_regime`, Invalid ("body_unknown"), Conflict ("has_merged") while others are
    answered with it, which are about the same body, and ("nobody_left") where nobody who leads the
    hotline would see the case any more.
    """
    row, actor = _before_dispatch(actor, case_id, expected_version)
    if row.merged.filter(state__in=BEFORE_ANSWER).exists():
        raise Conflict(
            "has_merged", _("Other cases of this body are answered with it; undo that first.")
        )
    found = Organisation.objects.filter(pk=organisation_id, active=True).first()
    if found is None:
        raise Invalid("body_unknown", _("Choose a body from the list."), field="organisation")
    if row.accused_post is not None and row.accused_post.organisation_id != found.pk:
        today = {"named_on": clock.today()}
        AccusedPost.objects.get_or_create(case=row, post=row.accused_post, defaults=today)
        row.accused_post = None
    row.accused, row.version = found, row.version + 1
    row.save(update_fields=["accused", "accused_post", "version"])
    if not steps.of_body(policies.SUPERVISE, found, row):
        raise Conflict(
            "nobody_left",
            _("Nobody outside of this body may handle complaints about it: have an administrator"
              " give somebody of another body the roles of the hotline over it first."),
        )  # fmt: skip
    steps.note(row, "body_named", actor, body=str(found.pk))
    return row


@transaction.atomic
def name_post(
    *, actor: User, case_id: UUID, post_id: UUID, expected_version: int | None = None
) -> Case:
    """Say which post a case is about: whoever holds or held it sees nothing of the case from now
    on, and what he had in hand is nobody's. Only added to. Raises Invalid ("post_unknown"),
    Conflict ("post_named")."""
    row = steps.locked(actor, case_id, expected_version)
    actor = steps.capacity(actor, policies.TAKE, row)
    found = Post.objects.filter(pk=post_id, organisation__in=[one.pk for one in bodies_of(row)])
    post = found.first()
    if post is None:
        raise Invalid("post_unknown", _("Choose a post from the list."), field="post_id")
    if row.accused_posts.filter(post=post).exists():
        raise Conflict("post_named", _("This post is named already."))
    AccusedPost.objects.create(case=row, post=post, named_on=clock.today())
    if row.accused_post is None and post.organisation_id == row.accused_id:
        row.accused_post = post
    row.version += 1
    row.save(update_fields=["accused_post", "version"])
    steps.note(row, "post_named", actor, post=str(post.pk))
    recusals.free_barred(row)
    return row


def bodies_of(row: Case) -> list[Organisation]:
    """The body complained of, and those that handle the case or did."""
    there = [one.organisation for one in row.assignments.select_related("organisation")]
    found = [row.accused, *there] if row.accused is not None else there
    return list({one.pk: one for one in found}.values())


def _before_dispatch(actor: User, case_id: UUID, expected: int | None) -> tuple[Case, User]:
    """The case, locked, while no body has it, and the actor in his capacity. Raises NotAllowed,
    Conflict ("dispatched_already")."""
    row = steps.locked(actor, case_id, expected)
    actor = steps.capacity(actor, policies.TAKE, row)
    parts.require_own(row)
    if row.state not in {CaseState.RECEIVED, CaseState.ACCEPTED}:
        raise Conflict(
            "dispatched_already", _("A body handles it already; take it back from there first.")
        )
    return row, actor

"""Lawful change and withdrawal: the body files a case; the new text is a draft beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import change_rules, codes, completeness, machine, policies, rules, schedule
from commitments import codes_change as change_codes
from commitments import policies_change as who
from commitments import selectors_change as selectors
from commitments.codes_clocks import ClockState
from commitments.models import ChangeStep, Commitment, Evidence, LawfulChange, Milestone
from commitments.policies_personal import personal
from commitments.services import drafts, steps
from commitments.services.performance import Attachment, attach
from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import nearest_holders_of
from credit_portal.common import clock
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock
from credit_portal.common.errors import Conflict, Invalid, Stale
from credit_portal.notices.services import acted_by
from credit_portal.workflow import moves

FIELDS = frozenset(
    {
        "ground",
        "authority_zh",
        "authority_en",
        "reasons_zh",
        "reasons_en",
        "document_title",
        "document_number",
        "document_issuer",
        "document_on",
        "compensation",
        "compensation_zh",
        "compensation_en",
        "compensation_amount",
        "compensation_due_on",
    }
)
"""Fields of a case that its authors may set."""

PROBLEMS: dict[str, Any] = {
    "compensation_missing": _("State what those who relied on it get."),
    "compensation_needed": _("A change in the public interest compensates those who relied on it."),
    "compensation_text_missing": _("Say what is paid to whom, or why nothing is owed."),
    "compensation_due_wrong": _("Give the last day of payment, when it is still to be paid."),
}


class Step(NamedTuple):
    """A step of the procedure as filed: its code, its day, and a file when there is one."""

    step: str
    done_on: dt.date
    attachment: Attachment | None = None


@transaction.atomic
def begin_change(*, actor: User, commitment_id: UUID, kind: str) -> LawfulChange:
    """Begin a case on a registered promise that is being performed; of a change the new text
    begins as a copy of the old one. Raises Conflict ("not_registered", "already_determined",
    "due_passed", "periods_open", "change_open"), NotAllowed, Invalid.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    policies.require_own_tree(row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    if kind not in change_codes.ChangeKind.values:
        raise Invalid("kind_unknown", _("Choose change or withdrawal."), field="kind")
    require_changeable(row, clock.today())
    if kind == change_codes.ChangeKind.CHANGE:
        require_by_post(row)
    if selectors.live_of(row) is not None:
        raise Conflict("change_open", _("A change or withdrawal of this is under way already."))
    now = clock.now()
    case = LawfulChange.objects.create(
        commitment=row,
        kind=kind,
        successor=_new_text(row, actor) if kind == change_codes.ChangeKind.CHANGE else None,
        filer=actor,
        authors=[actor.pk],
        created_at=now,
        updated_at=now,
    )
    steps.note(row, "change_begun", actor, kind=kind)
    steps.trail("change_begin", actor, row, change=str(case.pk), kind=kind)
    return case


def require_by_post(row: Commitment) -> None:
    """Raise Conflict for a person's own commitment: it neither gets another text nor is one."""
    if personal(row) is not None:
        raise Conflict(
            "own_commitment",
            _(
                "A person's own commitment is not rewritten: it is withdrawn, and he makes a"
                " new one."
            ),
        )


def require_changeable(row: Commitment, today: dt.date) -> None:
    """Raise Conflict unless the promise is registered, open and not certainly overdue; of a
    standing one every period that has ended must have been determined."""
    if row.state != codes.State.REGISTERED:
        raise Conflict("not_registered", _("This commitment is not registered yet."))
    done = row.outcome in codes.ENDED if row.is_standing else row.outcome != codes.Outcome.OPEN
    if done:
        raise Conflict("already_determined", _("The outcome has been determined."))
    if rules.certainly_passed(row.due_on, row.due_unsettled, today):
        raise Conflict(
            "due_passed_unchangeable",
            _("The due date has passed. It can only be verified now, no longer changed."),
        )
    if (
        row.due_stopped_on is not None
        and row.clock_requests.filter(
            state=ClockState.APPROVED, resumed_on=None, ends_by__lt=today
        ).exists()
    ):  # the sweep comes late: only the running clock tells whether the day has passed
        raise Conflict(
            "stop_over", _("The longest stop is over. Let the clock run again before you go on.")
        )
    ended = row.periods.filter(ends_on__lt=today, outcome=codes.PeriodOutcome.OPEN)
    if row.is_standing and ended.exists():
        raise Conflict(
            "periods_open", _("First the periods that have ended must be reported and verified.")
        )


def _new_text(row: Commitment, actor: User) -> Commitment:
    """The draft that is to take the place of the promise, with its text, dates and milestones."""
    now = clock.now()
    new = Commitment(
        organisation=row.organisation,
        post=row.post,
        replaces=row,
        sheet=row.sheet,
        filer=actor,
        authors=[actor.pk],
        is_demo=row.is_demo,
        created_at=now,
        updated_at=now,
    )
    drafts.fill(new, {name: getattr(row, name) for name in drafts.EDITABLE})
    new.save(force_insert=True)
    Milestone.objects.bulk_create(
        Milestone(
            commitment=new,
            position=one.position,
            title_zh=one.title_zh,
            title_en=one.title_en,
            due_on=one.due_on,
        )
        for one in row.milestones.all()
    )
    steps.note(new, "drafted", actor, source=str(row.pk))
    return new


def locked_change(actor: Actor, change_id: UUID | str) -> LawfulChange:
    """The case with its promise, both locked, the promise first. Raises NotFound."""
    found = selectors.case(actor, change_id)
    row = steps.locked(actor, found.commitment_id)
    case = lock(selectors.visible_to(actor), found.pk)
    case.commitment = row
    return case


def check_version(case: LawfulChange, expected: int | None) -> None:
    """Raise Stale when somebody edited the case since the actor read it; None skips the check."""
    if expected is not None and case.version != expected:
        raise Stale(
            "stale", _("Somebody else changed this meanwhile. Reload the page and look again.")
        )


def move(case: LawfulChange, name: str, actor: Actor, body: Any, *also: str) -> None:
    """Take a transition of a locked case; its verb is asked over ``body``."""
    moves.move(machine.LAWFUL_CHANGE, case, name, actor=actor, organisation=body, also=also)


@transaction.atomic
def edit_change(
    *,
    actor: User,
    change_id: UUID,
    fields: Mapping[str, Any],
    procedure: Sequence[Step] | None = None,
    document: Attachment | None = None,
    expected_version: int | None = None,
) -> LawfulChange:
    """Set fields (``FIELDS``), the steps of the procedure and the document of a draft or returned
    case. The editor becomes one of its authors. A step keeps its file unless a new one is given.
    Raises Stale, Conflict ("not_editable"), NotAllowed, Invalid.
    """
    case = locked_change(actor, change_id)
    row = case.commitment
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    if case.state not in change_codes.EDITABLE_CHANGE:
        raise Conflict("not_editable", _("Only a draft or a returned case can be changed."))
    check_version(case, expected_version)
    for name, value in fields.items():
        if name not in FIELDS:
            raise Invalid("field_unknown", _("There is no such field."), field=name)
        setattr(case, name, value.strip() if isinstance(value, str) else value)
    drafts.check_fields(case, *FIELDS)
    if document is not None:
        case.document = _file(case, actor, document)
    if procedure is not None:
        _set_steps(case, actor, procedure)
    if actor.pk not in case.authors:
        case.authors = [*case.authors, actor.pk]
    case.version += 1
    case.updated_at = clock.now()
    case.save()
    steps.trail("change_edit", actor, row, change=str(case.pk), fields=sorted(fields))
    return case


def _file(case: LawfulChange, actor: User, given: Attachment) -> Evidence:
    return attach(case.commitment, actor, [given], change=case)[0]


def _set_steps(case: LawfulChange, actor: User, procedure: Sequence[Step]) -> None:
    kept = {one.step: one.evidence for one in case.steps.select_related("evidence")}
    case.steps.all().delete()
    made = []
    for one in procedure:
        if one.step not in change_codes.ProcedureStep.values:
            raise Invalid("step_unknown", _("There is no such step."), field="steps")
        if one.done_on > clock.today():
            raise Invalid(
                "step_in_future", _("This day lies in the future."), field=f"{one.step}_on"
            )
        found = _file(case, actor, one.attachment) if one.attachment else kept.get(one.step)
        made.append(ChangeStep(change=case, step=one.step, done_on=one.done_on, evidence=found))
    ChangeStep.objects.bulk_create(made)


def lacks(case: LawfulChange, today: dt.date) -> list[completeness.Lack]:
    """Everything that stands against submitting the case, in the order of its form."""
    needed = ("ground", "authority_zh", "document_title", "document_number", "document_issuer",
              "document_on")  # fmt: skip
    lack = completeness.Lack
    found = [
        lack(name, "required", _("This is needed before the case can be submitted."))
        for name in needed
        if not getattr(case, name)
    ]
    if case.document_id is None:
        found.append(lack("document", "required", _("Add the document itself.")))
    if case.ground:
        missing = change_rules.missing_steps(case.ground, (one.step for one in case.steps.all()))
        found += [
            lack(f"{step}_on", "step_missing", _("This ground requires this step of procedure."))
            for step in missing
        ]
    problem = change_rules.compensation_problem(
        case.ground,
        case.compensation,
        case.compensation_zh,
        has_due_day=case.compensation_due_on is not None,
    )
    if problem is not None:
        found.append(lack(problem[0], problem[1], PROBLEMS[problem[1]]))
    return found + _lacks_of_text(case, today)


def _lacks_of_text(case: LawfulChange, today: dt.date) -> list[completeness.Lack]:
    """What the new text lacks, or that it says the same as the old one."""
    new = case.successor
    if new is None:
        return []
    found = completeness.lacks(new, list(new.milestones.all()), today)
    if not found and not differs(case.commitment, new):
        text = _("The new text says the same as the old one.")
        found = [completeness.Lack("successor", "nothing_changed", text)]
    return found


def differs(old: Commitment, new: Commitment) -> bool:
    """Whether the two promises say different things."""
    if any(getattr(old, name) != getattr(new, name) for name in (*drafts.EDITABLE, "post_id")):
        return True
    before = list(old.milestones.values_list("title_zh", "title_en", "due_on"))
    return before != list(new.milestones.values_list("title_zh", "title_en", "due_on"))


def locked_successor(case: LawfulChange) -> Commitment | None:
    """The new text, locked; its promise is locked before it."""
    if case.successor_id is None:
        return None
    rows = Commitment.objects.select_related("organisation", "post", "filer", "approver")
    case.successor = lock(rows, case.successor_id)
    return case.successor


@transaction.atomic
def submit_change(
    *, actor: User, change_id: UUID, expected_version: int | None = None
) -> LawfulChange:
    """Lay the case before the superior body. Raises Invalid ("incomplete", the first field at
    fault), Stale, Conflict, NotAllowed."""
    case = locked_change(actor, change_id)
    row = case.commitment
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    check_version(case, expected_version)
    require_changeable(row, clock.today())
    new = locked_successor(case)
    if new is not None:
        drafts.drop_other_shape(new)
        schedule.set_due(new)
        new.save()
    found = lacks(case, clock.today())
    if found:
        raise Invalid("incomplete", found[0].message, field=found[0].field)
    case.filer, case.submitted_at = actor, clock.now()
    if actor.pk not in case.authors:
        case.authors = [*case.authors, actor.pk]
    move(case, "submit", actor, row.organisation, "filer", "submitted_at", "authors")
    steps.note(row, "change_submitted", actor, kind=case.kind)
    steps.trail("change_submit", actor, row, change=str(case.pk))
    verb, above = who.deciding(row.organisation)
    _tell_deciders(case, nearest_holders_of(verb, above), actor)
    return case


def _tell_deciders(case: LawfulChange, holders: list[User], actor: User) -> None:
    steps.tell(
        "lawful_change_submitted",
        case.commitment,
        [user for user in holders if who.may_decide(user, case)],
        f"commitments.change_submitted:{case.pk}:{case.version}",
        **acted_by(actor),
        url=change_url(case),
    )


def change_url(case: LawfulChange) -> str:
    """Page of a case."""
    return f"/staff/commitments/changes/{case.pk}/"


@transaction.atomic
def take_back_change(*, actor: User, change_id: UUID) -> LawfulChange:
    """The filer takes his case back before it is decided. Raises NotAllowed, Conflict."""
    case = locked_change(actor, change_id)
    who.require_filer(actor, case)
    return _step_back(case, actor, "take_back", "change_taken_back")


@transaction.atomic
def discard_change(*, actor: User, change_id: UUID) -> LawfulChange:
    """Give a draft or a returned case up; the promise stays as it is. Raises Conflict."""
    case = locked_change(actor, change_id)
    policies.require(actor, policies.FILE, case.commitment.organisation)
    found = _step_back(case, actor, "discard", "change_discarded")
    new = locked_successor(case)
    if new is not None:
        steps.move(machine.COMMITMENT, new, "discard", actor)
    return found


def _step_back(case: LawfulChange, actor: User, name: str, event: str) -> LawfulChange:
    row = case.commitment
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    move(case, name, actor, row.organisation)
    steps.note(row, event, actor, kind=case.kind)
    steps.trail(f"change_{name}", actor, row, change=str(case.pk))
    return case

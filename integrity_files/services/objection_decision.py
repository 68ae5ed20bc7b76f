"""Deciding an objection and its appeal: proposed by one, decided by another, the appeal by two who
did nothing in it. What was found wrong is put right in the transaction of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_of
from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.publishing.remedies import Case, Correctable, Remedy, Way, remedies_of
from credit_portal.workdays import selectors as workdays
from credit_portal.workflow import services as workflow
from integrity_files import codes_objections as codes
from integrity_files import policies_objections as policies
from integrity_files import selectors_objected as objected
from integrity_files.models import Objection
from integrity_files.services import objection_steps as steps

H, D = policies.HANDLE, policies.DECIDE
APPEAL_RULE = "OBJ-APPEAL"
R = codes.Result
WAYS = {R.CORRECTED.value: Way.CORRECT, R.CANCELLED.value: Way.CANCEL}


def open_results(row: Objection) -> list[tuple[str, Any]]:
    """Results that may be proposed: of a kind that registered no way, and of what was cancelled
    already, only to reject or refer. An appeal upholds the first decision, or decides otherwise: it
    rejects what was referred, and does not undo by rejecting what was put right."""
    ways = _ways(row)
    first = row.result if row.is_under_appeal else ""
    found: list[tuple[str, Any]] = [(R.UPHELD.value, R.UPHELD.label)] if first else []
    if first in ("", R.REFERRED):
        found.append((R.REJECTED.value, R.REJECTED.label))
    for result, way in WAYS.items():
        if way in ways:
            found.append((result, ways[way].label))
    return found if first == R.REFERRED else [*found, (R.REFERRED.value, R.REFERRED.label)]


def _ways(row: Objection) -> dict[Way, Remedy]:
    """Ways that are open for what is objected to, as it stands now."""
    ways = remedies_of(row.kind)
    return {way: one for way, one in ways.items() if one.bar(row.source_id) is None}


def barred(row: Objection) -> Any:
    """Why what is objected to can no longer be corrected or cancelled, in a sentence; "" else."""
    ways = remedies_of(row.kind).values()
    return next((found for one in ways if (found := one.bar(row.source_id)) is not None), "")


def correctable(row: Objection) -> tuple[tuple[Correctable, ...], dict[str, Any]]:
    """The fields that a correction may change, and what stands there now; none for many kinds."""
    remedy = remedies_of(row.kind).get(Way.CORRECT)
    if remedy is None or remedy.values is None:
        return (), {}
    return remedy.fields, remedy.values(row.source_id)


def corrections(row: Objection) -> list[tuple[Any, str, str]]:
    """What is proposed to stand in the place of what: label, present text, new text; of the appeal
    where it corrects."""
    fields, stands = correctable(row)
    changes = row.appeal_changes or row.changes
    names = {one.name: dict(one.choices) for one in fields}

    def said(name: str, value: Any) -> str:
        return str(names[name].get(value, value if value is not None else ""))

    return [
        (one.label, said(one.name, stands.get(one.name)), said(one.name, changes[one.name]))
        for one in fields
        if one.name in changes
    ]


def _checked(row: Objection, result: str, changes: Mapping[str, Any] | None) -> dict[str, Any]:
    """The changes that a proposal keeps, checked by the owner of the record. Raises Invalid
    ("result_unfit", "nothing_changed", or what `Remedy.check` raises)."""
    _check(row, result)
    if result != R.CORRECTED:
        return {}
    remedy = remedies_of(row.kind)[Way.CORRECT]
    if not remedy.fields:
        return {}
    if not changes:
        raise Invalid(
            "nothing_changed", _("Say what is to stand there: change one field at least."),
            field="result",
        )  # fmt: skip
    return remedy.check(row.source_id, changes)


def _check(row: Objection, result: str) -> None:
    if result in dict(open_results(row)):
        return
    why: Any = _("Choose from the list.")
    if result in WAYS:
        why = barred(row) or _(
            "A record of this kind cannot be corrected or cancelled here: reject, or refer it."
        )
    raise Invalid("result_unfit", why, field="result")


@transaction.atomic
def propose(
    *, actor: User, objection_id: UUID, result: str, reason: str,
    changes: Mapping[str, Any] | None = None, expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Propose the decision with its reasons, and what a correction puts in the place of what was
    wrong; a second person decides."""
    row = steps.locked(actor, objection_id, H, expected_version)
    row.changes = _checked(row, result, changes)
    acting = steps.capacity(actor, H, row)
    row.proposer, row.proposed_on, row.result = actor, clock.today(), result
    steps.move(row, "propose", acting, "proposer", "proposed_on", "result", "changes")
    said = steps.say(row, codes.NoteKind.DECISION, reason)
    steps.note(row, "proposed", acting, said, result=result)
    told = [
        one for one in steps.officers(row, D) if policies.lets(policies.require_decider, one, row)
    ]
    steps.tell("objection_to_decide", row, told, f"proposed:{row.pk}:{row.version}")
    return row


@transaction.atomic
def send_back(
    *, actor: User, objection_id: UUID, reason: str, expected_version: int | None = None
) -> Objection:
    """The second person sends the proposal back."""
    row = steps.locked(actor, objection_id, D, expected_version)
    policies.require_decider(actor, row)
    acting = steps.capacity(actor, D, row)
    row.proposer, row.proposed_on, row.result = None, None, ""
    steps.move(row, "send_back", acting, "proposer", "proposed_on", "result")
    steps.note(row, "sent_back", acting, steps.say(row, codes.NoteKind.REASON, reason))
    return row


@transaction.atomic
def decide(*, actor: User, objection_id: UUID, expected_version: int | None = None) -> Objection:
    """Decide as proposed: the mark goes, and what was found wrong is put right.

    Raises NotAllowed ("four_eyes", "decided_before", "own_body"), Conflict where the kind cannot be
    put right now.
    """
    row = steps.locked(actor, objection_id, D, expected_version)
    policies.require_decider(actor, row)
    acting, today = steps.capacity(actor, D, row), clock.today()
    row.decider, row.decided_on, row.ended_on = actor, today, today
    row.appeal_until = workdays.compute_by_rule(APPEAL_RULE, today).due
    steps.move(row, "decide", acting, "decider", "decided_on", "ended_on", "appeal_until")
    workflow.satisfy(steps.ANSWER, row)
    steps.note(row, "decided", acting, result=row.result)
    _put_right(row, row.result, row.changes, row.proposer, actor)
    _tell(row, "decided")
    return row


def _put_right(
    row: Objection, result: str, changes: dict[str, Any], proposer: Any, decider: User
) -> None:
    """The mark goes first, so that no version made here still bears it."""
    steps.restate(row, proposer, decider)
    if result in WAYS:
        remedy = remedies_of(row.kind)[WAYS[result]]
        case = Case(row.source_type, row.source_id, proposer, decider, row.short, changes)
        remedy.apply(case)


def _tell(row: Objection, step: str) -> None:
    """The objector, and the body that the record is about."""
    steps.tell_objector(row, step)
    body = holders_of(policies.OBJECT, row.organisation)
    steps.tell("objection_decided", row, body, f"{step}:{row.pk}", url=objected.place_of(row))


@transaction.atomic
def propose_appeal(
    *, actor: User, objection_id: UUID, result: str, reason: str,
    changes: Mapping[str, Any] | None = None, expected_version: int | None = None,
) -> Objection:  # fmt: skip
    """Propose what is decided on the appeal; by somebody who did nothing in the objection."""
    row = steps.locked(actor, objection_id, H, expected_version)
    policies.require_appeal(actor, row)
    row.appeal_changes = _checked(row, result, changes)
    acting = steps.capacity(actor, H, row)
    row.appeal_proposer, row.appeal_proposed_on = actor, clock.today()
    row.appeal_result = result
    also = ("appeal_proposer", "appeal_proposed_on", "appeal_result", "appeal_changes")
    steps.move(row, "propose_appeal", acting, *also)
    said = steps.say(row, codes.NoteKind.DECISION, reason)
    steps.note(row, "appeal_proposed", acting, said, result=result)
    told = [
        one
        for one in steps.officers(row, D)
        if policies.lets(policies.require_appeal, one, row, second=True)
    ]
    steps.tell("objection_to_decide", row, told, f"appeal:{row.pk}:{row.version}")
    return row


@transaction.atomic
def send_back_appeal(
    *, actor: User, objection_id: UUID, reason: str, expected_version: int | None = None
) -> Objection:
    """The second person sends the proposal on the appeal back."""
    row = steps.locked(actor, objection_id, D, expected_version)
    policies.require_appeal(actor, row, second=True)
    acting = steps.capacity(actor, D, row)
    row.appeal_proposer, row.appeal_proposed_on, row.appeal_result = None, None, ""
    row.appeal_changes = {}
    also = ("appeal_proposer", "appeal_proposed_on", "appeal_result", "appeal_changes")
    steps.move(row, "send_back_appeal", acting, *also)
    said = steps.say(row, codes.NoteKind.REASON, reason)
    steps.note(row, "appeal_sent_back", acting, said)
    return row


@transaction.atomic
def decide_appeal(
    *, actor: User, objection_id: UUID, expected_version: int | None = None
) -> Objection:
    """Decide the appeal: the first decision is upheld and nothing follows, or what is decided in
    its place is carried out."""
    row = steps.locked(actor, objection_id, D, expected_version)
    policies.require_appeal(actor, row, second=True)
    acting = steps.capacity(actor, D, row)
    row.appeal_decider, row.ended_on = actor, clock.today()
    steps.move(row, "decide_appeal", acting, "appeal_decider", "ended_on")
    workflow.satisfy(steps.APPEAL, row)
    steps.note(row, "appeal_decided", acting, result=row.appeal_result)
    if row.appeal_result != R.UPHELD:
        _put_right(row, row.appeal_result, row.appeal_changes, row.appeal_proposer, actor)
    _tell(row, "appeal_decided")
    if row.appeal_result != R.UPHELD:
        steps.note_repetitions(row, "earlier_changed", tell=True)
    return row

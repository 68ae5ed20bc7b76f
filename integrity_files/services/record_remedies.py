"""What an objection, or the office itself, does to a record: correct or revoke it; by people who
did not decide before.

Called by whoever decides on an objection, in his transaction, through `publishing.remedies`, and by
whoever decides what the office proposed (`record_motions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts import fresh
from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.common.templatetags._dates import long_date
from credit_portal.publishing.models import Act, Removal
from credit_portal.publishing.remedies import Case, Correctable, Remedy, Way, register_remedy
from credit_portal.workflow import services as workflow
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import selectors_records as selectors
from integrity_files.codes import Severity, Source
from integrity_files.codes_consequences import LiftReason
from integrity_files.codes_records import (
    Counterparty,
    Domain,
    HideReason,
    HidingState,
    RecordState,
    RevokeGround,
)
from integrity_files.models import Record, RecordCorrection, RecordHiding
from integrity_files.selectors_responsible import require_other
from integrity_files.services import record_decisions as decisions
from integrity_files.services import record_publication as publication
from integrity_files.services import record_responsible as responsible
from integrity_files.services import record_steps as steps
from integrity_files.services import repair_decision
from integrity_files.services.consequence_duties import lift_consequences
from integrity_files.services.entries import earlier_entry
from integrity_files.services.records import NOTICE, checked_notice

DETERMINED = ("severity", "paper_title", "paper_number", "paper_organ", "paper_date")
WITHDRAWN = {
    RevokeGround.OBJECTION: ("W01", Removal.Reason.OBJECTION_UPHELD),
    RevokeGround.DOCUMENT: ("W05", Removal.Reason.GROUND_GONE),
    RevokeGround.ERROR: ("W04", Removal.Reason.ERROR),
}
BY_COURT = ("W02", Removal.Reason.COURT)
JUDGED = frozenset({Source.JUDGMENT, Source.RECONSIDERATION, Source.ARBITRATION})
"""Documents that only a court or whoever reviews sets aside; an organ takes back its own."""


def _locked(source_id: str, proposer: User, approver: User) -> Record:
    """The determined record, locked; the two stand outside of its body and did not decide it, nor
    is whoever decides named in it. Raises NotFound, Conflict ("not_determined", "proposer_moved"),
    NotAllowed, ReauthenticationNeeded."""
    row = selectors.locked(source_id)
    if row.state != RecordState.DECIDED:
        raise Conflict("not_determined", _("This is no determined record any more."))
    policies.require(approver, policies.DECIDE, row.organisation)
    fresh.require(approver, policies.DECIDE)
    require_other(approver, row)
    base.require_outside(proposer, row.organisation)
    base.require_second(approver, proposer, clock.today())
    base.require_second(approver, row.proposer, row.proposed_on or clock.today())
    base.require_second(approver, row.decider, row.decided_on or clock.today())
    return row


@transaction.atomic
def revoke_record(
    *, source_id: str, proposer: User, approver: User, why: str,
    ground: str = RevokeGround.OBJECTION,
) -> None:  # fmt: skip
    """End the record itself: it leaves every surface, the file says so in a new entry.

    Raises Conflict ("not_determined"), NotAllowed ("four_eyes", "own_body"), Invalid.
    """
    row = _locked(source_id, proposer, approver)
    row.revoke_ground, row.revoke_zh = RevokeGround(ground), steps.words(why, "why", 3000)
    row.revoke_proposer, row.revoker, row.revoked_on = proposer, approver, clock.today()
    steps.move(row, "revoke", approver, "revoke_ground", "revoke_zh", "revoke_proposer",
               "revoker", "revoked_on")  # fmt: skip
    if selectors.is_published(row):
        basis, reason = withdrawn(row, ground)
        publication.remove(row, act=Act.WITHDRAW, proposer=proposer, approver=approver,
                           basis=basis, reason=reason)  # fmt: skip
    publication.forget_titles(row)
    _enter(row, approver)
    steps.end_clocks(row)
    workflow.cancel(steps.REMOVAL, row)
    repair_decision.fall_away(row, approver)
    lift_consequences(row, LiftReason.REVOKED, actor=approver)
    steps.note(row, "revoked", approver, ground=row.revoke_ground)
    steps.tell("record_changed", row, steps.body(row), "revoked")


def withdrawn(row: Record, ground: str) -> tuple[str, str]:
    """On which basis and for what reason it leaves the public: a document that was set aside by its
    kind (administrative penalty law, art. 48: withdrawn with the reasons)."""
    if ground == RevokeGround.DOCUMENT and row.paper in JUDGED:
        return BY_COURT
    return WITHDRAWN[RevokeGround(ground)]


@transaction.atomic
def correct_record(
    *, source_id: str, proposer: User, approver: User, changes: Mapping[str, Any], why: str,
    ground: str = RevokeGround.OBJECTION,
) -> None:  # fmt: skip
    """Replace what was wrong; display is computed anew. What stood is kept in a row of its own.

    Raises Conflict ("not_determined"), NotAllowed ("four_eyes", "own_body"), Invalid
    ("nothing_changed", "field_unknown" …).
    """
    row = _locked(source_id, proposer, approver)
    over = _is_over(row)
    changed = _changed(row, changes)
    RecordCorrection.objects.create(
        record=row, record_version=row.version + 1, changes=changed,
        why_zh=steps.words(why, "why", 3000), proposer=proposer, decider=approver,
        on=clock.today(),
    )  # fmt: skip
    steps.save(row, *changed, "paper_key", "rule_set", *decisions.PERIOD)
    workflow.satisfy(steps.HIDDEN, row)
    steps.note(row, "corrected", approver, fields=sorted(changed))
    if not over:
        _show_corrected(row, proposer, approver, ground)
    _enter(row, approver)
    steps.tell("record_changed", row, steps.body(row), "corrected")


def check(source_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """`tried` for the record that publishing knows by this id. Raises NotFound, Invalid."""
    return tried(selectors.by_source(source_id), changes)


def tried(row: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a correction would change, checked as it will be when it is decided; saves nothing.
    Raises Invalid as `correct_record`."""
    changed = _changed(selectors.by_source(str(row.pk)), changes)
    return {name: after for name, (_before, after) in changed.items()}


def as_corrected(row: Record, changes: Mapping[str, Any]) -> Record:
    """The record as it would read, not saved. Raises Invalid where that does not hold any more."""
    found = selectors.by_source(str(row.pk))
    _apply(found, changes)
    return found


def told(row: Record, changes: Mapping[str, Any]) -> list[tuple[Any, str, str]]:
    """What is proposed to stand in the place of what: label, present text, new text."""
    stands = values(str(row.pk))

    def said(field: Correctable, value: Any) -> str:
        return str(dict(field.choices).get(value, value if value is not None else ""))

    return [
        (one.label, said(one, stands[one.name]), said(one, changes[one.name]))
        for one in FIELDS
        if one.name in changes
    ]


def _changed(row: Record, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the new values on the row; answers what stood and what stands, where they differ."""
    before = values(str(row.pk))
    told = _apply(row, changes)
    after = {name: getattr(row, name) for name in told}
    changed = {name: [before[name], after[name]] for name in told if before[name] != after[name]}
    if not changed:
        raise Invalid("nothing_changed", _("Nothing differs from what stands now."))
    return changed


def _apply(row: Record, changes: Mapping[str, Any]) -> list[str]:
    """Set the new values, checked as the first ones were; answers the fields."""
    if unknown := set(changes) - {*NOTICE, *DETERMINED}:
        raise Invalid("field_unknown", _("This field is not corrected so."), field=min(unknown))
    changes = {field.name: _fitting(field, changes[field.name])
               for field in FIELDS if field.name in changes}  # fmt: skip
    stands = {name: getattr(row, name) for name in NOTICE}
    notice = {name: changes[name] for name in NOTICE if name in changes}
    checked = checked_notice({**stands, **notice})
    for name in notice:
        setattr(row, name, checked[name])
    if set(changes) & set(DETERMINED):
        weighed = {name: getattr(row, name) for name in decisions.WEIGHED}
        weighed |= {name: changes[name] for name in DETERMINED if name in changes}
        over = row.last_day if _is_over(row) else None
        decisions.reweigh(row, weighed)
        _keep_bounds(row, over)
    return list(changes)


def _fitting(field: Correctable, value: Any) -> Any:
    """A value as its field takes it, from a form, from an interface or from what was proposed.
    Raises Invalid naming the field ("value_unfit", "too_long")."""
    if field.kind == "date" and isinstance(value, str):
        value = _day(value)
    empty = value in (None, "")
    takes: dict[str, tuple[type, ...]] = {"date": (date,), "amount": (str, int, Decimal)}
    if not empty and not isinstance(value, takes.get(field.kind, (str,))):
        raise Invalid("value_unfit", _("This value does not fit the field."), field=field.name)
    if isinstance(value, str) and len(value) > field.longest:
        raise Invalid(
            "too_long", _("At most %(n)s characters fit here.") % {"n": field.longest},
            field=field.name,
        )  # fmt: skip
    return None if empty and field.kind in takes else value


def _day(text: str) -> date | str:
    """A day written as 2026-03-02; anything else as it was given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _is_over(row: Record) -> bool:
    """Whether it was on display and its time has passed: nothing brings that back."""
    last = selectors.last_decision(row)
    passed = row.last_day is not None and row.last_day < clock.today()
    return last is not None and (passed or last.act == Act.EXPIRE)


def _keep_bounds(row: Record, over: date | None) -> None:
    """The document stays one that stood when it was proposed; a display that was made longer for
    false material does not become shorter by another correction, nor one longer that is `over`."""
    if row.paper_date and row.proposed_on and row.paper_date > row.proposed_on:
        raise Invalid(
            "date_after_proposal",
            _("The document was there when the determination was proposed, on %(day)s.")
            % {"day": long_date(row.proposed_on, with_weekday=False)},
            field="paper_date",
        )
    if row.last_day is None:
        return
    if over is not None:
        row.last_day = min(row.last_day, over)
        return
    made_longer = [one.changes["last_day"][1] for one in row.corrections.all()
                   if one.is_prolongation]  # fmt: skip
    row.last_day = max([row.last_day, *map(date.fromisoformat, made_longer)])


def _show_corrected(row: Record, proposer: User, approver: User, ground: str) -> None:
    """Show the corrected record, also one that was hidden or taken away when it had no day of
    display left; take away what is shown no longer."""
    given: dict[str, Any] = {"proposer": proposer, "approver": approver}
    due, hiding = publication.is_due(row), selectors.hiding(row)
    if selectors.is_published(row):
        if due:
            publication.show(row, act=Act.CORRECT, **given)
            return
        basis, reason = withdrawn(row, ground)
        publication.remove(row, act=Act.WITHDRAW, basis=basis, reason=reason, **given)
    elif due and hiding is None:
        was_public = selectors.last_decision(row) is not None
        publication.show(row, act=Act.RESTORE if was_public else Act.PUBLISH, **given)
    elif due and hiding is not None and comes_back_corrected(hiding):
        hiding.state = HidingState.ENDED
        hiding.save()
        publication.show(row, act=Act.RESTORE, **given)


def comes_back_corrected(hiding: RecordHiding) -> bool:
    """Whether a correction ends the hiding: what a court ordered to be hidden comes back by none,
    and what nobody confirmed yet is confirmed or shown again first."""
    return hiding.state == HidingState.CONFIRMED and hiding.reason != HideReason.COURT


def _enter(row: Record, actor: User) -> None:
    """A new entry in the file of the body, in the place of the last one."""
    former = earlier_entry(
        subject=row.organisation, category=decisions.CATEGORY, source=row, actor=actor
    )
    decisions.enter(row, actor, version=row.version, corrects=former)
    responsible.enter(row, actor, version=row.version)


def values(source_id: str) -> dict[str, Any]:
    """What stands now in the fields that may be corrected."""
    row = selectors.by_source(source_id)
    return {name: getattr(row, name) for name in (*NOTICE, *DETERMINED)}


_KINDS = {
    "facts_zh": "long", "performed_zh": "long", "reasons_zh": "long", "basis_zh": "long",
    "domain": "choice", "counterparty": "choice", "severity": "choice",
    "amount": "amount", "paper_date": "date",
}  # fmt: skip
_CHOICES: dict[str, Any] = {
    "domain": Domain.choices, "counterparty": Counterparty.choices, "severity": Severity.choices,
}  # fmt: skip
FIELDS = tuple(
    Correctable(
        name,
        Record._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
        _KINDS.get(name, "text"),
        tuple(_CHOICES.get(name, ())),
        Record._meta.get_field(name).max_length or 200,  # type: ignore[union-attr]
    )
    for name in (*NOTICE, *DETERMINED)
)


def _people(case: Case) -> dict[str, Any]:
    return {"source_id": case.source_id, "proposer": case.proposer, "approver": case.approver}


def ended(source_id: str) -> Any:
    """Why a record cannot be corrected or cancelled any more, in a sentence; None where it can."""
    row = Record.objects.filter(pk=source_id).first()
    if row is None or row.state == RecordState.DECIDED:
        return None
    return _("The record was cancelled already. A further objection is rejected or referred only.")


def _correct(case: Case) -> None:
    why = f"异议处理决定（{case.reason}）：更正"
    correct_record(**_people(case), changes=case.changes, why=why)


def _cancel(case: Case) -> None:
    revoke_record(**_people(case), why=f"异议处理决定（{case.reason}）：撤销")


def register() -> None:
    """Say what correcting and cancelling mean for breach records."""
    correcting = Remedy(
        label=_("Correct the record"),
        hint=_("What was wrong is replaced on every surface; what stood is kept on file."),
        apply=_correct,
        fields=FIELDS,
        values=values,
        bar=ended,
        check=check,
    )
    cancelling = Remedy(
        label=_("Cancel the record"),
        hint=_("It leaves every surface; only that there was one is told."),
        apply=_cancel,
        bar=ended,
    )
    register_remedy(steps.KIND, Way.CORRECT, correcting)
    register_remedy(steps.KIND, Way.CANCEL, cancelling)

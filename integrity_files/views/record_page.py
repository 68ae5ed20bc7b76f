"""What the page of a record shows to the credit office, and what to the body."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from credit_portal.common import clock
from credit_portal.common.errors import Invalid
from credit_portal.workflow.registry import deadline_kind
from credit_portal.workflow.selectors import deadlines_of
from integrity_files import disclosures_records as disclosures
from integrity_files import policies_consequences as following
from integrity_files import policies_records as policies
from integrity_files import policies_repair as repair_policies
from integrity_files import rules_repair
from integrity_files import selectors_consequences as consequences
from integrity_files import selectors_letters as letters
from integrity_files import selectors_records as selectors
from integrity_files import selectors_repair as repairs
from integrity_files import selectors_reporting as reporting
from integrity_files.audit_verbs_records import OFFICE_ONLY, STORY
from integrity_files.codes import Excuse
from integrity_files.codes_letters import LetterKind
from integrity_files.codes_records import (
    MotionState,
    MotionWay,
    RecordState,
    Shown,
    StatementState,
)
from integrity_files.models import Record
from integrity_files.policies_letters import DRAFT
from integrity_files.services import record_remedies as remedies
from integrity_files.services.record_files import files_for
from integrity_files.services.record_steps import REMOVAL
from integrity_files.services.records import may_be_heard, may_be_noticed

#: What is determined is shown to the body once it is decided.
TO_BODY = frozenset({RecordState.DECIDED, RecordState.REVOKED})


def context(user: Any, row: Record) -> dict[str, Any]:
    """The context of the page beside the acts."""
    is_office = policies.is_office(user, row.organisation)
    determined = row.item is not None and (is_office or row.state in TO_BODY)
    return {
        "row": row,
        "is_office": is_office,
        "statement": _statement(row, is_office),
        "excuses": [Excuse(code).label for code in row.lead.excuses],
        "files": files_for(user, row),
        "story": _story(row, is_office),
        "deadlines": [
            (one, str(deadline_kind(one.kind).label))
            for one in deadlines_of(row)
            if one.is_open and (is_office or one.kind != REMOVAL)
        ],
        "determined": determined,
        "shown": shown_name(row),
        "objection": selectors.objected_on(row),
        "hiding": selectors.hiding(row),
        "waits": _waits(row) if is_office else None,
        "motion": _motion(row) if is_office else None,
        "preview": _preview(row) if is_office else None,
        "repair": _repair(user, row),
        "reports": reporting.told_of(row) if is_office else [],
        "precedents": selectors.precedents(row) if _weighing(row, is_office) else [],
        "consequences": consequences.of_record(user, row),
        "may_follow": row.state == RecordState.DECIDED
        and following.may(user, following.ORDER, row.organisation),
        "letters": letters.of_record(user, row),
        "letter_kinds": LetterKind.choices,
        "may_write": is_office and bool(user.organisation_paths(DRAFT)),
    }


def shown_name(row: Record) -> str:
    """What has become of the display, in words; "" before the determination."""
    code = selectors.shown(row)
    return str(Shown(code).label) if code else ""


def _statement(row: Record, is_office: bool) -> Any:
    """The statement; of a draft the credit office sees nothing."""
    found = getattr(row, "statement", None)
    if found is None or (is_office and found.state == StatementState.DRAFT):
        return None
    return found


def _repair(user: Any, row: Record) -> dict[str, Any] | None:
    """From when and why repair may be asked for, what was filed, and whether I may ask."""
    found = repairs.facts(row)
    if found is None or row.state != RecordState.DECIDED:
        return None
    barred = rules_repair.bar(found, clock.today())
    return {
        "sentence": barred[1] if barred else rules_repair.sentence(found),
        "filed": repairs.filed_of(row),
        "may_ask": barred is None
        and repair_policies.may(user, repair_policies.APPLY, row.organisation),
    }


def _motion(row: Record) -> dict[str, Any] | None:
    """What the office proposed last, unless it was carried out: then the story tells it."""
    found = list(row.motions.all())[-1:]
    if not found or found[0].state == MotionState.DECIDED:
        return None
    return {"row": found[0], "told": remedies.told(row, found[0].changes)}


def _preview(row: Record) -> dict[str, Any] | None:
    """What the public will see once what is proposed is decided; None where nothing is proposed, it
    shows nothing, or what was to be corrected changed meanwhile."""
    found: Record | None = row if row.state == RecordState.PROPOSED else None
    motion = selectors.open_motion(row)
    if motion is not None and motion.way == MotionWay.CORRECT:
        try:
            found = remedies.as_corrected(row, motion.changes)
        except Invalid:
            return None
    return disclosures.document(found) if found is not None and found.last_day else None


def _weighing(row: Record, is_office: bool) -> bool:
    return is_office and row.state in (RecordState.HEARD, RecordState.PROPOSED)


def _waits(row: Record) -> Any:
    """Why the next step has to wait, with the day from which it is possible."""
    found = None
    if row.state == RecordState.RECTIFYING:
        found = may_be_noticed(row)
    elif row.state == RecordState.NOTICED:
        found = may_be_heard(row)
    return found.message if found is not None else None


def _story(row: Record, is_office: bool) -> list[dict[str, Any]]:
    english = get_language() == "en"
    return [
        {"at": event.at, "text": STORY[event.name][english], "actor": event.actor_title}
        for event in row.events.all()
        if is_office or event.name not in OFFICE_ONLY
    ]

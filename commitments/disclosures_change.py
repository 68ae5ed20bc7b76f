"""What the public sees of a lawful change, of a void promise and of the authority to promise.

Nothing of what only staff may know stands here: neither the mark for a lead nor the words of
the reviewer. Only approved cases are shown.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from commitments import change_rules, codes, wording, wording_change
from commitments.codes_change import ChangeState
from commitments.models import (
    AuthorityCheck,
    Commitment,
    Incentive,
    LawfulChange,
    Verification,
    VoidFinding,
)
from commitments.public_parts import day, standing, texts
from commitments.wording_change import named

Block = dict[str, Any]


def blocks(row: Commitment, judged: Verification | None) -> Block:
    """The keys of the public document that tell of change, invalidity and authority."""
    ended = next(
        (one for one in row.lawful_changes.all() if one.state == ChangeState.APPROVED), None
    )
    made_by: LawfulChange | None = getattr(row, "change_case", None)
    void: VoidFinding | None = getattr(judged, "void_finding", None) if judged else None
    withdrawn = ended is not None and not ended.is_change
    return {
        "replaces": other(made_by.commitment, made_by) if made_by else None,
        "replaced_by": other(ended.successor, ended) if ended and ended.successor else None,
        "withdrawal": change(ended) if ended and withdrawn else None,
        "void": void_block(void, row) if void and row.outcome == codes.Outcome.VOID else None,
        "authority_check": authority(row),
        "incentives": [incentive(one) for one in row.incentives.all()],
    }


def other(row: Commitment, case: LawfulChange) -> Block:
    """The other text of a change, whole, with the change that lies between the two."""
    return {
        "ref": row.ref or None,
        **text_of(row),
        "registered_on": day(row.registered_on),
        "change": change(case),
    }


def text_of(row: Commitment) -> Block:
    """What a promise says, without anything of its case: one side of the comparison."""
    return {
        **texts(row, *codes.TEXTS),
        "due_on": day(row.due_on),
        "standing": standing(row) if row.is_standing else None,
    }


def change(case: LawfulChange) -> Block:
    """Ground, document, procedure, decision and compensation of an approved case."""
    ground = change_rules.GROUNDS.get(case.ground)
    superior = case.superior
    return {
        "kind": case.kind,
        "ground": case.ground,
        **named("ground", wording_change.GROUNDS, case.ground),
        "basis_zh": ground.basis_zh if ground else "",
        "basis_en": ground.basis_en if ground else "",
        **texts(case, "reasons", "authority"),
        "document": document(case),
        "steps": [
            {"step": one.step, **named("name", wording_change.STEPS, one.step),
             "on": day(one.done_on)}
            for one in case.steps.all()
        ],
        "decided_on": day(case.decided_on),
        "decided_by_zh": superior.name_zh if superior else "",
        "decided_by_en": superior.name_en if superior else "",
        "compensation": compensation(case, case.commitment),
    }  # fmt: skip


def document(case: LawfulChange | VoidFinding) -> Block:
    """The document that the case rests on."""
    return {
        "title": case.document_title,
        "number": case.document_number,
        "issuer": case.document_issuer,
        "on": day(case.document_on),
    }


def compensation(case: LawfulChange | VoidFinding, row: Commitment) -> Block:
    """What those who relied on it get; ``paid_on`` is what the body reports."""
    owed = getattr(row, "compensation", None)
    return {
        "kind": case.compensation,
        **named("kind", wording_change.COMPENSATION, case.compensation),
        "text_zh": case.compensation_zh,
        "text_en": case.compensation_en,
        "amount": wording.plain_number(case.compensation_amount),
        "due_on": day(case.compensation_due_on),
        "paid_on": day(owed.paid_on) if owed else None,
    }


def void_block(found: VoidFinding, row: Commitment) -> Block:
    """Why the promise was void; the ground of a lead is never told."""
    return {
        "ground": found.ground,
        **named("ground", wording_change.VOID_GROUNDS, found.ground),
        "document": document(found),
        "compensation": compensation(found, row),
    }


def recorded(row: Commitment) -> dict[str, bool]:
    """Which parts of the authority to promise were recorded."""
    check: AuthorityCheck | None = getattr(row, "authority_check", None)
    if check is None:
        return {}
    return {
        "legality": bool(check.legality_organ and check.legality_on and check.legality_result),
        "competition": bool(
            check.competition_organ and check.competition_on and check.competition_result
        ),
        "budget": bool(check.budget_line and check.budget_year),
        "competent_body": bool(check.competent_body),
    }


def authority(row: Commitment) -> Block | None:
    """What was recorded of the authority to promise, and what was not; None when not asked for."""
    check: AuthorityCheck | None = getattr(row, "authority_check", None)
    wanted = change_rules.needs_authority(row.category, row.sector, bool(row.incentives.all()))
    if not wanted and check is None:
        return None
    have = recorded(row)
    missing = change_rules.missing_checks(have) if wanted else []
    return {
        "required": wanted,
        "missing": [{"check": one, **named("name", wording_change.CHECKS, one)} for one in missing],
        "legality": _legality(check) if check and have["legality"] else None,
        "competition": _competition(check) if check and have["competition"] else None,
        "budget": _budget(check) if check and have["budget"] else None,
        "competent_body": check.competent_body if check else "",
    }


def _legality(check: AuthorityCheck) -> Block:
    return {
        "organ": check.legality_organ,
        "on": day(check.legality_on),
        "result": check.legality_result,
        **named("result", wording_change.LEGALITY, check.legality_result),
    }


def _competition(check: AuthorityCheck) -> Block:
    return {
        "organ": check.competition_organ,
        "on": day(check.competition_on),
        "result": check.competition_result,
        **named("result", wording_change.COMPETITION, check.competition_result),
    }


def _budget(check: AuthorityCheck) -> Block:
    return {
        "line": check.budget_line,
        "amount": wording.plain_number(check.budget_amount),
        "year": check.budget_year,
    }


def incentive(row: Incentive) -> Block:
    """One incentive, as the register compares it."""
    return {
        "kind": row.kind,
        **named("kind", wording_change.INCENTIVES, row.kind),
        "industry": row.industry,
        **named("industry", wording_change.INDUSTRIES, row.industry),
        "firm": row.firm,
        **named("firm", wording_change.FIRMS, row.firm),
        "measure": row.measure,
        "value": wording.plain_number(Decimal(row.value)),
        **texts(row, "terms"),
    }

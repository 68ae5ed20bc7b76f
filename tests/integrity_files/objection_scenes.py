"""Acts on objections that several tests perform."""

from __future__ import annotations

from typing import Any

from commitments.models import Commitment
from credit_portal.common import acts
from credit_portal.publishing import services as publishing
from credit_portal.publishing.models import Displayed
from credit_portal.workflow import receipts
from integrity_files.models import Objection, Tip
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services.objection_steps import OBJECTOR
from tests import factories
from tests.commitments import scenes

CANARY, MAIL, MOBILE = "金丝雀机电有限公司", "canary@example.cn", "13912345678"
PARTY = {"name": CANARY, "email": MAIL, "mobile": MOBILE, "proof": "licence"}
WORDS = "记录称尚未完成，实际已于二月底竣工验收。"


def shown(officer: Any, approver: Any, post: Any, **fields: Any) -> Commitment:
    """A commitment on public display."""
    row = scenes.registered(officer, approver, post, **fields)
    publishing.publish_all()
    row.refresh_from_db()
    return row


def displayed(row: Any) -> Displayed:
    """What is displayed of it once the outbox has been drained."""
    publishing.publish_all()
    return Displayed.objects.get(ref=row.ref)


def filed(ref: str, **more: Any) -> tuple[Objection, str]:
    """The subject objects without an account; the objection and its receipt."""
    code, digest = receipts.issue()
    given: dict[str, Any] = {
        "ref": ref,
        "objector": "firm",
        "ground": "facts",
        "words": WORDS,
        "party": PARTY,
        "proof_file": scenes.picture("营业执照.png"),
        **more,
    }
    done = acts.run(filing.file_objection, actor=OBJECTOR, receipt_digest=digest, **given)
    return done.value, code


def tip(ref: str, **more: Any) -> tuple[Tip, str]:
    """Anyone sends a tip."""
    code, digest = receipts.issue()
    given = {"ref": ref, "ground": "facts", "words": WORDS, "email": MAIL, **more}
    return acts.run(filing.file_tip, actor=OBJECTOR, receipt_digest=digest, **given).value, code


def digest_of(code: str) -> bytes:
    """What is kept of a receipt."""
    return receipts.digest(receipts.normalise(code))


def act(service: Any, actor: Any, row: Objection, **given: Any) -> Any:
    """One act of staff on an objection."""
    return acts.run(service, actor=actor, objection_id=row.pk, **given).value


def accepted(ref: str, officer: Any, **more: Any) -> tuple[Objection, str]:
    """Accepted: the record bears the mark."""
    row, code = filed(ref, **more)
    return act(office.accept, officer, row), code


def verified(ref: str, officer: Any, **more: Any) -> tuple[Objection, str]:
    """Verified by the office itself."""
    row, code = accepted(ref, officer, **more)
    return act(office.verify, officer, row, reason="经核查，记录与事实相符。"), code


def proposed(ref: str, officer: Any, result: str = "rejected", **more: Any) -> Any:
    """A decision is proposed."""
    row, code = verified(ref, officer, **more)
    row = act(decision.propose, officer, row, result=result, reason="记录有据，予以维持。")
    return row, code


def decided(
    ref: str, officer: Any, reviewer: Any, result: str = "rejected", **more: Any
) -> tuple[Objection, str]:
    """Decided by two."""
    row, code = proposed(ref, officer, result, **more)
    return act(decision.decide, reviewer, row), code


def another(city: Any, office_body: Any, name: str, role: str) -> Any:
    """One more of the credit office."""
    return factories.user(
        username=name, role=role, organisation=office_body, title="专员", granted_on=city
    )

"""Acts on old accounts that several tests perform."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from commitments.models import Commitment, OldAccount
from commitments.services import old_answers, old_filing, old_office
from commitments.services.old_steps import CLAIMANT
from credit_portal.common import acts
from credit_portal.directory import uscc
from credit_portal.workflow import receipts
from tests.commitments import scenes

CANARY, PHONE = "沈阳金丝雀机电有限公司", "13912345678"
FACTS: dict[str, Any] = {
    "ill": "agreement_not_performed",
    "paper": "contract",
    "paper_number": "示例合〔2012〕7号",
    "paper_title": "老旧小区供热管网改造工程合同",
    "paper_year": 2012,
    "amount": Decimal("1860000.00"),
    "amount_public": True,
}
PLAN: dict[str, Any] = {
    "title_zh": "付清2012年供热管网改造工程款",
    "matter_zh": "2026年3月底前付清工程尾款。",
    "measure_zh": "付款凭证",
}


def filed(body: Any, **more: Any) -> tuple[OldAccount, str]:
    """A firm files; the account and its receipt."""
    code, digest = receipts.issue()
    given = {
        "body_id": body.pk,
        "claimed_by": "firm",
        "facts": FACTS,
        "words": f"工程已于2012年竣工验收，尾款至今未付。联系人：{CANARY}",
        "name": CANARY,
        "contact": PHONE,
        "code": uscc.fictional(77),
        **more,
    }
    done = acts.run(old_filing.file_claim, actor=CLAIMANT, receipt_digest=digest, **given)
    return done.value, code


def act(service: Any, actor: Any, row: OldAccount, **given: Any) -> OldAccount:
    """One act of staff on an account."""
    return acts.run(service, actor=actor, account_id=row.pk, **given).value


def forwarded(body: Any, verifier: Any, reviewer: Any, **more: Any) -> tuple[OldAccount, str]:
    """With the body, checked and forwarded by two."""
    row, code = filed(body, **more)
    act(old_office.check, verifier, row)
    return act(old_office.forward, reviewer, row), code


def contested(row: OldAccount, officer: Any, approver: Any) -> OldAccount:
    """The body contests, drafted by one and signed by another."""
    given = {"reason": "该合同已由原承建方结清。", "upload": scenes.picture("结清证明.png")}
    act(old_answers.contest, officer, row, **given)
    return act(old_answers.issue, approver, row)


def accepting(row: OldAccount, officer: Any, post: Any) -> OldAccount:
    """The body makes a draft commitment of it."""
    return act(
        old_answers.accept, officer, row, post_id=post.pk, due_on=date(2026, 3, 31), texts=PLAN
    )


def accepted(row: OldAccount, officer: Any, approver: Any, post: Any) -> OldAccount:
    """Registered as a public commitment."""
    from commitments import services

    row = accepting(row, officer, post)
    acts.run(services.submit, actor=officer, commitment_id=row.commitment_id)
    scenes.approve(Commitment.objects.get(old_account=row), approver)
    row.refresh_from_db()
    return row

"""Acts of lawful change and of void promises that several tests perform."""

from datetime import date
from typing import Any

from commitments import change_preview, services
from commitments.models import Commitment, LawfulChange, Verification
from commitments.services import Attachment
from commitments.services.change import Step
from credit_portal.common import acts
from credit_portal.publishing.services import document_sha
from tests import factories
from tests.commitments import scenes

LATER = date(2026, 6, 30)
TERMS: dict[str, Any] = {
    "document_title": "关于调整养老服务设施建设计划的决定",
    "document_number": "示政发〔2026〕12号",
    "document_issuer": "示例市人民政府",
    "document_on": date(2026, 3, 1),
    "compensation": "none",
    "compensation_zh": "服务对象尚未入住，无信赖利益损失。",
}
CASE: dict[str, Any] = {
    **TERMS,
    "ground": "national_policy",
    "authority_zh": "示例市人民政府",
    "reasons_zh": "国家调整了社区养老服务设施的建设标准。",
}
AGREED: dict[str, Any] = {
    "compensation": "agreed",
    "compensation_zh": "补偿已签约的两家运营机构。",
    "compensation_amount": "120000.00",
    "compensation_due_on": date(2026, 5, 8),
}
PROCEDURE = [
    Step("legality_review", date(2026, 2, 20)),
    Step("collective_decision", date(2026, 2, 27)),
]


def superior(city: Any) -> Any:
    """Approves for the whole city, in the city's own office."""
    return factories.user(
        username="superior", role="approver", organisation=city, title="市政府秘书长"
    )


def begun(row: Commitment, officer: Any, kind: str = "change") -> LawfulChange:
    """A case in draft."""
    return acts.run(
        services.begin_change, actor=officer, commitment_id=row.pk, kind=kind
    ).value  # fmt: skip


def filled(case: LawfulChange, officer: Any, **fields: Any) -> LawfulChange:
    """With ground, document, procedure and compensation; of a change another due date too."""
    if case.successor_id:
        acts.run(
            services.edit_draft, actor=officer, commitment_id=case.successor_id,
            expected_version=None, fields={"due_on": LATER, "title_zh": "建成四个社区养老服务中心"},
        )  # fmt: skip
    return acts.run(
        services.edit_change, actor=officer, change_id=case.pk, fields={**CASE, **fields},
        procedure=PROCEDURE,
        document=Attachment(scenes.picture("决定.png"), "决定", is_public=True),
    ).value  # fmt: skip


def laid(row: Commitment, officer: Any, kind: str = "change", **fields: Any) -> LawfulChange:
    """Before the superior body."""
    case = filled(begun(row, officer, kind), officer, **fields)
    return acts.run(services.submit_change, actor=officer, change_id=case.pk).value


def approve(case: LawfulChange, decider: Any) -> LawfulChange:
    """Approve what is seen."""
    sha = document_sha(change_preview.preview(case, decider))
    return acts.run(
        services.approve_change, actor=decider, change_id=case.pk, doc_sha=sha
    ).value  # fmt: skip


def changed(row: Commitment, officer: Any, decider: Any, **fields: Any) -> LawfulChange:
    """Approved."""
    return approve(laid(row, officer, **fields), decider)


def proposed_void(row: Commitment, verifier: Any, **fields: Any) -> Verification:
    """Found void, to be confirmed."""
    return acts.run(
        services.propose_void, actor=verifier, commitment_id=row.pk,
        findings_zh="承诺减免税款，没有法律依据。",
        fields={"ground": "tax_unlawful", **TERMS, **fields},
        document=Attachment(scenes.picture("审查.png"), "审查意见", is_public=False),
    ).value  # fmt: skip

"""Acts that several tests perform."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commitments import clock_previews, disclosures, services
from commitments.models import Commitment, Verification
from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from credit_portal.publishing.services import document_sha
from credit_portal.workflow.sweeps import check_deadlines

DUE = date(2026, 3, 31)
FIELDS: dict[str, Any] = {
    "category": "livelihood",
    "shape": "one_off",
    "sector": "elderly_care",
    "title_zh": "建成三个社区养老服务中心",
    "matter_zh": "2026年3月底前在三个社区建成养老服务中心并投入使用。",
    "measure_zh": "建成并通过验收的中心数",
    "beneficiaries_zh": "辖区老年人",
    "legal_basis_zh": "《优化营商环境条例》第三十一条",
    "authority_zh": "法定职责范围内",
    "evidence_required_zh": "竣工验收文件",
    "due_on": DUE,
}
STANDING: dict[str, Any] = {
    "category": "service_quality",
    "shape": "standing",
    "sector": "government_services",
    "title_zh": "许可五个工作日内办结",
    "due_on": None,
    "indicator_zh": "五个工作日内办结的比例",
    "figure": "share",
    "comparison": "at_least",
    "target": Decimal("95"),
    "unit_zh": "%",
    "period": "month",
    "report_within": 5,
    "source_zh": "政务服务平台",
    "starts_on": date(2026, 3, 1),
}


def draft(officer: Any, post: Any, **fields: Any) -> Commitment:
    """A draft with everything that is needed."""
    done = acts.run(
        services.create_draft, actor=officer, post_id=post.pk, fields={**FIELDS, **fields}
    )
    return done.value


def submitted(officer: Any, post: Any, **fields: Any) -> Commitment:
    """A filing that waits for approval."""
    row = draft(officer, post, **fields)
    return acts.run(services.submit, actor=officer, commitment_id=row.pk).value


def seen(row: Commitment, approver: Any) -> str:
    """Digest of what the approver sees."""
    return document_sha(disclosures.registration_preview(row, approver))


def registered(officer: Any, approver: Any, post: Any, **fields: Any) -> Commitment:
    """An approved commitment."""
    row = submitted(officer, post, **fields)
    return approve(row, approver)


def approve(row: Commitment, approver: Any) -> Commitment:
    """Approve what is seen."""
    sha = seen(row, approver)
    return acts.run(services.approve, actor=approver, commitment_id=row.pk, doc_sha=sha).value


def figures(row: Commitment, officer: Any, period: Any, top: str, bottom: str) -> Any:
    """Report the figures of a period."""
    return acts.run(
        services.file_report,
        actor=officer,
        commitment_id=row.pk,
        claim="figures",
        period_id=period.pk,
        numerator=Decimal(top),
        denominator=Decimal(bottom),
    ).value


def fulfilled(row: Commitment, officer: Any, done_on: date, **more: Any) -> Any:
    """Report that it is done."""
    return acts.run(
        services.file_report,
        actor=officer,
        commitment_id=row.pk,
        claim="fulfilled",
        text_zh="已全部建成",
        done_on=done_on,
        **more,
    ).value


def propose(task: Verification, verifier: Any, outcome: str, **more: Any) -> Verification:
    """Propose an outcome with findings."""
    return acts.run(
        services.propose_outcome,
        actor=verifier,
        verification_id=task.pk,
        outcome=outcome,
        findings_zh="已现场核实。",
        **more,
    ).value


def confirm(task: Verification, reviewer: Any) -> Verification:
    """Confirm what is seen."""
    sha = document_sha(disclosures.outcome_preview(task, reviewer))
    return acts.run(
        services.confirm_outcome, actor=reviewer, verification_id=task.pk, doc_sha=sha
    ).value


def decide(task: Verification, verifier: Any, reviewer: Any, outcome: str, **more: Any) -> Any:
    """Propose and confirm."""
    return confirm(propose(task, verifier, outcome, **more), reviewer)


def live(row: Commitment, period: Any = None) -> Verification:
    """The open verification of a promise or of a period."""
    return row.verifications.get(period=period, state__in=["open", "proposed", "returned"])


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with this code."""
    with pytest.raises(DomainError) as caught:
        yield
    assert caught.value.code == code


def picture(name: str) -> SimpleUploadedFile:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def sweep() -> None:
    """Let time do its work."""
    check_deadlines()


def last_document(row: Any) -> dict[str, Any]:
    """The document of the newest decision about it."""
    from credit_portal.publishing.models import Decision

    found = Decision.objects.filter(source_id=str(row.pk)).order_by("-number").first()
    assert found is not None
    return found.document


RULED: dict[str, Any] = {"due_on": None, "due_rule": "LIC-DONE", "due_start": date(2026, 3, 2)}
PAPER: dict[str, Any] = {"organ": "示例市应急管理局", "number": "示应急〔2026〕3号"}


def ask_longer(row: Commitment, officer: Any, **more: Any) -> Any:
    """Ask the superior body for what the rule allows."""
    given = {"ground": "complex", "reason": "涉及多个部门，需要会商。", **more}
    return acts.run(services.ask_extension, actor=officer, commitment_id=row.pk, **given).value


def ask_stop(row: Commitment, officer: Any, **more: Any) -> Any:
    """Ask that the clock stand still on a documented ground."""
    given = {"ground": "force_majeure", "reason": "暴雨致施工中断。", **PAPER,
             "dated_on": date(2026, 3, 1), **more}  # fmt: skip
    return acts.run(services.ask_stop, actor=officer, commitment_id=row.pk, **given).value


def grant(request: Any, superior: Any) -> Commitment:
    """The superior body grants what it sees."""
    sha = document_sha(clock_previews.preview(request, superior))
    return acts.run(
        services.approve_due_change, actor=superior, commitment_id=request.commitment_id,
        doc_sha=sha,
    ).value  # fmt: skip

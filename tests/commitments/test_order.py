"""Every act in every state that does not allow it: refused, and nothing changes."""

from datetime import date
from typing import Any

import pytest

from commitments import services
from commitments.models import Commitment, CommitmentEvent, Verification
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from credit_portal.common.errors import DomainError
from credit_portal.publishing.models import Decision
from tests.commitments import scenes

pytestmark = pytest.mark.django_db

FILING_ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "submit": ("officer", {}),
    "edit_draft": ("officer", {"expected_version": None, "fields": {"title_zh": "改"}}),
    "take_back": ("officer", {}),
    "discard_draft": ("officer", {}),
    "approve": ("approver", {"doc_sha": "0" * 64}),
    "return_for_changes": ("approver", {"reason": "理由"}),
    "file_report": ("officer", {"claim": "progress", "text_zh": "进展"}),
    "open_verification": ("credit_officer", {"reason": "理由"}),
}
ALLOWED = {
    "draft": {"submit", "edit_draft", "discard_draft"},
    "returned": {"submit", "edit_draft", "discard_draft"},
    "submitted": {"take_back", "approve", "return_for_changes"},
    "registered": {"file_report", "open_verification"},
    "discarded": set(),
}
FORBIDDEN = [
    (state, name)
    for state, allowed in ALLOWED.items()
    for name in FILING_ACTS
    if name not in allowed
]


def in_state(state: str, officer: Any, approver: Any, post: Any) -> Commitment:
    """A commitment in the state, reached through the services."""
    if state == "registered":
        return scenes.registered(officer, approver, post)
    if state == "draft":
        return scenes.draft(officer, post)
    row = scenes.submitted(officer, post)
    if state == "returned":
        acts.run(services.return_for_changes, actor=approver, commitment_id=row.pk, reason="改")
    if state == "discarded":
        acts.run(services.take_back, actor=officer, commitment_id=row.pk)
        acts.run(services.discard_draft, actor=officer, commitment_id=row.pk)
    return Commitment.objects.get(pk=row.pk)


def everything() -> tuple[Any, ...]:
    """What a refused act must leave as it was."""
    return (
        list(Commitment.objects.values()),
        list(Verification.objects.values()),
        CommitmentEvent.objects.count(),
        Decision.objects.count(),
        AuditEvent.objects.count(),
    )


@pytest.mark.parametrize("cell", FORBIDDEN, ids="-".join)
def test_out_of_order_is_refused(
    request: pytest.FixtureRequest,
    officer: Any,
    approver: Any,
    post: Any,
    cell: tuple[str, str],
) -> None:
    state, name = cell
    row = in_state(state, officer, approver, post)
    who, arguments = FILING_ACTS[name]
    actor = request.getfixturevalue(who)
    before = everything()
    with pytest.raises(DomainError) as caught:
        acts.run(getattr(services, name), actor=actor, commitment_id=row.pk, **arguments)
    assert caught.value.status in (404, 409)
    assert everything() == before


VERIFICATION_ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "propose_outcome": ("credit_officer", {"outcome": "broken", "findings_zh": "查明"}),
    "confirm_outcome": ("credit_reviewer", {"doc_sha": "0" * 64}),
    "return_outcome": ("credit_reviewer", {"reason": "理由"}),
}


@pytest.mark.parametrize(
    "cell",
    [
        ("open", "confirm_outcome"),
        ("open", "return_outcome"),
        ("proposed", "propose_outcome"),
        *(("confirmed", name) for name in VERIFICATION_ACTS),
    ],
    ids="-".join,
)
def test_a_verification_goes_in_order(
    request: pytest.FixtureRequest,
    registered: Any,
    credit_officer: Any,
    go_to: Any,
    cell: tuple[str, str],
) -> None:
    state, name = cell
    reviewer = request.getfixturevalue("credit_reviewer")
    go_to(date(2026, 4, 1))
    task = scenes.live(registered)
    if state != "open":
        scenes.propose(task, credit_officer, "broken")
    if state == "confirmed":
        scenes.confirm(task, reviewer)
    who, arguments = VERIFICATION_ACTS[name]
    before = everything()
    with scenes.refused("state_conflict"):
        acts.run(
            getattr(services, name),
            actor=request.getfixturevalue(who),
            verification_id=task.pk,
            **arguments,
        )
    assert everything() == before


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000"])
def test_foreign_ids_are_not_found(
    registered: Any, officer: Any, stranger: Any, credit_officer: Any, key: str
) -> None:
    for actor, commitment in ((officer, key), (stranger, registered.pk)):
        with scenes.refused("not_found"):
            acts.run(services.copy_as_draft, actor=actor, commitment_id=commitment)
    with scenes.refused("not_found"):
        acts.run(
            services.propose_outcome,
            actor=credit_officer,
            verification_id=key,
            outcome="broken",
            findings_zh="查明",
        )

"""An act through the API: once per key, at the version seen, answered as it was the first time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from commitments import selectors, services
from commitments.api import serializers
from commitments.services import steps
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import expected_version, idempotency_key, version_tag
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import Conflict

Service = Callable[..., Any]


class Step(NamedTuple):
    """A transition: its service, its body, what it does, and whether it rests on what was seen
    (then If-Match is required; approving and confirming name the digest instead)."""

    service: Service
    body: type[Serializer[Any]]
    summary: str
    rests_on_version: bool = False


@dataclass(frozen=True)
class Subject:
    """What acts are done to: how it is read, locked and shown, and how services call its id."""

    argument: str
    read: Callable[[Any, Any], Any]
    lock: Callable[[Any, Any], Any]
    shape: type[Serializer[Any]]

    def show(self, row: Any) -> dict[str, Any]:
        """Body and ETag of a row."""
        body = self.shape(row).data
        return {"body": body, "etag": version_tag(row.version, body)}


COMMITMENT = Subject("commitment_id", selectors.case, steps.locked, serializers.CommitmentOut)
VERIFICATION = Subject(
    "verification_id",
    selectors.verification,
    steps.locked_verification,
    serializers.VerificationOut,
)
FILING = {
    "submit": Step(services.submit, serializers.Empty, "Hand it in for approval", True),
    "take_back": Step(services.take_back, serializers.Empty, "Take it back before approval"),
    "discard": Step(services.discard_draft, serializers.Empty, "Give a draft up"),
    "copy": Step(services.copy_as_draft, serializers.Empty, "Begin a new draft with its text"),
    "approve": Step(services.approve, serializers.Approve, "Approve exactly what was previewed"),
    "return": Step(
        services.return_for_changes, serializers.Return, "Return it with a reason", True
    ),
    "report": Step(services.file_report, serializers.Report, "Report performance"),
    "open_verification": Step(
        services.open_verification, serializers.Open, "Open a verification of the outcome"
    ),
    "ask_extension": Step(services.ask_extension, serializers.AskLonger, "Ask for a longer period"),
    "ask_stop": Step(services.ask_stop, serializers.AskStop, "Ask to stop the clock"),
    "withdraw_due_change": Step(
        services.withdraw_due_change, serializers.Empty, "Take a request on the due date back"
    ),
    "grant_due_change": Step(
        services.approve_due_change, serializers.Approve, "Grant exactly what was previewed"
    ),
    "refuse_due_change": Step(
        services.refuse_due_change, serializers.Reason, "Refuse a request on the due date"
    ),
    "resume_clock": Step(services.resume_clock, serializers.Empty, "Let the clock run again"),
    "report_milestone": Step(
        services.report_milestone, serializers.MilestoneReached, "Report a milestone"
    ),
}
VERIFYING = {
    "propose": Step(services.propose_outcome, serializers.Propose, "Propose an outcome", True),
    "confirm": Step(services.confirm_outcome, serializers.Approve, "Confirm what was previewed"),
    "return": Step(services.return_outcome, serializers.Reason, "Return a proposed outcome", True),
    "dismiss": Step(services.dismiss_verification, serializers.Reason, "Close without outcome"),
}


def checked(shape: type[Serializer[Any]], request: Request, **how: Any) -> Any:
    """The body, checked; raises ValidationError (400)."""
    given = shape(data=request.data, **how)
    given.is_valid(raise_exception=True)
    return given


def perform(
    request: Request, subject: Subject, service: Service, *, status: int = 200, **given: Any
) -> HttpResponse:
    """Run the service; the answer is kept under the idempotency key and given again.

    It shows the row that the service names by its id (a copy: the new one), else the subject.
    """

    def keep(value: Any) -> dict[str, Any]:
        new = value.pk if isinstance(value, subject.shape.Meta.model) else None  # type: ignore[attr-defined]
        return subject.show(subject.read(user_of(request), new or given[subject.argument]))

    done = acts.run(
        service,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        answer=keep,
        **given,
    )
    if "body" not in done.answer:  # the key was used on a page
        raise Conflict("idempotency_key_reused", _("This key was used for something else."))
    response = json_answer(done.answer["body"], status)
    response["ETag"] = done.answer["etag"]
    if done.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def transition(request: Request, subject: Subject, step: Step, pk: Any) -> HttpResponse:
    """One act on a case that the user may see, at the version of If-Match where one is sent.

    Raises Invalid (428) without one when the act rests on what was seen.
    """
    subject.read(user_of(request), pk)
    given = checked(step.body, request).validated_data
    version = expected_version(request, required=step.rests_on_version)
    service = step.service if version is None else _at(version, subject, step.service)
    return perform(request, subject, service, **{subject.argument: pk}, **given)


def _at(version: int, subject: Subject, service: Service) -> Service:
    """The service, refused with 412 when the row has moved on; in the same transaction."""

    @wraps(service)
    def guarded(*, actor: Any, **given: Any) -> Any:
        steps.check_version(subject.lock(actor, given[subject.argument]), version)
        return service(actor=actor, **given)

    return guarded

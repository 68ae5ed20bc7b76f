"""Cases through the API: filtered lists, one case with its version, and acts on it, each once per
key, at the version seen, answered as it was the first time. Apps name their services and shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper, wraps
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
)
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import (
    Exact,
    StaffView,
    expected_version,
    idempotency_key,
    version_tag,
)
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import Conflict, NotFound, Stale
from credit_portal.common.lists import refuse_unknown

Service = Callable[..., Any]
_TAG = {"type": "string", "pattern": r'^(W/)?"v[0-9]{1,9}(\.[0-9a-f]{16})?"$'}
KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "maxLength": 200}, OpenApiParameter.HEADER
)
MATCH = OpenApiParameter("If-Match", _TAG, OpenApiParameter.HEADER, required=True)
MAY_MATCH = OpenApiParameter("If-Match", _TAG, OpenApiParameter.HEADER)


class Empty(Exact):
    """A transition without a body."""


class Step(NamedTuple):
    """A transition: its service, its body, what it does, and whether it rests on what was seen
    (then If-Match is required; approving and confirming name the digest instead)."""

    service: Service
    body: type[Serializer[Any]]
    summary: str
    rests_on_version: bool = False


@dataclass(frozen=True)
class Subject:
    """What acts are done to: how services call its id, how it is read and shown.

    `lock` (user, id) reads it for a change, where services do not take `expected_version` as those
    of the subject do otherwise.
    """

    argument: str
    read: Callable[[Any, Any], Any]
    lock: Callable[[Any, Any], Any] | None
    shape: type[Serializer[Any]]

    def show(self, row: Any, user: Any = None) -> dict[str, Any]:
        """Body and ETag of a row, as the user is shown it."""
        body = self.shape(row, context={"user": user}).data
        return {"body": body, "etag": version_tag(row.version, body)}


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
        user = user_of(request)
        return subject.show(subject.read(user, new or given[subject.argument]), user)

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
    lock = subject.lock
    if lock is None:
        return update_wrapper(partial(service, expected_version=version), service)

    @wraps(service)
    def guarded(*, actor: Any, **given: Any) -> Any:
        if lock(actor, given[subject.argument]).version != version:
            raise Stale(
                "stale",
                _("Somebody else changed this meanwhile. Reload the page and look again."),
            )
        return service(actor=actor, **given)

    return guarded


class ListView(StaffView):
    """A filtered list in keyset pages, the newest first."""

    order: tuple[str, ...] = ()
    descending = True

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        data = self.get_serializer(rows, many=True).data
        return json_answer(self.paginator.body(data))  # type: ignore[union-attr]


class CaseView(StaffView):
    """One case, by its id, within the user's scope."""

    filter_backends: Any = ()
    pagination_class: Any = None
    subject: ClassVar[Subject]

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read it; its ETag names its version."""
        user = user_of(request)
        shown = self.subject.show(self.subject.read(user, kwargs["pk"]), user)
        response = json_answer(shown["body"])
        response["ETag"] = shown["etag"]
        return response


class TransitionView(CaseView):
    """One act on a case; a class of its own is made for each step."""

    step: ClassVar[Step]
    http_method_names = ["post", "options"]

    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Perform it."""
        refuse_unknown(request, ())
        return transition(request, self.subject, self.step, pk)


def transition_view(noun: str, name: str, subject: Subject, step: Step) -> type[TransitionView]:
    """The view of one step, described for the schema."""
    view = type(f"{noun}_{name}", (TransitionView,), {"subject": subject, "step": step})
    described = extend_schema(
        operation_id=f"{noun}_{name}",
        summary=step.summary,
        request=None if step.body is Empty else step.body,
        parameters=[KEY, MATCH if step.rests_on_version else MAY_MATCH],
        responses={200: subject.shape},
    )
    return extend_schema_view(post=described)(view)


class ActsView(CaseView):
    """All acts on a kind of case at one address, which ends with their name."""

    steps: ClassVar[dict[str, Step]]
    http_method_names = ["post", "options"]

    def post(self, request: Request, pk: UUID, name: str) -> HttpResponse:
        """Perform the act of this name. Raises NotFound for one that does not exist."""
        refuse_unknown(request, ())
        step = self.steps.get(name)
        if step is None:
            raise NotFound("not_found", _("There is no such act."))
        return transition(request, self.subject, step, pk)


def acts_view(noun: str, subject: Subject, steps: dict[str, Step]) -> type[ActsView]:
    """The view of all acts on a kind of case; the schema tells each with its body."""
    view = type(f"{noun}_acts", (ActsView,), {"subject": subject, "steps": steps})
    bodies = dict.fromkeys(step.body for step in steps.values() if step.body is not Empty)
    told = [
        f"- `{name}`: {step.summary}. Body: {_body_name(step)}."
        + (" Needs If-Match." if step.rests_on_version else "")
        for name, step in steps.items()
    ]
    described = extend_schema(
        operation_id=f"{noun}_act",
        summary=f"Act on one of the {noun}",
        description="\n".join(told),
        request=PolymorphicProxySerializer(
            component_name=f"{noun.title()}Act", serializers=list(bodies),
            resource_type_field_name=None,
        ),
        parameters=[KEY, MAY_MATCH,
                    OpenApiParameter("name", str, OpenApiParameter.PATH, enum=list(steps))],
        responses={200: subject.shape},
    )  # fmt: skip
    return extend_schema_view(post=described)(view)


def _body_name(step: Step) -> str:
    """How the schema calls the body of a step."""
    return "none" if step.body is Empty else step.body.__name__

"""`POST /api/v1/hotline/orders/`: the 12345 platform hands over a work order.

Nobody is signed in: the signature says who sends it (`exchange_signature`), and a nonce that was
seen is refused. Who reported is sealed before anything is stored.
"""

from __future__ import annotations

import hashlib
import time
from datetime import date
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from complaints import codes
from complaints.exchange_orders import NUMBER, day_of, order_of
from complaints.exchange_signature import NONCE, SIGNATURE, TIMESTAMP, Signed
from complaints.services import identity_sealing, nonces, orders
from credit_portal.common import acts
from credit_portal.common.actors import ANYBODY, SYSTEM
from credit_portal.common.api import ApiView, Exact
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import NotAllowed
from credit_portal.common.lists import refuse_unknown
from integrity_files.codes import BreachCategory


class DayField(serializers.DateField):
    """A day, or a moment of it: platforms write either."""

    def to_internal_value(self, value: Any) -> date:
        """The day in the legal time zone."""
        try:
            return day_of(str(value))
        except (ValueError, OverflowError):  # the edge of what a date can be
            self.fail("invalid", format="2026-01-31")
            raise


class ReporterIn(Exact):
    """Who reported (sealed at once; no staff sees it without two people)."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.CharField(max_length=200, required=False, allow_blank=True)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    firm = serializers.CharField(max_length=200, required=False, allow_blank=True)
    may_call = serializers.BooleanField(required=False)


class OrderIn(Exact):
    """A work order (domain.md 2.8)."""

    number = serializers.RegexField(rf"\A{NUMBER}\Z")
    query_code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    title_zh = serializers.CharField(max_length=200)
    facts_zh = serializers.CharField(max_length=10_000)
    purpose = serializers.ChoiceField(choices=codes.Purpose.values, required=False)
    category = serializers.ChoiceField(choices=BreachCategory.values, required=False)
    urgency = serializers.ChoiceField(choices=codes.Urgency.values, required=False)
    division = serializers.RegexField(r"\A[0-9]{6,12}\Z", required=False)
    accused_zh = serializers.CharField(max_length=200, required=False, allow_blank=True)
    accused_code = serializers.CharField(max_length=18, required=False, allow_blank=True)
    happened_on = DayField(required=False, allow_null=True)
    amount = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    people = serializers.IntegerField(
        min_value=1, max_value=10_000_000, required=False, allow_null=True
    )
    is_business = serializers.BooleanField(required=False)
    is_anonymous = serializers.BooleanField(required=False)
    is_secret = serializers.BooleanField(required=False)
    may_publish = serializers.BooleanField(required=False)
    started_on = DayField()
    due_on = DayField(required=False, allow_null=True)
    related = serializers.ListField(
        child=serializers.RegexField(rf"\A{NUMBER}\Z"), max_length=50, required=False
    )
    reporter = ReporterIn(required=False)


class OrderOut(serializers.Serializer[Any]):
    """What the order is called here; the same answer however often it is sent."""

    order = serializers.CharField()
    case = serializers.CharField()
    taken_on = serializers.DateField()
    started_on = serializers.DateField()


class Orders(ApiView):
    """Work orders of the platform."""

    authentication_classes = ()
    permission_classes = ()
    serializer_class = OrderIn

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nobody but the platform gets further than this, and each request once."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            _require_platform(request)

    @extend_schema(
        operation_id="hotline_orders_hand_over",
        summary="Hand over a work order (the 12345 platform only)",
        request=OrderIn,
        responses={200: OrderOut, 201: OrderOut},
        parameters=[
            OpenApiParameter(name, str, "header", required=True)
            for name in (TIMESTAMP, NONCE, SIGNATURE)
        ],
    )
    @sensitive_variables()
    def post(self, request: Request) -> HttpResponse:
        """Take it: 201 the first time, 200 when it is here already; other content under a number
        that is here is further facts, 409 when its case has ended, but for a stricter wish."""
        refuse_unknown(request, frozenset())
        given = OrderIn(data=request.data)
        given.is_valid(raise_exception=True)
        done = acts.run(_take, actor=ANYBODY, given=given.validated_data)
        kept = done.value.order
        status = HTTPStatus.CREATED if done.value.is_new else HTTPStatus.OK
        answer = {
            "order": kept.number, "case": kept.case.number,
            "taken_on": kept.taken_on.isoformat(), "started_on": kept.started_on.isoformat(),
        }  # fmt: skip
        return json_answer(answer, status=status)


def _require_platform(request: Request) -> None:
    sent: HttpRequest = request._request
    now, nonce = time.time(), request.headers.get(NONCE, "")
    signed = Signed(
        sent.path, request.headers.get(TIMESTAMP, ""), nonce, request.headers.get(SIGNATURE, ""),
        sent.body,
    )  # fmt: skip
    if not signed.is_genuine(settings.HOTLINE_ORDERS_SECRET, now):
        raise NotAllowed(
            "not_the_platform", _("This is not signed by the 12345 platform, or not just now.")
        )
    digest = hashlib.sha256(nonce.encode()).digest()
    if not acts.run(nonces.spend, actor=SYSTEM, digest=digest, now=int(now)).value:
        raise NotAllowed("replayed", _("This very request was sent before; sign a new one."))


@sensitive_variables()
def _take(*, actor: Any, given: dict[str, Any]) -> orders.Taken:
    """Seal who reported for the case that the order has or will have, and take it."""
    known = {} if given.get("is_anonymous") else dict(given.get("reporter") or {})
    may_call = bool(known.pop("may_call", False))
    sealed = identity_sealing.seal(known, orders.case_of(given["number"]), may_call=may_call)
    return orders.receive(actor=actor, order=order_of(given, sealed), source="http")

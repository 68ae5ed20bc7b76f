"""`POST /api/v1/hotline/calls/`: the telephone switch tells what becomes of a call.

The number stands in the body of "new" only. It is handed to the vault's memory and kept in nothing
here: no row, no key, no log line, no text of an error.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from complaints.desk_signature import SIGNATURE, TIMESTAMP, is_genuine
from complaints.models import Call
from complaints.services import calls
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.common.api import ApiView, Exact
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import NotAllowed
from credit_portal.common.lists import refuse_unknown

EVENTS = ("new", "answer", "hang_up")


class EventIn(Exact):
    """One event of a call, which the switch names by an id of its own."""

    event = serializers.ChoiceField(choices=EVENTS)
    call = serializers.RegexField(r"\A[A-Za-z0-9._:@-]{1,64}\Z")
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    line = serializers.CharField(max_length=40, required=False, allow_blank=True)
    operator = serializers.CharField(max_length=150, required=False)


class EventOut(serializers.Serializer[Any]):
    """What is known of the call now."""

    call = serializers.CharField()
    state = serializers.ChoiceField(choices=("waiting", "talking", "ended"))
    number_known = serializers.BooleanField(allow_null=True)


class Calls(ApiView):
    """Events of the switch."""

    authentication_classes = ()
    permission_classes = ()
    serializer_class = EventIn

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nobody but the switch gets further than this."""
        super().initial(request, *args, **kwargs)
        sent: HttpRequest = request._request
        genuine = is_genuine(
            settings.HOTLINE_SWITCH_SECRET, request.headers.get(TIMESTAMP, ""),
            request.headers.get(SIGNATURE, ""), sent.body, time.time(),
        )  # fmt: skip
        if request.method == "POST" and not genuine:
            raise NotAllowed("not_the_switch", _("This is not signed by the telephone switch."))

    @extend_schema(
        operation_id="hotline_calls_tell",
        request=EventIn,
        responses=EventOut,
        parameters=[
            OpenApiParameter(name, str, "header", required=True) for name in (TIMESTAMP, SIGNATURE)
        ],
    )
    @sensitive_variables()
    def post(self, request: Request) -> HttpResponse:
        """Tell of a new call, of who took it, or of its end; told twice, it is done once."""
        refuse_unknown(request, frozenset())
        given = EventIn(data=request.data)
        given.is_valid(raise_exception=True)
        row, known = _tell(given.validated_data, int(request.headers[TIMESTAMP]))
        state = "ended" if row.ended_at else "talking" if row.answered_at else "waiting"
        return json_answer({"call": row.switch_id, "state": state, "number_known": known})


@sensitive_variables()
def _tell(given: dict[str, Any], at: int) -> tuple[Call, bool | None]:
    """Do it, and what became of the number (None: it was not spoken of)."""
    event, switch_id = given["event"], given["call"]
    if event == "new":
        line = given.get("line", "")
        done = acts.run(calls.rang, actor=SYSTEM, switch_id=switch_id, line=line)
        return done.value, calls.tell_vault(done.value, given.get("number", ""))
    if event == "answer":
        operator = given.get("operator", "")
        done = acts.run(calls.answered, actor=SYSTEM, switch_id=switch_id, operator=operator, at=at)
        return done.value, None
    done = acts.run(calls.hung_up, actor=SYSTEM, switch_id=switch_id)
    calls.forget(done.value.pk)
    return done.value, False

"""`/api/v1/removals/`: what was removed and why, with what opens the commitment of each leaf."""

import re
from datetime import date
from typing import Any

import django_filters
from django.core.validators import RegexValidator
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from credit_portal.common.bodies import json_answer
from credit_portal.common.lists import CursorPage, asked
from credit_portal.portal.api.serializers import Reason, RowBasis
from credit_portal.portal.api.views import DisplayedView, ListView
from credit_portal.publishing import removals
from credit_portal.publishing.models import Disclosure, Removal

ACTS = ("withdraw", "repair", "expire", "correct")
#: Without `act`: what took a record off display. Corrections are asked for by name.
REMOVING = ACTS[:3]
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class RemovalFilter(django_filters.FilterSet):
    """What `removals/` can be asked for; `publishing.removals` answers it."""

    act = django_filters.ChoiceFilter(choices=[(act, act) for act in ACTS])
    month = django_filters.CharFilter(
        max_length=7, validators=[RegexValidator(rf"^{MONTH.pattern}$")]
    )
    basis = django_filters.CharFilter(max_length=8)
    agency = django_filters.CharFilter(max_length=64)

    class Meta:
        model = Disclosure
        fields: list[str] = []


class RemovalRow(serializers.Serializer[Any]):
    """A removal or correction as the log has it. `salt` and `notice` open the commitment in the
    leaf of a removal; a correction's opens with the record's own proof."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    rec = serializers.CharField()
    leaf_index = serializers.IntegerField(
        allow_null=True, help_text="null: ended by its date, the entry is about to be written"
    )
    seq = serializers.IntegerField(allow_null=True)
    act = serializers.CharField()
    basis = RowBasis()
    reason = Reason(allow_null=True)
    agency = serializers.CharField(help_text="Code of the publishing body, as in the leaf")
    removed_at = serializers.DateTimeField()
    on_display_again = serializers.BooleanField()
    notice = serializers.DictField(allow_null=True)
    salt = serializers.CharField(allow_null=True, help_text="base64")


class RemovalList(DisplayedView, ListView):
    """What was removed and why, the newest first."""

    order = ("leaf_index",)
    descending = True
    filterset_class = RemovalFilter
    serializer_class = RemovalRow

    def get_queryset(self) -> Any:
        """All that the log tells."""
        return removals.entries()

    @extend_schema(operation_id="removals_list", responses=RemovalRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List removals, the newest first; corrections with `act=correct`. The first page begins
        with what ended by its date and is not in the log yet."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page."""
        wanted, paginator = _question(asked(request, self.filterset_class)), CursorPage()
        rows = paginator.paginate_queryset(removals.entries(wanted), request, self)
        waiting = [] if request.GET.get("cursor") else removals.not_noted(wanted)
        told = RemovalRow([_told(row) for row in (*waiting, *rows)], many=True).data
        return json_answer(paginator.body(told))


def _question(given: dict[str, Any]) -> removals.Asked:
    match = MONTH.fullmatch(given.get("month", ""))
    return removals.Asked(
        acts=(given["act"],) if "act" in given else REMOVING,
        month=date(int(match[1]), int(match[2]), 1) if match else None,
        basis=given.get("basis", ""),
        agency=given.get("agency", ""),
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    reason = row["removal__reason"]
    notice, salt = removals.notice_of(row)
    return {
        **{
            name: row[name] for name in ("ref", "kind", "rec", "leaf_index", "seq", "act", "agency")
        },
        "basis": {
            "code": row["basis_id"],
            "name_zh": row["basis__name_zh"],
            "name_en": row["basis__name_en"],
        },
        "reason": {"code": reason, "name": str(Removal.Reason(reason).label)} if reason else None,
        "removed_at": row["at"],
        "on_display_again": row["again"],
        "notice": notice,
        "salt": salt,
    }

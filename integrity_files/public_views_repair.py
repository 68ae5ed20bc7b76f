"""`/repairs/`: how credit repair is asked for, and whether a certificate is genuine."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credit_portal.common import clock
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.throttle import ReceiptThrottle
from credit_portal.workdays.models import DeadlineRule
from credit_portal.workdays.selectors import rule_on
from credit_portal.workflow import receipts
from integrity_files import catalogue
from integrity_files import selectors_repair as selectors
from integrity_files.models import Repair
from integrity_files.rules_repair import PLEDGE_ZH

PUBLIC = "public_read"
LIMITS = ("REP-ACCEPT", "REP-COMPLETE", "REP-RESULT", "REP-SITE", "REP-ALL-58", "REP-FALSE")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """From when, what it takes, how long it lasts, what it brings; free of charge."""
    context = {"sets": catalogue.rule_sets(using=PUBLIC), "limits": _limits(), "pledge": PLEDGE_ZH}
    return render(request, "integrity_files/repair_guide.html", context)


def _limits() -> list[DeadlineRule]:
    """The time limits in force today, with source and how sure they are."""
    found = []
    for code in LIMITS:
        try:
            found.append(rule_on(code, clock.today()))
        except NotFound:
            continue
    return found


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a certificate's code is one of ours: the body, the day, nothing of the record."""
    given = request.GET.get("code", "")[:60]
    if given:
        ReceiptThrottle().require(request)
    row, problem = _found(given) if given else (None, "")
    context = {"given": given, "row": row, "problem": problem}
    return render(
        request, "integrity_files/repair_verify.html", context, status=404 if problem else 200
    )  # fmt: skip


def _found(given: str) -> tuple[Repair | None, str]:
    try:
        row = selectors.by_code(receipts.normalise(given))
    except DomainError:
        return None, _("This is not a code as we print it. Please check for a typing mistake.")
    if row is None:
        return None, _("No certificate of this portal bears this code.")
    return row, ""

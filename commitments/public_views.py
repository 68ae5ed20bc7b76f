"""Forms for firms and citizens: no account, no JavaScript, nothing in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from commitments import progress_old_accounts as progress
from commitments import selectors_old_accounts as selectors
from commitments.codes_old_accounts import WITHDRAWABLE
from commitments.forms.old_accounts import ClaimForm, FurtherForm, body_names
from commitments.services import old_filing
from commitments.services.old_steps import CLAIMANT
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FilingThrottle
from credit_portal.workflow import public_filing, receipts
from credit_portal.workflow.public_filing import FORM

HERE = {"here": "old_accounts"}


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """File an old account. The receipt is made with the form and shown once it is filed, so that
    pressing twice shows the same one; only its digest is kept."""
    if request.method != "POST":
        first = {"receipt": public_filing.new_receipt(), "by": "firm",
                 "body": request.GET.get("body", "")[:120]}  # fmt: skip
        return _form(request, ClaimForm(initial=first))
    form = ClaimForm(request.POST, request.FILES)
    code = public_filing.code_of(request.POST.get("receipt", ""))
    if not form.is_valid():
        return _form(request, form, status=422)
    throttle = FilingThrottle()
    if not throttle.allow(request):
        show_refusal(form, throttle.refusal())
        return _form(request, form, status=429)
    try:
        public_filing.file(request, old_filing.file_claim, code, actor=CLAIMANT, **form.given())
    except DomainError as error:
        show_refusal(form, error)
        return _form(request, form, status=error.status)
    return render(request, "old_accounts/filed.html", {"code": code, **HERE})


def _form(request: HttpRequest, form: ClaimForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "bodies": body_names(), **HERE}
    return render(request, "old_accounts/new.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(FORM)
def mine(request: HttpRequest) -> HttpResponse:
    """My account: by its receipt, then for half an hour by a signed field of the page."""
    return public_filing.by_receipt(request, "old_accounts/mine.html", _page, _act, **HERE)


def _act(request: HttpRequest, digest: bytes) -> HttpResponse:
    """Add facts or withdraw."""
    return public_filing.act(request, digest, MINE)


def _page(
    request: HttpRequest,
    digest: bytes,
    form: FurtherForm | None = None,
    *,
    status: int = 200,
    **said: str,
) -> HttpResponse:
    """The account as its claimant sees it."""
    row = receipts.case(selectors.by_receipt(digest))
    context = {
        "row": row,
        "state": progress.state_of(row),
        "events": progress.claimants_story(row),
        "further": form or FurtherForm(),
        "entry": public_filing.entry(digest),
        "may_withdraw": row.state in WITHDRAWABLE,
        **said,
        **HERE,
    }
    return render(request, "old_accounts/case.html", context, status=status)


MINE = public_filing.Mine(
    actor=CLAIMANT, form=FurtherForm, services={"facts": old_filing.add_facts},
    withdraw=old_filing.withdraw, page=_page,
)  # fmt: skip

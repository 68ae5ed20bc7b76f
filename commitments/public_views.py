"""Forms for firms and citizens: no account, no JavaScript, nothing in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from commitments import progress_old_accounts as progress
from commitments import selectors_old_accounts as selectors
from commitments.codes_old_accounts import WITHDRAWABLE
from commitments.forms.old_accounts import ClaimForm, FurtherForm, ReceiptForm, body_names
from commitments.services import old_filing
from commitments.services.old_steps import CLAIMANT
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, Invalid, NotFound
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import FilingThrottle, ReceiptThrottle
from credit_portal.workflow import receipts

RECEIPT, ENTRY = "old_accounts.receipt", "old_accounts.entry"
ENTRY_SECONDS = 30 * 60
HERE = {"here": "old_accounts"}


def _too_many() -> DomainError:
    return DomainError(
        "too_many", _("Too many requests from here. Please wait and try again."), status=429
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """File an old account. The receipt is made with the form and shown once it is filed, so that
    pressing twice shows the same one; only its digest is kept."""
    if request.method != "POST":
        code, _digest = receipts.issue()
        first = {"receipt": signing.dumps(code, salt=RECEIPT), "by": "firm",
                 "body": request.GET.get("body", "")[:120]}  # fmt: skip
        return _form(request, ClaimForm(initial=first))
    form = ClaimForm(request.POST, request.FILES)
    code = _signed(request.POST.get("receipt", ""), RECEIPT)
    if not form.is_valid():
        return _form(request, form, status=422)
    throttle = FilingThrottle()
    if not throttle.allow(request):
        show_refusal(form, throttle.refusal())
        return _form(request, form, status=429)
    try:
        _file(request, form, code)
    except DomainError as error:
        show_refusal(form, error)
        return _form(request, form, status=error.status)
    return render(request, "old_accounts/filed.html", {"code": code, **HERE})


def _file(request: HttpRequest, form: ClaimForm, code: str) -> None:
    digest = receipts.digest(receipts.normalise(code))
    acts.run(
        old_filing.file_claim,
        actor=CLAIMANT,
        idempotency_key=idempotency_key(request) or digest.hex(),
        receipt_digest=digest,
        **form.given(),
    )


def _signed(text: str, salt: str, seconds: int | None = None) -> str:
    """What we signed earlier. Raises Invalid for anything else."""
    try:
        return str(signing.loads(text[:400], salt=salt, max_age=seconds))
    except signing.BadSignature as error:
        raise Invalid("form_expired", _("This form has expired. Please open it anew.")) from error


def _form(request: HttpRequest, form: ClaimForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "bodies": body_names(), **HERE}
    return render(request, "old_accounts/new.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """My account: by its receipt, then for half an hour by a signed field of the page."""
    if request.method != "POST":
        return render(request, "old_accounts/mine.html", {"form": ReceiptForm(), **HERE})
    if not ReceiptThrottle().allow(request):
        raise _too_many()
    if "entry" in request.POST:
        entry = _signed(request.POST["entry"], ENTRY, ENTRY_SECONDS)
        return _act(request, bytes.fromhex(entry))
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            digest = receipts.digest(receipts.normalise(form.cleaned_data["code"]))
            return _page(request, digest)
        except DomainError as error:
            show_refusal(form, error)
    return render(request, "old_accounts/mine.html", {"form": form, **HERE}, status=422)


def _act(request: HttpRequest, digest: bytes) -> HttpResponse:
    """Add facts or withdraw; a refusal shows the page again with what was typed."""
    given: dict[str, Any] = {"actor": CLAIMANT, "receipt_digest": digest,
                             "idempotency_key": idempotency_key(request)}  # fmt: skip
    form = FurtherForm(request.POST, request.FILES)
    service: Callable[..., Any] = old_filing.add_facts
    if request.POST.get("act") == "withdraw":
        form = FurtherForm()
        if request.POST.get("sure") != "yes":
            return _page(request, digest, refusal=_("Tick the box to withdraw."), status=422)
        service = old_filing.withdraw
    elif form.is_valid():
        given |= {"words": form.cleaned_data["words"], "upload": form.cleaned_data["file"]}
    else:
        return _page(request, digest, form, status=422)
    try:
        acts.run(service, **given)
    except DomainError as error:
        return _page(request, digest, form, refusal=str(error.message), status=error.status)
    return _page(request, digest, done=_("It has been noted."))


def _page(
    request: HttpRequest,
    digest: bytes,
    form: FurtherForm | None = None,
    *,
    status: int = 200,
    **said: str,
) -> HttpResponse:
    """The account as its claimant sees it."""
    row = selectors.by_receipt(digest)
    if row is None:
        raise NotFound("receipt_unknown", _("Nothing is filed under this receipt."), field="code")
    context = {
        "row": row,
        "state": progress.state_of(row),
        "events": progress.claimants_story(row),
        "further": form or FurtherForm(),
        "entry": signing.dumps(digest.hex(), salt=ENTRY),
        "may_withdraw": row.state in WITHDRAWABLE,
        **said,
        **HERE,
    }
    return render(request, "old_accounts/case.html", context, status=status)

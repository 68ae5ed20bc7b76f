"""`/progress/`: what became of a case, by its receipt. Nothing stands in the address or the log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.common.throttle import ReceiptThrottle
from credit_portal.workflow import receipts
from credit_portal.workflow.forms import ReceiptForm


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Ask by receipt; whatever app gave it out answers."""
    if request.method == "POST":
        ReceiptThrottle().require(request)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = _found(form)
    context = {"form": form, "found": found, "code": form.data.get("code", "") if found else "",
               "here": "progress"}  # fmt: skip
    status = 422 if form.is_bound and found is None else 200
    return render(request, "portal/progress.html", context, status=status)


def _found(form: ReceiptForm) -> receipts.Receipted | None:
    """What stands behind the receipt; a refusal goes into the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return receipts.lookup(form.cleaned_data["code"])
    except DomainError as error:
        show_refusal(form, error)
        return None

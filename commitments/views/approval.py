"""`/staff/commitments/approve/`: everything that waits for me, approved several at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments import approving, policies, services
from commitments.forms import BatchForm
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotAllowed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approve_many(request: HttpRequest) -> HttpResponse:
    """Choose filings by their previews and approve them in one act, all or none."""
    if not user_of(request).organisation_paths(policies.APPROVE):
        raise NotAllowed("not_allowed", _("Your role does not include approving commitments."))
    form = BatchForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(request, services.approve_batch, form, items=form.items()):
        messages.success(request, _approved(len(form.items())))
        return redirect("commitments:approve-many")
    waiting, total = approving.waiting(user_of(request))
    context = {"form": form, "waiting": waiting, "total": total, "chosen": form["chosen"].value()}
    status = 422 if form.errors else 200
    return render(request, "commitments/approve.html", context, status=status)


def _approved(count: int) -> str:
    return ngettext(
        "%(n)s commitment approved. It is public within seconds.",
        "%(n)s commitments approved. They are public within seconds.",
        count,
    ) % {"n": count}

"""`/staff/accounts/`: the list of accounts, its export, and what each role may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts import registers, selectors, services, verb_words
from credit_portal.accounts.forms import ListForm
from credit_portal.accounts.views import for_managers
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock, keyset

PAGE = 30
ORDER = ("username", "id")


@for_managers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Accounts with their roles, what waits for a second administrator, who asks for a deputy."""
    form = ListForm(request.GET.dict(), auto_id="%s")
    rows = registers.accounts(user_of(request), form.wanted)
    page = keyset.page(
        rows, ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE, descending=False
    )
    context = {
        "form": form,
        "page": page,
        "pages": _neighbours(request, page),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "pending": selectors.pending_grants(),
        "requests": registers.waiting_requests(),
        "invited": registers.open_invitations().count(),
    }
    with clock.steady():  # each grant says its state of this moment
        return render(request, "accounts/staff_index.html", context)


def _neighbours(request: HttpRequest, page: keyset.Page) -> dict[str, str]:
    def address(cursor: str | None) -> str:
        if cursor is None:
            return ""
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}"

    return {"next_url": address(page.next), "previous_url": address(page.previous)}


@for_managers
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The accounts of the list as CSV, with the purpose on record."""
    form = ListForm({name: request.POST.get(name, "") for name in ListForm.base_fields})
    done = acts.run(
        services.export_accounts,
        actor=user_of(request),
        answer=lambda _content: {},
        wanted=form.wanted,
        purpose_text=request.POST.get("purpose", "").replace("\0", ""),
    )
    answer = HttpResponse(done.value, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="accounts.csv"'
    return answer


@for_managers
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """What each role is for and may do, in words."""
    rows: list[dict[str, Any]] = [
        {"role": role, "may": verb_words.allowed_to(role.code)} for role in selectors.roles()
    ]
    return render(request, "accounts/staff_roles.html", {"rows": rows})

"""`/staff/accounts/`: security administrators open accounts, grant and end roles, two by two."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts import policies, selectors, services
from credit_portal.accounts.forms import CreateUserForm, EditUserForm, GrantForm, ReasonForm
from credit_portal.accounts.models import User
from credit_portal.accounts.services.common import one_time_password, require_manager
from credit_portal.accounts.who import user_of
from credit_portal.audit.selectors import history
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal

View = Callable[..., HttpResponse]
PAGE = 30


def for_managers(view: View) -> View:
    """Signed in and administering accounts; 403 for other staff."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_manager(user_of(request))
        return view(request, *args, **kwargs)

    return login_required(guarded)


def _run(request: HttpRequest, form: Form, service: Callable[..., Any], **given: Any) -> Any:
    """Run a service with the form's data; None when refused, with the refusal in the form."""
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request), **given
        )
    except DomainError as error:
        show_refusal(form, error)
        return None


@for_managers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles, and the grants that wait for a second administrator."""
    query, role = request.GET.get("q", "")[:80], request.GET.get("role", "")[:40]
    accounts = selectors.accounts(query=query.replace("\0", ""), role=role.replace("\0", ""))
    page = Paginator(accounts, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": query,
        "role": role,
        "roles": selectors.roles(),
        "pending": selectors.pending_grants(),
    }
    return render(request, "accounts/staff_index.html", context)


@for_managers
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """What each role is for, and the verbs it may do."""
    rows = [(role, policies.verbs_of(role.code)) for role in selectors.roles()]
    return render(request, "accounts/staff_roles.html", {"rows": rows})


@for_managers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Open an account; its password is shown once, to be handed over and changed."""
    form = CreateUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        made = _create(request, form, password)
        if made and made.replayed:
            messages.info(request, _("This account was opened before."))
            return redirect("accounts_staff_user", made.answer["id"])
        if made:
            context = {"person": made.value, "password": password}
            return render(request, "accounts/staff_created.html", context, status=201)
    return render(
        request, "accounts/staff_create.html", {"form": form}, status=422 if form.errors else 200
    )


def _create(request: HttpRequest, form: CreateUserForm, password: str) -> Any:
    # The password differs at each submission; it must not count towards the key's fingerprint.
    def open_account(*, actor: Any, **given: Any) -> User:
        return services.create_user(actor=actor, password=password, **given)

    return _run(request, form, open_account, **form.cleaned_data)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account: whom it belongs to, its grants, what was done to it."""
    person = selectors.account(user_id)
    form = EditUserForm(request.POST or None, initial=_initial(person), auto_id="edit_%s")
    sent = request.method == "POST" and form.is_valid()
    if sent and _run(request, form, services.update_user, user_id=user_id, **form.cleaned_data):
        messages.success(request, _("The account has been saved."))
        return redirect("accounts_staff_user", user_id)
    return _user_page(request, person, form=form, status=422 if form.errors else 200)


def _initial(person: User) -> dict[str, Any]:
    return {
        "display_name": person.display_name,
        "email": person.email,
        "organisation": str(person.organisation or ""),
        "post": str(person.post or ""),
        "language": person.language,
        "version": person.version,
    }


def _user_page(
    request: HttpRequest, person: User, *, status: int = 200, **forms: Form
) -> HttpResponse:
    context = {
        "person": person,
        "form": forms.get("form") or EditUserForm(initial=_initial(person), auto_id="edit_%s"),
        "grant_form": forms.get("grant_form") or GrantForm(auto_id="grant_%s"),
        "reason_form": forms.get("reason_form") or ReasonForm(auto_id="close_%s"),
        "grants": selectors.grants_of(person),
        "history": history(person)[:20],
        "own": person.pk == request.user.pk,
    }
    return render(request, "accounts/staff_user.html", context, status=status)


@for_managers
@require_POST
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Propose a role for an account."""
    person = selectors.account(user_id)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if form.is_valid() and _run(
        request, form, services.propose_grant, user_id=user_id, **form.cleaned_data
    ):
        messages.success(request, _("Proposed. Another security administrator must confirm it."))
        return redirect("accounts_staff_user", user_id)
    return _user_page(request, person, grant_form=form, status=422)


@for_managers
@require_POST
def grant_confirm(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Confirm another administrator's grant."""
    acts.run(
        services.confirm_grant,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        grant_id=grant_id,
    )
    messages.success(request, _("The grant has been confirmed."))
    return redirect("accounts_staff_index")


@for_managers
@require_POST
def grant_refuse(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Refuse a grant that waits, or take back one's own proposal."""
    return _with_reason(request, services.refuse_grant, grant_id)


@for_managers
@require_POST
def grant_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End a grant at once."""
    return _with_reason(request, services.end_grant, grant_id)


def _with_reason(request: HttpRequest, service: Callable[..., Any], grant_id: UUID) -> HttpResponse:
    done = acts.run(
        service,
        actor=user_of(request),
        idempotency_key=idempotency_key(request),
        answer=lambda ended: {"user": str(ended.user_id)},
        grant_id=grant_id,
        reason=request.POST.get("reason", "")[:1000].replace("\0", ""),
    )
    messages.success(request, _("Done."))
    return redirect("accounts_staff_user", done.answer["user"])


@for_managers
@require_POST
def activity(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Close or reopen an account."""
    person = selectors.account(user_id)
    form = ReasonForm(request.POST, auto_id="close_%s")
    active = request.POST.get("active") == "1"
    if form.is_valid() and _run(
        request, form, services.set_active, user_id=user_id, active=active, **form.cleaned_data
    ):
        messages.success(request, _("Done."))
        return redirect("accounts_staff_user", user_id)
    return _user_page(request, person, reason_form=form, status=422)

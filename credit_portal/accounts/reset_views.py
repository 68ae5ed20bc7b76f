"""`/staff/accounts/`: a lost second factor reset by two administrators; a closed door opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts import selectors_sign_in, services
from credit_portal.accounts.views import for_managers
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import Conflict, Invalid


def _run(
    request: HttpRequest, service: Callable[..., Any], done: str, back: Any, **given: Any
) -> HttpResponse:
    """Run a service, then back to a page; what can be put right is said there."""
    try:
        acts.run(
            service,
            actor=user_of(request),
            idempotency_key=idempotency_key(request),
            answer=lambda _row: {},
            **given,
        )
    except (Conflict, Invalid) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(*back)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1000].replace("\0", "")


@for_managers
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Lost second factors that wait."""
    context = {"resets": selectors_sign_in.waiting_resets()}
    return render(request, "accounts/staff_resets.html", context)


@for_managers
@require_POST
def propose(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Propose a reset."""
    done = _("Proposed. Another security administrator must confirm it.")
    back = ("accounts_staff_user", user_id)
    given = {"user_id": user_id, "reason": _reason(request)}
    return _run(request, services.propose_reset, done, back, **given)


@for_managers
@require_POST
def confirm(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """Confirm another administrator's proposal."""
    done = _("The second factor has been reset. Its owner was told.")
    return _run(
        request, services.confirm_reset, done, ("accounts_staff_resets",), reset_id=reset_id
    )


@for_managers
@require_POST
def refuse(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """Refuse a reset, or take one's own proposal back."""
    given = {"reset_id": reset_id, "reason": _reason(request)}
    return _run(request, services.refuse_reset, _("Done."), ("accounts_staff_resets",), **given)


@for_managers
@require_POST
def unlock(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open the door of an account before its wait is over."""
    done = _("The door of this account is open again.")
    back = ("accounts_staff_user", user_id)
    return _run(request, services.unlock, done, back, user_id=user_id)

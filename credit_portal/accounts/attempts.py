"""Running a service for a page: once per submission, refusals shown where they belong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal


def _key_of(row: Any) -> dict[str, Any]:
    return {"id": str(row.pk)}


def attempt(
    request: HttpRequest,
    service: Callable[..., Any],
    form: BaseForm | None,
    *,
    answer: acts.Answer = _key_of,
    **given: Any,
) -> acts.Done | None:
    """Run a service; None when it was refused: the refusal goes to the form, else on top of the
    page. What he may not do or see is raised. `answer` makes what a repeated submission gets back,
    the key of the row unless told otherwise."""
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request),
            answer=answer, **given,
        )  # fmt: skip
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        if form is None:
            messages.error(request, str(error.message))
        else:
            show_refusal(form, error)
        return None

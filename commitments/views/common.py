"""What the commitments pages share: running an act and answering with a page."""

from __future__ import annotations

import re
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

VERSION = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def version_seen(request: HttpRequest) -> dict[str, int]:
    """The version that the page showed, as an argument of a service; nothing when it names none."""
    given = request.POST.get("version", "")
    return {"expected_version": int(given)} if VERSION.fullmatch(given) else {}


def attempt(
    request: HttpRequest, service: Callable[..., Any], form: BaseForm | None = None, **given: Any
) -> acts.Done | None:
    """Run a service once per submission; a refusal goes to the form, else to the top of the page.

    What the user may not see or may not do at all is raised on: a page of its own.
    """
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request), **given
        )
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        if form is None:
            messages.error(request, str(error.message))
        else:
            show_refusal(form, error)
        return None

"""Running a service for a page: once per submission, refusals shown where they belong."""

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


def version_seen(request: HttpRequest) -> dict[str, Any]:
    """The version that the page showed, as an argument of a service; nothing when it names none."""
    version = request.POST.get("version", "")
    return {"expected_version": int(version)} if VERSION.fullmatch(version) else {}


def attempt(
    request: HttpRequest, service: Callable[..., Any], form: BaseForm | None = None, **given: Any
) -> acts.Done | None:
    """Run a service (`given` are its arguments and those of `acts.run`) once per submission; None
    when it was refused: the refusal goes to the form, else to the top of the page.

    Raises on what the user may not do or see, unless it speaks of a field that he filled in.
    """
    try:
        return acts.run(
            service, actor=user_of(request), idempotency_key=idempotency_key(request), **given
        )
    except DomainError as error:
        fields = form.fields if form is not None else {}
        if error.status in {403, 404} and error.field not in fields:
            raise
        if form is None:
            messages.error(request, str(error.message))
        else:
            show_refusal(form, error)
        return None

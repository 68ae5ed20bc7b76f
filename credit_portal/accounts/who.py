"""Who is signed in, said to the type checker too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common.errors import NotAllowed

if TYPE_CHECKING:
    from rest_framework.request import Request


def user_of(request: HttpRequest | Request) -> User:
    """The signed-in user of a request behind `login_required`; raises NotAllowed without one."""
    if isinstance(request.user, User):
        return request.user
    raise NotAllowed("not_signed_in", _("Please sign in."))

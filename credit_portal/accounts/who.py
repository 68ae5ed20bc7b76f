"""Who is signed in, said to the type checker too."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.common.errors import NotAllowed


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a request behind `login_required`; raises NotAllowed without one."""
    if isinstance(request.user, User):
        return request.user
    raise NotAllowed("not_signed_in", _("Please sign in."))

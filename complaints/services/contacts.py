"""The number of a reporter who agreed to be called back, for whoever took the call."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from complaints import policies, selectors, vault_client
from complaints.codes import CallBackState
from complaints.models import CallBack
from complaints.secret import Secret
from credit_portal.accounts.models import User
from credit_portal.common.errors import Conflict, NotAllowed, NotFound


def call_back_of(actor: User, call_back_id: UUID) -> CallBack:
    """A call-back whose case the actor sees. Raises NotFound."""
    found = CallBack.objects.select_related("case").filter(pk=call_back_id).first()
    if found is None or not selectors.visible_to(actor).filter(pk=found.case_id).exists():
        raise NotFound("not_found", _("There is no such call."))
    return found


def number_to_call(*, actor: User, call_back_id: UUID) -> Secret:
    """The number to call, while the call-back is open and his. The vault asks the same again and
    writes the audit row before it opens. Not inside a transaction.

    Raises NotFound, NotAllowed ("not_taken", `vault_…`), Conflict ("called_back"), VaultAway.
    """
    made = call_back_of(actor, call_back_id)
    policies.require_over(actor, policies.TAKE, made.case.accused)
    if made.state != CallBackState.OPEN:
        raise Conflict("called_back", _("This call was made already."))
    if made.taker_id != actor.pk:
        raise NotAllowed("not_taken", _("Take the call first: its number is for whoever makes it."))
    return vault_client.open_contact(made.pk, actor.pk)

"""Every write of accounts: reference rows, set-up, people, grants, tokens, sign-in."""

from credit_portal.accounts.services.deputies import (
    ask_for_deputy,
    decline_deputy,
    propose_deputy,
    recall_deputy,
    take_up_deputy,
    withdraw_deputy,
)
from credit_portal.accounts.services.grants import (
    confirm_grant,
    end_grant,
    propose_grant,
    refuse_grant,
)
from credit_portal.accounts.services.invitations import (
    accept_invitation,
    invite,
    open_account,
    resend_invitation,
    withdraw_invitation,
)
from credit_portal.accounts.services.people import (
    create_user,
    set_active,
    update_profile,
    update_user,
)
from credit_portal.accounts.services.setup import (
    create_first_administrators,
    ensure_demo_user,
    load_reference,
)
from credit_portal.accounts.services.sign_in import (
    note_failed_sign_in,
    note_proof,
    note_session_expired,
    note_sign_in,
    note_sign_out,
    set_password,
)
from credit_portal.accounts.services.token_keys import create_token, revoke_token

__all__ = [
    "accept_invitation",
    "ask_for_deputy",
    "confirm_grant",
    "create_first_administrators",
    "create_token",
    "create_user",
    "decline_deputy",
    "end_grant",
    "ensure_demo_user",
    "invite",
    "load_reference",
    "note_failed_sign_in",
    "note_proof",
    "note_session_expired",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "propose_deputy",
    "propose_grant",
    "recall_deputy",
    "refuse_grant",
    "resend_invitation",
    "revoke_token",
    "set_active",
    "set_password",
    "take_up_deputy",
    "update_profile",
    "update_user",
    "withdraw_deputy",
    "withdraw_invitation",
]

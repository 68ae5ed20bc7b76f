"""Every write of accounts: reference rows, set-up, people, grants, tokens, sign-in."""

from credit_portal.accounts.services.deputies import (
    ask_for_deputy,
    decline_deputy,
    propose_deputy,
    recall_deputy,
    take_up_deputy,
    withdraw_deputy,
)
from credit_portal.accounts.services.exports import export_accounts
from credit_portal.accounts.services.factor_resets import (
    ask_for_reset,
    confirm_reset,
    propose_reset,
    refuse_reset,
)
from credit_portal.accounts.services.factors import (
    enrol_app,
    enrol_passkey,
    remove_factor,
    renew_codes,
    use_code,
    use_passkey,
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
from credit_portal.accounts.services.lockout import note_failed_sign_in, require_open, unlock
from credit_portal.accounts.services.open_sessions import end_other_sessions, end_session
from credit_portal.accounts.services.people import (
    create_user,
    set_active,
    update_profile,
    update_user,
)
from credit_portal.accounts.services.provider_links import link_provider, unlink_provider
from credit_portal.accounts.services.setup import (
    create_first_administrators,
    ensure_demo_user,
    load_reference,
)
from credit_portal.accounts.services.sign_in import (
    note_proof,
    note_session_expired,
    note_sign_in,
    note_sign_out,
    set_password,
)
from credit_portal.accounts.services.token_keys import create_token, revoke_token
from credit_portal.accounts.services.tries import try_code, try_own_password, try_password

__all__ = [
    "accept_invitation",
    "ask_for_deputy",
    "ask_for_reset",
    "confirm_grant",
    "confirm_reset",
    "create_first_administrators",
    "create_token",
    "create_user",
    "decline_deputy",
    "end_grant",
    "end_other_sessions",
    "end_session",
    "enrol_app",
    "enrol_passkey",
    "ensure_demo_user",
    "export_accounts",
    "invite",
    "link_provider",
    "load_reference",
    "note_failed_sign_in",
    "note_proof",
    "note_session_expired",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "propose_deputy",
    "propose_grant",
    "propose_reset",
    "recall_deputy",
    "refuse_grant",
    "refuse_reset",
    "remove_factor",
    "renew_codes",
    "require_open",
    "resend_invitation",
    "revoke_token",
    "set_active",
    "set_password",
    "take_up_deputy",
    "try_code",
    "try_own_password",
    "try_password",
    "unlink_provider",
    "unlock",
    "update_profile",
    "update_user",
    "use_code",
    "use_passkey",
    "withdraw_deputy",
    "withdraw_invitation",
]

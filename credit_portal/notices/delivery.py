"""How an attempt to deliver may end other than well. The codes are kinds, never the words of a
server: those quote addresses and numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Undelivered(Exception):
    """Nothing was delivered; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:80]


class Later(Undelivered):
    """Try again later; `unreachable` when the whole channel is away."""

    def __init__(self, code: str, *, unreachable: bool = False) -> None:
        super().__init__(code)
        self.unreachable = unreachable


class Never(Undelivered):
    """Trying again is of no use until somebody mends something; `recipient_refused` when the
    address or number itself was refused."""

    def __init__(self, code: str, *, recipient_refused: bool = False) -> None:
        super().__init__(code)
        self.recipient_refused = recipient_refused


class NotMeant(Undelivered):
    """It is not to be delivered any more: nobody did anything wrong."""


REASONS = {
    "no_address": _("The account has no e-mail address."),
    "address_refused": _("The mail server refuses this address for good."),
    "message_refused": _("The mail server refuses this message for good."),
    "account_closed": _("The account has been closed."),
    "not_visible": _("The reader may not see the case any more."),
    "switched_off": _("The reader switched this kind of message off."),
    "in_digest": pgettext_lazy("notice", "Sent with a digest."),
    "nothing_left": _("Nothing was left to tell."),
    "no_number": _("The account has no verified mobile number."),
    "number_refused": _("The SMS gateway refuses this number for good."),
    "code_expired": _("The code was out of date before it could be sent."),
    "no_template": _("The SMS gateway has no template for this message."),
    "no_gateway": _("No SMS gateway is configured."),
    "timed_out": _("The other side did not answer in time."),
    "unreachable": _("The other side could not be reached."),
    "sign_in_refused": _("The mail server refuses our sign-in or sender address."),
    "text_failed": _("The text could not be made; this is a fault of the portal."),
}


def in_words(code: str) -> str:
    """The reason in the active language; a server's own code is given as it stands."""
    if code in REASONS:
        return str(REASONS[code])
    kind, _colon, number = code.partition(":")
    sentences = {
        "smtp": _("The mail server answered %(code)s; it is tried again."),
        "gateway": _("The SMS gateway answered %(code)s; it is tried again."),
        "gateway_refused": _("The SMS gateway refused it: %(code)s."),
    }
    return str(sentences[kind]) % {"code": number} if kind in sentences else code

"""A notice as a letter: plain text, a plain page beside it, and the headers that keep it from
being answered, doubled or hard to be rid of."""

from __future__ import annotations

import hashlib
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from credit_portal.notices import digests, invitations, mail_page, rendering, unsubscribe
from credit_portal.notices.delivery import Later, Never, NotMeant
from credit_portal.notices.models import Notice
from credit_portal.notices.templates_catalogue import MANDATORY, TEMPLATES

#: Answers to RCPT that speak of the address, not of the message (RFC 5321 4.2.3).
ADDRESS_REFUSED = {550, 551, 553, 556}


def host() -> str:
    """Name of the portal's host."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def stable_id(notice: Notice) -> str:
    """The same for every attempt at the same message; for mail and for the SMS gateway."""
    text = f"{notice.dedupe_key}\n{notice.recipient_id}\n{notice.channel}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def message_id(notice: Notice) -> str:
    """The Message-ID by which mail programs show a repeated mail once."""
    return f"<{stable_id(notice)}@{host()}>"


def headers(notice: Notice) -> dict[str, str]:
    """Headers of the letter; mails about one case stand in one thread."""
    found = {
        "Message-ID": message_id(notice),
        "List-Id": f"<notices.{host()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "en" if notice.language == "en" else "zh-CN",
    }
    if notice.target:
        thread = hashlib.sha256(notice.target.encode()).hexdigest()[:40]
        found["References"] = f"<{thread}.case@{host()}>"
    off = unsubscribe.path(notice)
    if off:
        language = rendering.known_language(notice.language)
        found["List-Unsubscribe"] = f"<{rendering.link_in(language, off)}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def foot(notice: Notice, language: str) -> dict[str, Any]:
    """What stands below every letter: the way to the page, who sends, and how to switch off."""
    with translation.override("zh-hans"):
        own = reverse("notices_own")
    off = unsubscribe.path(notice)
    group = TEMPLATES[notice.template].group
    digest = notice.template == digests.TEMPLATE
    return {
        "link": rendering.link_in(language, str(notice.context["url"])),
        "sender": rendering.site_name(language),
        "settings_link": rendering.link_in(language, own),
        "off_link": rendering.link_in(language, off) if off else "",
        "group": _("Digest mail") if digest else rendering.group_label(notice.template),
        "why_always": "" if digest else MANDATORY.get(group, ""),
    }


def address_of(notice: Notice) -> str:
    """Where the mail goes: the recipient's address, or the one that the context names (of a
    changed address the earlier one); "" for none."""
    return str(notice.context.get("mail_to") or notice.recipient.email)


def letter(notice: Notice) -> EmailMultiAlternatives:
    """The mail of a notice. Raises NotMeant when its reader may not be told any more."""
    language = rendering.known_language(notice.language)
    text, extra = _told(notice, language)
    with translation.override(language):
        below = foot(notice, language) | {key: extra[key] for key in ("link",) if key in extra}
        plain = render_to_string(f"notices/_foot.{language}.txt", below)
        page = mail_page.render(text, language, {**below, **extra})
    mail = EmailMultiAlternatives(
        subject=text.subject,
        body=f"{text.body}\n{plain.strip()}\n",
        to=[address_of(notice)],
        headers=headers(notice),
    )
    mail.attach_alternative(page, "text/html")
    return mail


def _told(notice: Notice, language: str) -> tuple[rendering.Text, dict[str, Any]]:
    """The words, and the parts of a digest or the link of an invitation."""
    if notice.template == invitations.TEMPLATE:
        extra = invitations.facts(notice, language)
        return rendering.render(notice.template, notice.context | extra, language), extra
    if notice.template != digests.TEMPLATE:
        text = rendering.shown(notice.recipient, [notice], language)[0].text
        if text is None:
            raise NotMeant("not_visible")
        return text, {}
    extra = digests.facts(notice, language)
    if not extra["count"]:
        raise NotMeant("nothing_left")
    return rendering.render(notice.template, notice.context | extra, language), extra


class Mailer:
    """One connection for many letters; told once that the server is away, it says so at once."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, mail: EmailMultiAlternatives) -> None:
        """Hand one letter over. Raises Later or Never."""
        try:
            self._open().send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(error) from None
        except smtplib.SMTPException as error:
            self.close()
            raise _failed(error) from None
        except TimeoutError:
            self.close()
            raise Later("timed_out", unreachable=True) from None
        except OSError:
            self.close()
            raise Later("unreachable", unreachable=True) from None

    def _open(self) -> BaseEmailBackend:
        if self._connection is None:
            connection = get_connection()
            connection.open()
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """End the connection; the next letter opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _refused(error: smtplib.SMTPRecipientsRefused) -> Later | Never:
    code, answer = next(iter(error.recipients.values()))
    if code < 500:
        return Later(f"smtp:{code}")
    policy = b"5.7." in (answer if isinstance(answer, bytes) else str(answer).encode())
    if code in ADDRESS_REFUSED and not policy:
        return Never("address_refused", recipient_refused=True)
    return Never("message_refused")


def _failed(error: smtplib.SMTPException) -> Later | Never:
    """Final only when the letter itself was refused: a wrong password of ours loses no mail."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        return Later("sign_in_refused", unreachable=True)
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500:
        return Never("message_refused")
    if isinstance(error, smtplib.SMTPResponseException):
        return Later(f"smtp:{error.smtp_code}")
    return Later("unreachable", unreachable=True)

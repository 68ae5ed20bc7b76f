"""The certificate of a granted repair, as PDF with the code by which anybody can check it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credit_portal.accounts.models import User
from credit_portal.audit import services as audit
from credit_portal.common import clock, pdf
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict
from credit_portal.common.i18n import is_english, localized
from credit_portal.workdays.explanation import date_en, date_zh
from integrity_files import selectors_repair as selectors
from integrity_files.models import Repair
from integrity_files.services.outside_parties import OutsideActor


@transaction.atomic
def certificate(*, actor: User, repair_id: UUID) -> bytes:
    """The PDF in the active language, for the body and the credit office; making it is on record.
    Raises NotFound, Conflict ("not_granted")."""
    return made(selectors.repair(actor, repair_id), actor)


def made(row: Repair, actor: Actor) -> bytes:
    """The PDF of an application; on record, for a holder of its receipt as nobody's act. Raises
    Conflict ("not_granted")."""
    if not row.code:
        raise Conflict("not_granted", _("There is a certificate once repair is granted."))
    audit.record(
        "integrity_files.repair_certificate_made", target=row,
        actor=None if isinstance(actor, OutsideActor) else actor,
        organisation=row.record.organisation,
    )  # fmt: skip
    return pdf.compile_letter("repair_certificate", data(row))


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed and typed."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def data(row: Repair) -> dict[str, Any]:
    """What the layout prints: nothing of what the record said."""
    record = row.record
    body = localized(record.organisation, "name")
    address = f"{settings.PUBLIC_URL}{reverse('repairs:verify')}"
    return {
        "lang": (get_language() or "zh")[:2],
        "issuer": _("Office for government credit"),
        "title": _("Certificate of credit repair"),
        "paragraphs": [
            _("%(body)s:") % {"body": body},
            _(
                "On %(day)s the credit repair of your record %(ref)s was granted under the Measures"
                " for Credit Repair (NDRC order 36)."
            )
            % {"day": _day(row.decided_on), "ref": record.ref or record.short},
            _display_sentence(row),
            _("Its sharing and use were stopped on %(day)s.")
            % {"day": _day(_day_of(row.stopped_sharing_at))},
        ],
        "facts": [
            [_("Certificate number"), row.short],
            [_("Verification code"), grouped(row.code)],
            [_("To be checked at"), address],
        ],
        "made_on": _day(clock.today()),
    }


def _display_sentence(row: Repair) -> str:
    if row.display_ended_at is None:
        return _("The record was not on display.")
    return _("Its display was ended on %(day)s.") % {"day": _day(_day_of(row.display_ended_at))}


def _day_of(moment: Any) -> date | None:
    return clock.day_of(moment) if moment is not None else None


def _day(day: date | None) -> str:
    if day is None:
        return "—"
    return date_en(day) if is_english() else date_zh(day)

"""Whoever files without an account: checked, kept sealed, told, erased.

The same for objections, tips and applications for repair. A receipt's digest names the case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.common.errors import Conflict, Invalid
from credit_portal.files import services as files
from credit_portal.files.models import StoredFile
from credit_portal.notices.addresses import MAINLAND
from integrity_files import parties
from integrity_files.codes_objections import Proof


class OutsideActor:
    """Whoever files without an account of the portal: may do nothing else."""

    def __init__(self, key: str, title: str, title_en: str) -> None:
        self.id, self.title, self.title_en = key, title, title_en

    def may(self, verb: str, organisation: Any | None = None) -> bool:
        """Steps of somebody without an account carry no verb."""
        return False

    def organisation_paths(self, verb: str) -> list[str]:
        """No scope."""
        return []


def contact(email: str, mobile: str, *, wanted: bool) -> tuple[str, str]:
    """The two ways to be reached, checked. Raises Invalid with the field."""
    mail, number = email.strip(), re.sub(r"[\s-]", "", mobile)
    if mail:
        try:
            validate_email(mail)
        except ValidationError as error:
            raise Invalid(
                "email_not_valid", _("Give an e-mail address like name@example.cn."), field="email"
            ) from error
    if number:
        match = MAINLAND.fullmatch(number)
        if match is None:
            sentence = _("Give a mobile number of mainland China, like 138 0013 8000.")
            raise Invalid("mobile_not_valid", sentence, field="mobile")
        number = match[1]
    if wanted and not (mail or number):
        sentence = _("Give an e-mail address or a mobile number, so that we can reach you.")
        raise Invalid("contact_missing", sentence, field="email")
    return mail[:254], number


def checked(party: Mapping[str, str], proof_file: Any, missing: Any) -> dict[str, str]:
    """Who files, checked and trimmed. `missing`: the sentence where there is no name. Raises
    Invalid with the field."""
    email, mobile = contact(party.get("email", ""), party.get("mobile", ""), wanted=True)
    name = party.get("name", "").strip()
    if not name:
        raise Invalid("name_missing", missing, field="name")
    if party.get("proof") not in Proof.values or not proof_file:
        raise Invalid(
            "proof_missing",
            _("Attach a document that shows who you are. Only the clerk sees it."),
            field="proof_file",
        )
    return {"name": name[:120], "email": email, "mobile": mobile, "proof": party["proof"]}


def sealed(row: Any, given: Mapping[str, str]) -> dict[str, Any]:
    """What is kept of a checked party, as fields of its table."""
    kept = {f"{part}_sealed": parties.sealed(row, part, given[part]) for part in parties.PARTS}
    return {**kept, "proof": given["proof"]}


def require_unused(model: Any, **receipt: bytes) -> None:
    """Raise Conflict ("receipt_used") where the form was sent already."""
    if model.objects.filter(**receipt).exists():
        raise Conflict("receipt_used", _("This form was already sent. Open a new one."))


def store(upload: Any, actor: Actor, purpose: str) -> StoredFile | None:
    """Keep an upload, checked and cleaned, without its name and moment; None for none."""
    if not upload:
        return None
    return files.store(upload=upload, owner=actor, purpose=purpose, anonymous=True)


def erase(model: type[Model], row: Any) -> None:
    """Erase who filed and the document that proved it; steps and words stay."""
    found: Any = model._default_manager.filter(pk=row.pk).first()
    if found is None:
        return
    kept = [found.proof_file_id] if found.proof_file_id else []
    found.delete()
    files.erase(kept)

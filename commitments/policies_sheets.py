"""Who may do what with a yearly sheet: as with its commitments, filed and approved as a whole."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from commitments import policies, rules_sheets
from commitments.models import Commitment, Sheet
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid, NotAllowed
from credit_portal.directory.models import Division, Organisation


def has_sheet(body: Organisation) -> bool:
    """Whether the body stands for a street, town or township; statistical units do not."""
    unit = body.division
    return bool(
        body.active
        and body.kind in rules_sheets.BODY_KINDS
        and unit is not None
        and unit.level == Division.Level.STREET
        and unit.kind in rules_sheets.UNIT_KINDS
    )


def require_unit(body: Organisation) -> None:
    """Raise Invalid for a body that has no sheet."""
    if not has_sheet(body):
        raise Invalid(
            "no_sheet",
            _("Only a street office, a town or a township has a yearly sheet."),
            field="organisation",
        )


def wrote(actor: Actor, sheet: Sheet) -> bool:
    """Whether he filed it or had a hand in it, or whoever filed for him in those days."""
    return policies.wrote(actor, cast(Commitment, sheet))


def may_approve(actor: Actor, sheet: Sheet) -> bool:
    """Whether he may approve or return it."""
    return policies.allows(actor, policies.APPROVE, sheet.organisation) and not wrote(actor, sheet)


def require_approve(actor: Actor, sheet: Sheet) -> None:
    """Raise NotAllowed unless ``may_approve``; says which of the two is missing."""
    policies.require(actor, policies.APPROVE, sheet.organisation)
    if wrote(actor, sheet):
        raise NotAllowed("four_eyes", _("You wrote in this sheet; somebody else must approve it."))


def may_file(actor: Any, sheet: Sheet) -> bool:
    """Whether he may write in it and hand it in."""
    return policies.allows(actor, policies.FILE, sheet.organisation)

"""The hotline's office: in whose lists a case stands while no body has it, and who else looks after
complaints about that office itself (docs/hotline.md)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from complaints import policies
from complaints.models import Case
from credit_portal.accounts.selectors import holders_anywhere, holders_of, paths_above
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import nearest_credit_office

#: What somebody outside of a body must hold over it, so that complaints about it are handled.
NEEDED = (policies.TAKE, policies.SUPERVISE, policies.REVIEW)


def owner(row: Case) -> Organisation:
    """That of its operator; else the one that is set (HOTLINE_OFFICE, a body's address in the
    directory), else the credit office nearest above the body complained of, else the first one.
    Raises Conflict ("no_office") where the directory has none of these."""
    if row.operator is not None and row.operator.organisation is not None:
        own: Organisation = row.operator.organisation
        return own
    above = paths_above(row.accused.path) if row.accused is not None else ()
    found = configured() or nearest_credit_office(above) or row.accused
    if found is None:
        raise Conflict("no_office", _("There is no credit office in the directory yet."))
    return found


def configured() -> Organisation | None:
    """The office that is set, where the directory has it."""
    slug = settings.HOTLINE_OFFICE
    return Organisation.objects.filter(slug=slug, active=True).first() if slug else None


def unserved() -> list[Organisation]:
    """Bodies complaints about which nobody could handle: whoever holds a verb that is needed over
    them belongs to them. They can only be bodies to which some of these belong."""
    inside = {
        path
        for verb in NEEDED
        for one in holders_anywhere(verb)
        if one.organisation is not None
        for path in paths_above(one.organisation.path)
    }
    bodies = Organisation.objects.filter(path__in=inside, active=True)
    return [one for one in bodies.order_by("path") if missing(one)]


def missing(body: Organisation) -> list[str]:
    """Which of these verbs nobody outside of the body holds over it."""
    return [
        verb for verb in NEEDED if all(policies.is_own(one, body) for one in holders_of(verb, body))
    ]

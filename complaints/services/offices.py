"""The office whose lists a case stands in while no body has it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.models import Case
from credit_portal.common.errors import Conflict
from credit_portal.directory.models import Organisation


def owner(row: Case) -> Organisation:
    """The hotline's own office: that of its operator, else the credit office, else the body
    complained of. Raises Conflict ("no_office") where the directory has none of these."""
    if row.operator is not None and row.operator.organisation is not None:
        own: Organisation = row.operator.organisation
        return own
    offices = Organisation.objects.filter(kind=Organisation.Kind.CREDIT_OFFICE, active=True)
    found = offices.order_by("path").first() or row.accused
    if found is None:
        raise Conflict("no_office", _("There is no credit office in the directory yet."))
    return found

"""What tells a challenge about procurement from a complaint, and by when each must be brought."""

from __future__ import annotations

from django.utils.translation import gettext as _

from complaints import rules
from complaints.codes import Regime
from complaints.models import Case
from credit_portal.common import clock
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workdays import selectors as workdays


def hint(row: Case) -> str:
    """The question that decides, for a case about procurement; "" for any other. Whoever sets the
    law answers it: nothing that a reporter files says it (Government Procurement Law art. 52, 55).
    """
    if row.category not in rules.PROCUREMENT and row.regime not in rules.BROUGHT:
        return ""
    today, codes = clock.today(), rules.BROUGHT
    text = _(
        "Procurement: did the supplier challenge it with the purchaser already? If not, it is a"
        " challenge, brought within %(first)s working days of knowing of the harm (Government"
        " Procurement Law art. 52); if so, a complaint, brought within %(second)s working days"
        " after the end of the time to answer the challenge (art. 55)."
    ) % {
        "first": workdays.rule_on(codes[Regime.CHALLENGE], today).count,
        "second": workdays.rule_on(codes[Regime.PROCUREMENT], today).count,
    }
    if row.happened_on is None:
        return text
    until = workdays.compute_by_rule(codes[Regime.CHALLENGE], row.happened_on, on=today)
    counted = _("From the day on which it happened, a challenge can be brought until %(day)s.")
    return f"{text} {counted % {'day': long_date(until.due)}}"

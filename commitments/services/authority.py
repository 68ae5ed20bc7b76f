"""The authority to promise and the incentives of a draft, recorded before it is registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments import codes_change as codes
from commitments import policies
from commitments.models import AuthorityCheck, Commitment, Incentive
from commitments.services import drafts, steps
from commitments.services.performance import Attachment, attach
from credit_portal.accounts.models import User
from credit_portal.common.errors import Invalid

CHECKED = (
    "legality_organ", "legality_on", "legality_result", "competition_organ", "competition_on",
    "competition_result", "budget_line", "budget_amount", "budget_year", "competent_body",
)  # fmt: skip
OFFERED = ("kind", "industry", "firm", "measure", "value", "terms_zh", "terms_en")
MOST = 30


@transaction.atomic
def record_authority(
    *,
    actor: User,
    commitment_id: UUID,
    fields: Mapping[str, Any],
    incentives: Sequence[Mapping[str, Any]] | None = None,
    opinion: Attachment | None = None,
    expected_version: int | None = None,
) -> Commitment:
    """Record what is known of the authority to promise (``CHECKED``; the rest stays not recorded)
    and what is offered (``OFFERED``) on a draft or a returned filing. The opinion of the legality
    review is for staff. The writer becomes an author.

    Raises Stale, Conflict ("not_editable", "imported"), NotAllowed, Invalid.
    """
    row = steps.locked(actor, commitment_id)
    policies.require(actor, policies.FILE, row.organisation)
    actor = policies.capacity(actor, policies.FILE, row.organisation)
    drafts.require_editable(row)
    steps.check_version(row, expected_version)
    check = AuthorityCheck.objects.filter(commitment=row).first() or AuthorityCheck(commitment=row)
    for name in CHECKED:
        value = fields.get(name)
        field = AuthorityCheck._meta.get_field(name)
        setattr(check, name, (None if field.null else "") if value is None else value)
    drafts.check_fields(check, *CHECKED)
    _check_budget(check)
    if opinion is not None:
        kept = Attachment(opinion.upload, opinion.title, is_public=False)
        check.legality_opinion = attach(row, actor, [kept])[0]
    check.save()
    if incentives is not None:
        _set_incentives(row, incentives)
    drafts.touch(row, actor)
    row.save(update_fields=["authors", "version", "updated_at"])
    steps.trail("authority", actor, row, incentives=row.incentives.count())
    return row


def _check_budget(check: AuthorityCheck) -> None:
    if check.budget_amount is not None and check.budget_amount < 0:
        raise Invalid("amount_range", _("An amount is not negative."), field="budget_amount")
    if check.budget_year is not None and not 1990 <= check.budget_year <= 2100:
        raise Invalid("date_range", _("Between 1990 and 2100."), field="budget_year")


def _set_incentives(row: Commitment, given: Sequence[Mapping[str, Any]]) -> None:
    if len(given) > MOST:
        raise Invalid("incentives_many", _("At most 30 incentives."), field="incentives")
    row.incentives.all().delete()
    made = []
    for position, one in enumerate(given, 1):
        offered = {name: one[name] for name in OFFERED if one.get(name) is not None}
        found = Incentive(commitment=row, position=position, **offered)
        drafts.check_fields(found, *OFFERED)
        if found.value <= 0 or (found.measure == codes.Measure.PERCENT and found.value > 100):
            raise Invalid(
                "value_range",
                _("An incentive is more than nought; a percentage at most 100."),
                field="incentives",
            )
        made.append(found)
    Incentive.objects.bulk_create(made)

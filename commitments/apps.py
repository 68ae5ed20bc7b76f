"""Registration of the commitments app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class CommitmentsConfig(AppConfig):
    """Commitments of public bodies: filed, approved, published, verified."""

    name = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the platform below: roles, sentences, the public kind, deadlines, work, rows."""
        from commitments import (
            audit_verbs,
            checks_in_database,
            policies,
            policies_clocks,
            registration_campaigns,
            registration_old_accounts,
            work,
        )
        from commitments.importing import handlers
        from credit_portal.accounts.policies import register_verbs
        from credit_portal.directory import usage
        from credit_portal.workflow.registry import register_work

        register_verbs(policies.VERBS, fresh=policies.FRESH)
        register_verbs(policies_clocks.VERBS, fresh=policies_clocks.FRESH)
        audit_verbs.register()
        _register_kind()
        _register_deadlines()
        _register_clocks()
        register_work(work.items)
        handlers.register()
        checks_in_database.register()
        usage.register(_promised_under)
        usage.register_body(_still_to_keep)
        _register_mover()
        _register_references()
        registration_old_accounts.register()
        registration_campaigns.register()
        _register_sheets()


def _register_sheets() -> None:
    """The yearly sheets: their public kind, their clock, their work, their words."""
    from commitments import disclosures_sheets, open_data, selectors_sheets, work_sheets
    from commitments.services import publication, sheet_duties
    from credit_portal.notices import references
    from credit_portal.publishing.registry import Kind, register_kind
    from credit_portal.workflow.registry import register_deadline_kind, register_work

    register_kind(
        Kind(
            code=disclosures_sheets.KIND,
            letter="L",
            name_zh="街道乡镇年度民生承诺清单",
            name_en="Yearly livelihood sheet",
            summarise=disclosures_sheets.summarise,
            basis="P02",
            columns=open_data.SHEET,
        ),
        on_published=publication.remember_sheets,
    )
    register_deadline_kind(
        selectors_sheets.SHEET_DUE,
        label=_("Yearly sheet due"),
        remind_before=sheet_duties.REMIND_BEFORE,
        on_remind=sheet_duties.remind,
        on_overdue=sheet_duties.overdue,
        escalate_after=sheet_duties.SILENT_RULE,
        on_escalate=sheet_duties.escalate,
        name_cases=sheet_duties.name_cases,
    )
    register_work(work_sheets.items)
    references.register_words("commitments.sheetremark", selectors_sheets.words_of_remarks)
    references.register_target("commitments.sheet", selectors_sheets.visible_ids)


def _register_references() -> None:
    from commitments import selectors
    from commitments.receipts import lookup
    from credit_portal.notices import references
    from credit_portal.workflow import receipts

    references.register_words("commitments.remark", selectors.words_of_remarks)
    references.register_target("commitments.commitment", selectors.visible_ids)
    receipts.register_receipt_lookup(lookup)


def _register_kind() -> None:
    from commitments import open_data
    from commitments.services import objections
    from commitments.services.publication import remember
    from commitments.summary import summarise
    from credit_portal.publishing.registry import Kind, register_kind

    register_kind(
        Kind(
            code="commitment",
            letter="C",
            name_zh="政务承诺",
            name_en="Commitment",
            summarise=summarise,
            basis="P02",
            columns=open_data.COMMITMENT,
        ),
        on_published=remember,
    )
    objections.register()


def _register_deadlines() -> None:
    from commitments.services import approval, compensation, due
    from credit_portal.workflow.registry import register_deadline_kind

    duty: dict[str, Any] = {
        "remind_before": due.REMIND_BEFORE,
        "on_remind": due.remind,
        "on_overdue": due.due_passed,
        "escalate_after": due.ESCALATE_AFTER,
        "on_escalate": due.escalate,
        "on_moved": due.dates_moved,
        "lock_cases": due.lock_cases,
        "name_cases": due.name_cases,
        "planned": True,
    }
    register_deadline_kind(approval.DUE, label=_("Commitment due"), **duty)
    register_deadline_kind(approval.PERIOD_REPORT, label=_("Figures to be reported"), **duty)
    register_deadline_kind(
        approval.NEXT_PERIOD,
        label=_("Next measuring period begins"),
        remind_before=(),
        on_due=due.open_next_periods,
        on_overdue=due.open_next_periods,
    )
    register_deadline_kind(
        compensation.COMPENSATION,
        label=_("Compensation to be paid"),
        remind_before=compensation.REMIND_BEFORE,
        on_remind=compensation.remind,
        on_overdue=compensation.overdue,
        name_cases=compensation.name_cases,
    )


def _register_clocks() -> None:
    from commitments.services import clocks, milestone_clocks
    from credit_portal.workflow.registry import register_deadline_kind

    register_deadline_kind(
        milestone_clocks.MILESTONE,
        label=_("Milestone due"),
        remind_before=milestone_clocks.REMIND_BEFORE,
        on_remind=milestone_clocks.remind,
        on_overdue=milestone_clocks.day_passed,
        name_cases=milestone_clocks.name_cases,
    )
    register_deadline_kind(
        clocks.STOP_CAP,
        label=_("Clock runs again at the latest"),
        remind_before=(),
        on_due=clocks.stop_cap_reached,
        on_overdue=clocks.stop_cap_reached,
        name_cases=clocks.name_cases,
    )


def _register_mover() -> None:
    from commitments.services import old_succession, sheet_succession, succession
    from credit_portal.workflow.movers import register_mover

    register_mover(succession.mover())
    register_mover(old_succession.mover())
    register_mover(sheet_succession.mover())


def _still_to_keep(body: Any) -> Any:
    from commitments.services.old_succession import unasked
    from credit_portal.workflow import movers

    count = movers.count(body.pk, movers.Selection()) + unasked(body.pk).count()
    if not count:
        return None
    sentence = ngettext(
        "%(n)s case of %(body)s is still open: register a succession, so that it passes on.",
        "%(n)s cases of %(body)s are still open: register a succession, so that they pass on.",
        count,
    )
    return sentence % {"n": count, "body": body}


def _promised_under(appointment: Any) -> Any:
    from commitments.selectors import promised_under

    sentence = _("A published promise of the post names this holder.")
    return sentence if promised_under(appointment) else None

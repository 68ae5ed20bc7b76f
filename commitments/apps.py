"""Registration of the commitments app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """Commitments of public bodies: filed, approved, published, verified."""

    name = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the platform below: roles, sentences, the public kind, deadlines, work, rows."""
        from commitments import audit_verbs, checks_in_database, policies, work
        from commitments.importing import handlers
        from credit_portal.accounts.policies import register_verbs
        from credit_portal.directory import usage
        from credit_portal.workflow.registry import register_work

        register_verbs(policies.VERBS, fresh=policies.FRESH)
        audit_verbs.register()
        _register_kind()
        _register_deadlines()
        register_work(work.items)
        handlers.register()
        checks_in_database.register()
        usage.register(_promised_under)
        _register_references()


def _register_references() -> None:
    from commitments import selectors
    from credit_portal.notices import references

    references.register_words("commitments.remark", selectors.words_of_remarks)
    references.register_target("commitments.commitment", selectors.visible_ids)


def _register_kind() -> None:
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
        ),
        on_published=remember,
    )


def _register_deadlines() -> None:
    from commitments.services import approval, due
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


def _promised_under(appointment: Any) -> Any:
    from commitments.selectors import promised_under

    sentence = _("A published promise of the post names this holder.")
    return sentence if promised_under(appointment) else None

"""Registration of the workflow app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

#: How the acts of this app read in the audit trail.
SENTENCES = {
    "workflow.suspend": ("暂停计时", "stopped a deadline's clock"),
    "workflow.resume": ("恢复计时", "let a deadline's clock run again"),
    "workflow.extend": ("延长期限", "extended a deadline"),
    "workflow.set_reminders": ("设置提醒", "set reminders of a body"),
    "workflow.create_feed": ("生成日程订阅地址", "made a secret calendar address"),
    "workflow.revoke_feed": ("作废日程订阅地址", "made a calendar address void"),
    "workflow.export_report": ("导出期限重算报告", "exported a report on moved dates"),
    "workflow.second_calendar": (
        "作为第二人核对了节假日安排的导入",
        "checked the loading of a calendar as the second person",
    ),
    "changes.propose": ("提出变更", "proposed a change"),
    "changes.confirm": ("确认变更", "confirmed a change"),
    "changes.refuse": ("否决变更", "refused a change"),
    "changes.withdraw": ("撤回变更", "took a proposed change back"),
    "workflow.make_hand_over": ("生成交接清单", "made a hand-over sheet"),
    "workflow.acknowledge_hand_over": ("确认交接清单", "acknowledged a hand-over"),
    "workflow.hand_over_overdue": (
        "交接逾期未确认，通知上级单位",
        "hand-over not acknowledged in time, superior body told",
    ),
}


class WorkflowConfig(AppConfig):
    """Configuration of credit_portal.workflow."""

    name = "credit_portal.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name verbs (also those of workdays, which stands below accounts) and invariants."""
        from credit_portal.accounts import policies
        from credit_portal.audit import verbs
        from credit_portal.notices import references
        from credit_portal.workflow import (
            calendar_changes,
            change_selectors,
            hand_overs,
            invariants,
            registry,
            rule_changes,
            succession,
        )

        policies.register_verbs(
            {
                "workflow.load_calendar": {"system_administrator"},
                "workdays.revise_rule": {"system_administrator"},
                "workflow.set_reminders": {"approver", "system_administrator"},
                "workflow.follow_deadlines": {
                    "filer", "approver", "case_handler", "credit_officer", "credit_reviewer",
                },
            }
        )  # fmt: skip
        verbs.register(SENTENCES)
        calendar_changes.register()
        rule_changes.register()
        references.register_words("workflow.change", change_selectors.words_of_refusals)
        registry.register_work(change_selectors.work_of)
        invariants.register()
        succession.register()
        _register_hand_overs(hand_overs)


def _register_hand_overs(hand_overs: Any) -> None:
    """Who may, what waits for whom, and the clock of each sheet."""
    from credit_portal.accounts import policies
    from credit_portal.workflow import registry

    policies.register_verbs(hand_overs.VERBS)
    registry.register_work(hand_overs.work_of)
    registry.register_deadline_kind(
        hand_overs.KIND,
        label=_("Hand-over to be acknowledged"),
        remind_before=hand_overs.REMIND_BEFORE,
        on_remind=hand_overs.remind,
        on_overdue=hand_overs.overdue,
        name_cases=hand_overs.name_cases,
    )

"""Registration of the workflow app."""

from django.apps import AppConfig

#: How the acts of this app read in the audit trail.
SENTENCES = {
    "workflow.suspend": ("暂停计时", "stopped a deadline's clock"),
    "workflow.resume": ("恢复计时", "let a deadline's clock run again"),
    "workflow.extend": ("延长期限", "extended a deadline"),
    "workflow.export_report": ("导出期限重算报告", "exported a report on moved dates"),
    "workflow.second_calendar": (
        "作为第二人核对了节假日安排的导入",
        "checked the loading of a calendar as the second person",
    ),
    "changes.propose": ("提出变更", "proposed a change"),
    "changes.confirm": ("确认变更", "confirmed a change"),
    "changes.refuse": ("否决变更", "refused a change"),
    "changes.withdraw": ("撤回变更", "took a proposed change back"),
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
            invariants,
            registry,
            rule_changes,
        )

        policies.register_verbs(
            {
                "workflow.load_calendar": {"system_administrator"},
                "workdays.revise_rule": {"system_administrator"},
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
